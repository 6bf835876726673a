import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { cdkQuietly } from '../../bin/demo/cdk';
import { poolOf, takeFromPool } from '../../bin/network-team';
import { pack } from '../../bin/packages/installed';
import { Sandbox } from '../../sandbox/sandbox';

const ROOT = join(__dirname, '..', '..');
const REGION = 'us-east-1';
const STUCK = 'WithoutAddressRelease';

/** A project with nothing but the packed library, the CDK and TypeScript. */
let project: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'network');
  mkdirSync(project);
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const wanted = Object.fromEntries(['aws-cdk', 'aws-cdk-lib', 'constructs', 'tsx'].map((name) => [name, devDependencies[name]]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'network', private: true, dependencies: { ...wanted, 'cdk-address-release': `file:${pack(folder)}` } }));
  writeFileSync(join(project, 'cdk.json'), JSON.stringify({ app: 'npx tsx app.ts' }));
  writeFileSync(join(project, 'app.ts'), APP);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project, stdio: 'ignore' });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const APP = `
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmptyOnDelete } from 'cdk-address-release';

const stack = new Stack(new App(), 'Network');
const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: stack.region }] });
const pool = new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId: ipam.attrPrivateDefaultScopeId, addressFamily: 'ipv4', locale: stack.region, provisionedCidrs: [{ cidr: '10.0.0.0/8' }] });
if (process.env.EMPTY === 'true') pool.with(new EmptyOnDelete());
new ec2.Vpc(stack, 'Vpc', { ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 16, defaultSubnetIpv4NetmaskLength: 24 }) });
`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a user types in the project's folder. With a terminal if there are keys to type, once what it shows matches; both streams are one then. */
async function type(line: string, env: NodeJS.ProcessEnv, keys?: readonly (readonly [shows: RegExp, keys: string])[]): Promise<Ended> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|CI$)/.test(name)));
  const nowhere = { AWS_CONFIG_FILE: join(folder, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'), AWS_EC2_METADATA_DISABLED: 'true', TERM: 'xterm-256color' };
  const [command, args]: [string, string[]] = keys ? ['script', ['-qec', `stty cols 120 rows 40; ${line}`, join(folder, 'typescript')]] : ['bash', ['-c', line]];
  const child: ChildProcess = spawn(command, args, { cwd: project, env: { ...own, ...nowhere, ...env }, stdio: [keys ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  const left = [...(keys ?? [])];
  let seen = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const [next] = left;
    if (!next?.[0].test(stdout.slice(seen))) return;
    seen = stdout.length;
    left.shift();
    child.stdin?.write(next[1]);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('rehearse, in a fresh app with a VPC from an IPAM pool', () => {
  test('without EmptyOnDelete it exits 1, says which destroy fails and why, and writes that as a page', async () => {
    const { code, stdout, stderr } = await type('npx cdk-address-release rehearse --html without.html', {});
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^The destroy of Network fails: Pool \(AWS::EC2::IPAMPool\) is not deleted\.\n/);
    expect(stdout).toMatch(/allocation of vpc vpc-\w+, which is gone, but IPAM has not noticed yet\.\n {2}Remedy: pool\.with\(new EmptyOnDelete\(\)\)/);
    expect(stdout).not.toContain('\u001b');
    expect(readFileSync(join(project, 'without.html'), 'utf8')).toContain('>It fails</p>');
  }, 120_000);

  test('with it it exits 2, and says how long the destroy takes', async () => {
    const { code, stdout } = await type('npx cdk-address-release rehearse --html with.html', { EMPTY: 'true' });
    expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 2, first: expect.stringMatching(/^One destroy is enough, in \d+ min \d+ s: .*1 waited for\.$/) as string });
    expect(readFileSync(join(project, 'with.html'), 'utf8')).toContain('>It works</p>');
  }, 120_000);

  test('in a terminal it has colours and counts its runs, and the table is the same', async () => {
    const { code, stdout } = await type('npx cdk-address-release rehearse --runs 2', { EMPTY: 'true' }, []);
    expect(code).toBe(2);
    expect(stdout).toMatch(/1 of 2\r\n2 of 2\r\n\u001b\[33m/);
  }, 120_000);
});

test('a stack that is stuck: plan names what is in the way, release asks in a terminal, ends it, and plan has nothing more to say', async () => {
  const sandbox = await Sandbox.start({ timeScale: 60 });
  try {
    const settings = { ...sandbox.clientConfig, region: REGION };
    await cdkQuietly(sandbox, ['deploy', '-c', `stackName=${STUCK}`, '--output', join(folder, 'cdk.out')]);
    const ec2 = new EC2Client(settings);
    const taken = await takeFromPool(ec2, await poolOf(new CloudFormationClient(settings), STUCK), STUCK);
    await expect(cdkQuietly(sandbox, ['destroy', '--force', '-c', `stackName=${STUCK}`, '--output', join(folder, 'cdk.out')])).rejects.toThrow(/DELETE_FAILED/);
    const { AWS_ENDPOINT_URL: url = '', ...credentials } = sandbox.environment;
    const at = `--endpoint-url ${url}`;

    const plan = await type(`npx cdk-address-release plan ${STUCK} ${at}`, credentials);
    expect({ code: plan.code, stderr: plan.stderr }).toEqual({ code: 2, stderr: '' });
    const five = [...taken.ipamAllocations.map(({ cidr }) => cidr), ...taken.elasticIps.map(({ publicIp }) => publicIp)];
    expect(five.filter((each) => !plan.stdout.includes(each))).toEqual([]);
    const asJson = await type(`npx cdk-address-release plan ${STUCK} ${at} --output json`, credentials);
    expect(asJson.code).toBe(2);
    expect(five.filter((each) => !JSON.stringify(JSON.parse(asJson.stdout)).includes(each))).toEqual([]);

    const refused = await type(`npx cdk-address-release release ${STUCK} ${at} --delete-stack`, credentials);
    expect({ code: refused.code, stderr: refused.stderr.trim().split('\n').at(-1) }).toEqual({ code: 1, stderr: expect.stringContaining('--yes') as string });
    const declined = await type(`npx cdk-address-release release ${STUCK} ${at} --delete-stack`, credentials, [[/Release .*\?/s, 'n']]);
    expect({ code: declined.code, asked: declined.stdout.includes('Release 3') }).toEqual({ code: 1, asked: true });
    expect(declined.stdout).toContain('Nothing was released.');
    expect((await type(`npx cdk-address-release plan ${STUCK} ${at} --output json`, credentials)).stdout).toBe(asJson.stdout);

    const released = await type(`npx cdk-address-release release ${STUCK} ${at} --delete-stack --tagged`, credentials, [[/Release .*\?/s, 'y']]);
    expect({ code: released.code, said: released.code === 0 ? '' : released.stdout }).toEqual({ code: 0, said: '' });
    const after = await type(`npx cdk-address-release plan ${STUCK} ${at}`, credentials);
    expect({ code: after.code, stdout: after.stdout }).toEqual({ code: 0, stdout: expect.stringContaining(STUCK) as string });
  } finally {
    await sandbox.stop();
  }
}, 300_000);
