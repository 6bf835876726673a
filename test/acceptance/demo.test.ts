import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The whole of `npm run demo`, with the real CDK CLI; the handler is built by then. */
test('the demo ends well: a failing destroy without AddressRelease, and one that is enough with it', () => {
  const demo = spawnSync(process.execPath, ['--import', 'tsx', join('bin', 'demo.ts')], {
    cwd: join(__dirname, '..', '..'),
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
}, 300_000);
