import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AllocateAddressCommand, CreateVpcCommand, DeleteVpcCommand } from '@aws-sdk/client-ec2';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { policyFor, SNAPSHOT_ACTIONS } from '../../bin/cli/policy';
import { rehearse } from '../../bin/cli/rehearse/rehearse';
import type { Report } from '../../bin/cli/rehearse/report';
import { anonymized } from '../../bin/cli/rehearse/snapshot/anonymize';
import type { Snapshot } from '../../bin/cli/rehearse/snapshot/snapshot';
import { NOTHING } from '../../bin/cli/rehearse/taking';
import { takeSnapshot } from '../../bin/cli/rehearse/snapshot/take-snapshot';
import { privatePool } from '../../bin/example';
import { AddressRelease, ElasticIp, EmptyOnDelete } from '../../lib';
import { issueCredentials } from '../../sandbox/credentials';
import { ACCOUNT } from '../../sandbox/principal';
import type { PolicyDocument } from '../../sandbox/services/iam/policy-document';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { takeCidr } from '../acceptance/network';
import { command } from './command';
import { connected } from './in-process';

const ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/session`;

let cloud: Cloud;
let folder: string;
beforeAll(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 60 });
  folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

/** A VPC from a pool of the stack, a manual allocation and an address with a secret in its tag; and one that is not listed. */
async function deploy(name: string, fill: (stack: Stack, pool: ec2.CfnIPAMPool) => void): Promise<string> {
  await cloud.deploy(name, (stack) => {
    const pool = privatePool(stack);
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 24 });
    vpc.node.addDependency(stack.node.findChild('PoolCidr'));
    fill(stack, pool);
  });
  const poolId = await cloud.output(name, 'PoolId');
  await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
  for (const Value of ['secret-of-acme', 'other']) await cloud.ec2.send(new AllocateAddressCommand({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: name, Value }] }] }));
  return poolId;
}

async function snapshotOf(name: string): Promise<Snapshot> {
  const aws = await connected(cloud);
  return takeSnapshot(aws, aws.world({ clock: cloud.sandbox.world.clock, log: () => undefined, retries: true }), name);
}

function rehearsed(snapshot: Snapshot, runs = 1): Promise<Report> {
  return rehearse({ stacks: [], snapshot, take: NOTHING, weather: 'everyday' }, { seed: 1, runs, command: '' }, () => undefined);
}

const things = ({ timeline }: Report) => timeline.filter(({ kind }) => kind !== 'resource').map(({ type, end }) => `${type.split(' ').slice(0, 3).join(' ')} ${end}`).sort();

describe('of a stack with an AddressRelease', () => {
  let snapshot: Snapshot;
  beforeAll(async () => {
    await deploy('Acme', (stack, pool) => {
      pool.with(new EmptyOnDelete());
      new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromTag('Acme', { value: 'secret-of-acme' })] });
    });
    snapshot = await snapshotOf('Acme');
  }, 60_000);

  test('its copy is destroyed as the stack is: what is listed is released, what IPAM has to notice is waited for, the rest is left', async () => {
    const report = await rehearsed(snapshot);
    expect(report).toMatchObject({ verdict: 'pending', failures: [], stacks: [{ name: 'Acme', account: ACCOUNT, status: 'DELETE_COMPLETE' }] });
    expect(things(report)).toEqual(['Elastic IP left', 'Elastic IP released', 'allocation of vpc noticed', 'manual allocation released']);
    expect(report.seconds.least).toBeGreaterThan(10 * 60);
    // The network is there as it is: nothing of it is a placeholder.
    expect(report.notModelled.filter(({ type }) => type.startsWith('AWS::EC2::'))).toEqual([]);
    expect(report.notes).toEqual([]);
  });

  test('an anonymous copy has none of the names, accounts, ids, addresses and values of tags, and is destroyed the same', async () => {
    const anonymous = anonymized(snapshot);
    const text = JSON.stringify(anonymous);
    const ids = JSON.stringify(snapshot).match(/\b[a-z-]+-[0-9a-f]{8,33}\b|\b\d{12}\b|\b\d+\.\d+\.\d+\.\d+\b/g) ?? [];
    const names = snapshot.stack.resources.flatMap(({ logicalId, physicalId }) => [logicalId, physicalId]);
    const originals = [...new Set([...ids, ...names, 'Acme', 'secret-of-acme'])].filter((each) => each !== '0.0.0.0');
    expect(originals.length).toBeGreaterThan(30);
    expect(originals.filter((each) => new RegExp(`(?<![A-Za-z0-9])${each.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![A-Za-z0-9])`).test(text.replaceAll('"Key":"Acme"', '').replaceAll('"TagKey":"Acme"', '').replaceAll('ResourceTag/Acme', '')))).toEqual([]);
    expect(anonymous.isAnonymous).toBe(true);
    const [one, other] = [await rehearsed(snapshot), await rehearsed(anonymous)];
    expect(things(other)).toEqual(things(one));
    expect(other.verdict).toBe(one.verdict);
  });

  test('with termination protection the rehearsal fails as the destroy would', async () => {
    const report = await rehearsed({ ...snapshot, stack: { ...snapshot.stack, terminationProtection: true } });
    expect(report.failures).toMatchObject([{ logicalId: 'Acme', reason: expect.stringContaining('TerminationProtection') as string }]);
  });

  test('an interface of what the sandbox does not model is taken to go with it, and the report says both', async () => {
    const resource = { logicalId: 'Database', type: 'AWS::RDS::DBInstance', physicalId: 'database', status: 'CREATE_COMPLETE', dependsOn: ['Vpc'] };
    const VpcId = snapshot.stack.resources.find(({ logicalId }) => logicalId === 'Vpc')?.physicalId;
    const [first, ...others] = snapshot.regions;
    const networkInterfaces = [{ NetworkInterfaceId: 'eni-0123456789abcdef0', VpcId, SubnetId: 'subnet-0123456789abcdef0', PrivateIpAddress: '10.0.0.4' }];
    const regions = first ? [{ ...first, networkInterfaces }, ...others] : [];
    const holders = [{ networkInterfaceId: 'eni-0123456789abcdef0', physicalId: 'database' }];
    const report = await rehearsed({ ...snapshot, regions, holders, stack: { ...snapshot.stack, resources: [...snapshot.stack.resources, resource] } });
    expect(report).toMatchObject({ verdict: 'pending', failures: [], notes: [expect.stringContaining('taken to go with what has them, which is a placeholder: 1') as string] });
    expect(report.notModelled).toEqual(expect.arrayContaining([{ type: 'AWS::RDS::DBInstance', why: 'a snapshot does not have it', count: 1 }]));
  });

  test('what another stack imports can\'t be deleted', async () => {
    const report = await rehearsed({ ...snapshot, stack: { ...snapshot.stack, exports: [{ name: 'Acme:Pool', value: 'pool', importedBy: ['Tenant'] }] } });
    expect(report).toMatchObject({ verdict: 'blocked', failures: [{ reason: expect.stringContaining('in use by Tenant') as string }] });
  });
});

test('the command asks for nothing that its policy does not allow, only reads, and keeps a snapshot that it rehearses again without AWS', async () => {
  const poolId = await deploy('Plain', () => undefined);
  const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: poolId, Ipv4NetmaskLength: 28 }));
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
  const policy = policyFor(SNAPSHOT_ACTIONS) as unknown as PolicyDocument;
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, { account: ACCOUNT, arn: ARN, userId: 'AROAAUDITOR:session', policies: () => [policy] }, 3_600_000);
  const auditor = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
  const file = join(folder, 'plain.json');
  const first = await command(cloud.sandbox, ['rehearse', 'Plain', '--save', file, '--output', 'json'], { env: auditor });
  expect(first.stderr).toBe('');
  expect(first.code).toBe(1);
  const report = JSON.parse(first.stdout) as Report;
  expect(report).toMatchObject({ verdict: 'blocked', failures: [{ logicalId: 'PoolCidr', because: expect.stringContaining('manual allocation') as string }] });
  expect(report.command).toBe(`npx cdk-address-release rehearse --from ${file} --weather everyday --seed 1`);

  const calls = cloud.sandbox.world.calls.all.filter(({ caller }) => caller === ARN);
  expect(calls.filter(({ outcome }) => /Unauthorized|AccessDenied/.test(outcome?.code ?? ''))).toEqual([]);
  const actions = [...new Set(calls.map(({ service, action }) => `${service}:${action}`))].sort();
  expect(actions.filter((action) => !(SNAPSHOT_ACTIONS as readonly string[]).includes(action))).toEqual([]);
  expect(actions.filter((action) => !/:(Describe|Get|List)[A-Z]/.test(action))).toEqual([]);
  // No right in the policy that nothing asks for, but those of a stack that is stuck, or exports something, or is gone.
  const seldom = ['cloudformation:DescribeStackEvents', 'cloudformation:ListImports', 'cloudformation:ListStacks'];
  expect(SNAPSHOT_ACTIONS.filter((action) => !actions.includes(action) && !seldom.includes(action))).toEqual([]);

  const again = await command(undefined, ['rehearse', '--from', file, '--output', 'json']);
  expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: first.stdout });
  expect((JSON.parse(readFileSync(file, 'utf8')) as Snapshot).schemaVersion).toBe('1');
}, 60_000);

test('a file that is no snapshot, and a stack that is not there, are said in one line', async () => {
  const file = join(__dirname, 'rehearsed.ts');
  const read = await command(undefined, ['rehearse', '--from', file]);
  expect(read).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^cdk-address-release: .*can't be read: .*; name a file that rehearse --save wrote\n$/) as string });
  const missing = await command(cloud.sandbox, ['rehearse', 'Nobody']);
  expect(missing).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('there is no stack Nobody') as string });
});
