import {
  DescribeInternetGatewaysCommand,
  DescribeIpamPoolsCommand,
  DescribeIpamsCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { takeAddress, takeFromPool } from '../../bin/network-team';
import { Environment, type EnvironmentProps } from '../../bin/teardown-example';
import { ACCOUNT } from '../../sandbox/principal';
import { roles } from '../../sandbox/services/iam/roles';
import { functions } from '../../sandbox/services/lambda/functions';
import { logGroups } from '../../sandbox/services/logs/log-groups';
import { KIND, WORST_CASE } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { addresses, allocationsOf } from './network';

const STACK = 'AddressReleaseTeardown';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: WORST_CASE, timeScale: 60 });
});
afterEach(async () => cloud.stop());

const deploy = (options: EnvironmentProps) =>
  cloud.deploy(STACK, (stack) => {
    new Environment(stack, 'Environment', options);
  });

/** The network team takes CIDRs and addresses for the environment, and an address for something else. */
async function takeOutside(): Promise<{ poolId: string; other: string }> {
  const poolId = await cloud.output(STACK, 'PoolId');
  await takeFromPool(cloud.ec2, poolId, STACK);
  const { allocationId } = await takeAddress(cloud.ec2, 'another');
  return { poolId, other: allocationId };
}

/** What the stack made, by its kinds: all that the account has but the network team's own VPC. */
async function left(): Promise<Record<string, number>> {
  const { ec2, sandbox } = cloud;
  const { IpamPools = [] } = await ec2.send(new DescribeIpamPoolsCommand({}));
  const { Ipams = [] } = await ec2.send(new DescribeIpamsCommand({}));
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter: [{ Name: 'state', Values: ['available', 'deleting'] }] }));
  const teams = (network: { VpcId?: string; CidrBlock?: string }) => network.CidrBlock?.startsWith('192.168.') === true;
  const teamVpcs = Vpcs.filter(teams).map(({ VpcId }) => VpcId);
  return {
    ipams: Ipams.length,
    pools: IpamPools.filter(({ State }) => State !== 'delete-complete').length,
    vpcs: Vpcs.filter((vpc) => !teams(vpc)).length,
    subnets: Subnets.filter((subnet) => !teams(subnet)).length,
    gateways: InternetGateways.filter(({ Attachments }) => !teamVpcs.includes(Attachments?.[0]?.VpcId)).length,
    natGateways: NatGateways.length,
    functions: functions(sandbox.world, ACCOUNT, REGION).all().length,
    roles: roles(sandbox.world, ACCOUNT).all().length,
    logGroups: [...logGroups(sandbox.world, ACCOUNT, REGION).all()].length,
  };
}

test('without AddressRelease the destroy of a whole network fails, with CIDRs, pools and addresses left', async () => {
  expect(await deploy({ addressRelease: false })).toBe('CREATE_COMPLETE');
  const { poolId, other } = await takeOutside();
  expect(await cloud.destroy(STACK)).toBe('DELETE_FAILED');
  const failures = (await cloud.events(STACK)).filter(({ ResourceStatusReason }) => ResourceStatusReason?.includes('The CIDR has one or more allocations.'));
  // The private pool is not even tried: its VPC waits for the pool that the subnets were taken from.
  const failed = failures.map(({ LogicalResourceId = '' }) => /Environment(\w+)[0-9A-F]{8}$/.exec(LogicalResourceId)?.[1]);
  expect(new Set(failed)).toEqual(new Set(['SubnetPoolCidr', 'PublicPoolCidr']));
  cloud.sandbox.world.unkindness = KIND;
  expect(await left()).toMatchObject({ ipams: 1, pools: 3, vpcs: 1 });
  expect((await allocationsOf(cloud.ec2, poolId)).length).toBeGreaterThanOrEqual(4);
  expect((await addresses(cloud.ec2)).filter((id) => id !== other)).toHaveLength(2);
}, 60_000);

/** Why a destroy failed; nothing when the stack is gone. */
async function destroyed(): Promise<(string | undefined)[]> {
  const status = await cloud.destroy(STACK);
  if (status === undefined) return [];
  const failures = (await cloud.events(STACK)).filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  return [status, ...failures.map(({ ResourceStatusReason }) => ResourceStatusReason)];
}

test.each([
  ['which waits until IPAM has noticed what is gone', false],
  ['which lets pools go with what nobody uses any more', true],
])('with an AddressRelease %s, one destroy of it ends with nothing left, at the documented lags, and takes nothing else', async (_how, cascadeWhenUnused) => {
  expect(await deploy({ cascadeWhenUnused })).toBe('CREATE_COMPLETE');
  const { other } = await takeOutside();
  expect(await destroyed()).toEqual([]);
  cloud.sandbox.world.unkindness = KIND;
  expect(await left()).toEqual({ ipams: 0, pools: 0, vpcs: 0, subnets: 0, gateways: 0, natGateways: 0, functions: 0, roles: 0, logGroups: 0 });
  expect(await addresses(cloud.ec2)).toEqual([other]);
}, 120_000);
