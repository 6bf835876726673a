import { CreateVpcCommand, DeleteVpcCommand } from '@aws-sdk/client-ec2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { PLAN_ACTIONS, policyFor } from '../../bin/cli/policy';
import { privatePool } from '../../bin/example';
import { takeFromPool } from '../../bin/network-team';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import { issueCredentials } from '../../sandbox/credentials';
import { ACCOUNT } from '../../sandbox/principal';
import type { PolicyDocument } from '../../sandbox/services/iam/policy-document';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { createPool, takeCidr } from '../acceptance/network';
import { command } from './command';

const ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/session`;

let cloud: Cloud;
/** Of somebody who may do what docs/cli.md says, and nothing else. */
let auditor: NodeJS.ProcessEnv;
beforeAll(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 60 });
  const policy = policyFor(PLAN_ACTIONS) as unknown as PolicyDocument;
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, { account: ACCOUNT, arn: ARN, userId: 'AROAAUDITOR:session', policies: () => [policy] }, 3_600_000);
  auditor = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
});
afterAll(async () => cloud.stop());

test('plan needs the policy of its page and nothing else, whatever it looks at, and it only reads', async () => {
  const elsewhere = await createPool(cloud.ec2);
  await takeCidr(cloud.ec2, elsewhere, { NetmaskLength: 24 });
  await cloud.deploy('Stack', (stack) => {
    const pool = privatePool(stack);
    const imported = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Elsewhere', elsewhere);
    new AddressRelease(stack, 'Release', { ipamAllocations: [IpamAllocation.allManual(pool), IpamAllocation.allManual(imported)], emptyPools: [{ pool, stopMonitoring: true }], elasticIps: [ElasticIp.fromTag('environment')] });
  });
  const poolId = await cloud.output('Stack', 'PoolId');
  const { elasticIps } = await takeFromPool(cloud.ec2, poolId, 'Stack');
  const [kept, gone] = await Promise.all([1, 2].map(async () => cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: poolId, Ipv4NetmaskLength: 28 }))));
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId: gone?.Vpc?.VpcId }));
  expect(kept?.Vpc?.VpcId).toBeDefined();

  const ids = elasticIps.map(({ allocationId }) => allocationId);
  const asked = [['Stack'], [], ['--pool', poolId], ['--pool', elsewhere], ['--address', ids[0] ?? ''], ['--address', 'eipalloc-00000000000000000']];
  const ends = [];
  for (const args of asked) {
    const { code, stderr } = await command(cloud.sandbox, ['plan', ...args], { env: auditor });
    ends.push({ args: args.join(' '), code, stderr });
  }
  expect(ends.slice(0, -1).filter(({ stderr }) => stderr !== '')).toEqual([]);
  expect(ends.at(-1)).toMatchObject({ code: 1, stderr: 'cdk-address-release: there is no Elastic IP eipalloc-00000000000000000 in any Region of the account; check the id and --profile\n' });

  const calls = cloud.sandbox.world.calls.all.filter(({ caller }) => caller === ARN);
  expect(calls.filter(({ outcome }) => /Unauthorized|AccessDenied/.test(outcome?.code ?? ''))).toEqual([]);
  const actions = [...new Set(calls.map(({ service, action }) => `${service}:${action}`))].sort();
  expect(actions.filter((action) => !(PLAN_ACTIONS as readonly string[]).includes(action))).toEqual([]);
  expect(actions.filter((action) => !/:(Describe|Get|List)[A-Z]/.test(action))).toEqual([]);
  expect(actions).toEqual(expect.arrayContaining(['cloudformation:GetTemplate', 'ec2:GetIpamPoolAllocations', 'ec2:DescribeVpcs', 'ec2:DescribeRegions']));
}, 60_000);

test('who may not look is told what is missing, in one line', async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, { account: ACCOUNT, arn: ARN, userId: 'AROANOBODY:session', policies: () => [] }, 3_600_000);
  const { code, stdout, stderr } = await command(cloud.sandbox, ['plan', 'Stack'], { env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^cdk-address-release: stack Stack: AccessDenied: .*cloudformation:DescribeStacks.*; allow yourself what the message names \(docs\/cli\.md has the policy\)\n$/);
  for (const secret of [accessKeyId, secretAccessKey, sessionToken]) expect(stderr).not.toContain(secret);
});
