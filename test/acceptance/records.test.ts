import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { AddressRelease, ElasticIp } from '../../lib';
import { KIND, type StackRecords } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { addresses, takeAddress } from './network';

// What CloudFormation says of a resource in the middle of an operation is documented nowhere. Two emulators, written by others, say these:
const MINUTE = 60_000;
const RECORDS: [string, StackRecords][] = [
  ['shows CREATE_COMPLETE throughout', { lag: Number.POSITIVE_INFINITY, onlyComplete: false, deletionTime: false }],
  ['answers ValidationError for what is not complete', { lag: 0, onlyComplete: true, deletionTime: true }],
  ['is minutes late', { lag: 3 * MINUTE, onlyComplete: false, deletionTime: true }],
];

let cloud: Cloud;
let address: string;
const start = async (stackRecords: StackRecords) => {
  cloud = await Cloud.start({ unkindness: { ...KIND, stackRecords } });
  address = await takeAddress(cloud.ec2);
};
afterEach(async () => cloud.stop());

function base(stack: Stack, description = ''): void {
  new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  stack.templateOptions.description = description;
}

function releasing(stack: Stack, more: readonly string[] = []): AddressRelease {
  base(stack, more.join());
  return new AddressRelease(stack, 'AddressRelease', { elasticIps: [address, ...more].map((id) => ElasticIp.fromAllocationId(id)) });
}

describe.each(RECORDS)("where CloudFormation %s of the resource's record", (_, records) => {
  beforeEach(async () => start(records));

  test('a stack is deployed, updated and destroyed: everything listed is released', async () => {
    expect(await cloud.deploy('Stack', (stack) => void releasing(stack))).toBe('CREATE_COMPLETE');
    const second = await takeAddress(cloud.ec2);
    expect(await cloud.deploy('Stack', (stack) => void releasing(stack, [second]))).toBe('UPDATE_COMPLETE');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
    // The time is no later than CloudFormation's own, and is the same for each invocation.
    expect(cloud.log).toContainEqual(expect.objectContaining({ message: 'releasing', startedAtBy: expect.stringMatching(/^the (request|resource's event)$/) as unknown }));
  }, 60_000);

  test('the construct that is only removed releases nothing', async () => {
    await cloud.deploy('Stack', (stack) => void releasing(stack));
    expect(await cloud.deploy('Stack', base)).toBe('UPDATE_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([address]);
    expect(cloud.callsByFunctions('ReleaseAddress')).toBe(0);
  }, 60_000);

  test('a creation that is rolled back releases nothing', async () => {
    const status = await cloud.deploy('Stack', (stack) => {
      const broken = new CfnResource(stack, 'Broken', { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', IpamPoolId: 'ipam-pool-00000000000000000' } });
      broken.node.addDependency(releasing(stack));
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([address]);
  }, 60_000);
});

describe.each(RECORDS.slice(0, 2))('with the CDK CLI, where CloudFormation %s', (_, records) => {
  const folder = mkdtempSync(join(tmpdir(), 'records-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What `cdk` prints and ends with, for an app that was synthesized before. */
  async function cdk(command: string, fill: (stack: Stack) => void): Promise<{ code: number | null; output: string }> {
    const app = new App({ outdir: join(folder, `${command.replaceAll(' ', '-')}-${cloud.sandbox.world.calls.all.length}.out`) });
    fill(new Stack(app, 'Stack', { env: { account: '111122223333', region: REGION } }));
    const { directory } = app.synth();
    const environment = { ...process.env, ...cloud.sandbox.environment, CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_CONFIG_FILE: join(folder, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
    const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...command.split(' '), '--app', directory], { env: environment, cwd: folder });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { code, output };
  }

  test('deploy, deploy again, and destroy: everything listed is released; nothing when the construct is only removed', async () => {
    await start(records);
    const deploy = 'deploy --require-approval never';
    expect(await cdk(deploy, (stack) => void releasing(stack))).toMatchObject({ code: 0 });
    expect(await cdk(deploy, (stack) => base(stack, 'removed'))).toMatchObject({ code: 0 });
    expect(await addresses(cloud.ec2)).toEqual([address]);
    expect(await cdk(deploy, (stack) => void releasing(stack))).toMatchObject({ code: 0 });
    expect(await cdk('destroy --force', (stack) => void releasing(stack))).toMatchObject({ code: 0 });
    expect(await addresses(cloud.ec2)).toEqual([]);
  }, 180_000);
});
