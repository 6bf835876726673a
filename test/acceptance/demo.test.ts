import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What the CDK CLI prints of events, in its order: `IPAMPool DELETE_COMPLETE`. */
function statusesIn(output: string): string[] {
  return [...output.matchAll(/^\w+ +\| +\d+(?:\/\d+)? \| [^|]+ \| (\w+) +\| \w+::(?:\w+::)?(\w+) /gm)].map(([, status = '', type = '']) => `${type} ${status}`);
}

/** The whole of `npm run demo`, with the real CDK CLI; the handler is built by then. */
test('the demo ends well: a failing destroy without AddressRelease, and one that is enough with it; and prints nothing else', () => {
  // In CI the CDK CLI prints everything on stdout, where the demo's own lines are.
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: undefined, CI: 'true' };
  const demo = spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'demo.ts')], {
    cwd: join(__dirname, '..', '..'),
    env,
    encoding: 'utf8',
    timeout: 280_000,
  });
  const output = demo.stdout + demo.stderr;
  expect({ status: demo.status, output: demo.status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  expect(output).toMatch(/WithoutAddressRelease is DELETE_FAILED\. CloudFormation's reason:\s+PoolCidr: .*has one or more allocations/);
  expect(output).toMatch(/ReleaseIpamPoolAllocation +10\.0\.0\.0\/23 +IncorrectState/);
  expect(output).toMatch(/ReleaseIpamPoolAllocation +10\.0\.0\.0\/23 +done/);
  expect(output).toMatch(/DisassociateAddress +eipassoc-\w+ +done/);
  expect(output).toMatch(/DeleteIpamPool +ipam-pool-\w+ +done/);
  expect(output).toContain('One cdk destroy was enough.');
  expect(output).toContain('npx cdk-address-release plan STACK');
  expect(output).not.toContain('Warning');
  const commands = output.split('$ npx cdk ').slice(1).map((text) => ({ command: text.split(' ', 1)[0], statuses: statusesIn(text) }));
  expect(commands.map(({ command }) => command)).toEqual(['deploy', 'deploy', 'destroy', 'deploy', 'destroy', 'destroy']);
  const [first, second, failing, listing, ...destroys] = commands.map(({ statuses }) => statuses);
  for (const statuses of [first, second]) expect(statuses?.find((status) => status !== 'Stack REVIEW_IN_PROGRESS')).toBe('Stack CREATE_IN_PROGRESS');
  // Of what the stack had before, the second deployment and the destroys tell nothing.
  expect(listing?.[0]).toBe('Stack UPDATE_IN_PROGRESS');
  expect(listing?.filter((status) => /IPAM|Stack CREATE|REVIEW/.test(status))).toEqual([]);
  for (const statuses of [failing, ...destroys]) {
    expect(statuses?.[0]).toBe('Stack DELETE_IN_PROGRESS');
    expect(statuses?.filter((status) => !status.includes(' DELETE_'))).toEqual([]);
  }
  expect(destroys.map((statuses) => statuses.at(-1))).toEqual(['Stack DELETE_COMPLETE', 'Stack DELETE_COMPLETE']);
}, 300_000);
