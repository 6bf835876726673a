import { DescribeAddressesCommand, DescribeNatGatewaysCommand, DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client, GetIpamPoolAllocationsCommand } from '@aws-sdk/client-ec2';
import { App, BootstraplessSynthesizer, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IpProtocol, Vpc } from 'aws-cdk-lib/aws-ec2';
import { KIND, WORST_CASE } from '../../../sandbox/unkindness';
import { Deployment, REGION } from './deployment';

const MINUTE = 60_000;
const ref = (Ref: string) => ({ Ref });
const get = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
const resource = (Type: string, Properties: object = {}, DependsOn?: string) => ({ Type, Properties, DependsOn });

let deployment: Deployment;
let ec2: EC2Client;
beforeEach(async () => {
  deployment = await Deployment.start(1200);
  ec2 = new EC2Client({ ...deployment.sandbox.clientConfig, region: REGION });
});
afterEach(async () => {
  ec2.destroy();
  await deployment.stop();
});

const IPAM = resource('AWS::EC2::IPAM', { OperatingRegions: [{ RegionName: REGION }] });
const pool = (scope: string, more: object = {}) => resource('AWS::EC2::IPAMPool', { IpamScopeId: get('Ipam', scope), AddressFamily: 'ipv4', Locale: REGION, ...more });

async function created(resources: Record<string, object>, ids: readonly string[]): Promise<Record<string, string>> {
  const template = { Outputs: Object.fromEntries(ids.map((id) => [id, { Value: ref(id) }])) };
  const { StackStatus, Outputs = [] } = await deployment.create(resources, { template });
  expect(StackStatus).toBe('CREATE_COMPLETE');
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

async function holders(IpamPoolId: string | undefined): Promise<[string | undefined, string | undefined][]> {
  const { IpamPoolAllocations = [] } = await ec2.send(new GetIpamPoolAllocationsCommand({ IpamPoolId }));
  return IpamPoolAllocations.map(({ ResourceType, Cidr }) => [ResourceType, Cidr]);
}

/** Deletes the stack until it is gone, as people do by hand; how often that took, and how long in the sandbox's time. */
async function deleteUntilGone(): Promise<{ attempts: number; took: number }> {
  const { clock } = deployment.sandbox.world;
  const began = clock.now();
  const { StackId = '' } = await deployment.describe();
  for (let attempts = 1; ; attempts++) {
    const { StackStatus } = await deployment.delete({ StackName: StackId });
    if (StackStatus === 'DELETE_COMPLETE') return { attempts, took: clock.now() - began };
    await clock.sleep(1 * MINUTE);
  }
}

const NETWORK = {
  Ipam: IPAM,
  Pool: pool('PrivateDefaultScopeId'),
  PoolCidr: resource('AWS::EC2::IPAMPoolCidr', { IpamPoolId: ref('Pool'), Cidr: '10.0.0.0/16' }),
  Vpc: resource('AWS::EC2::VPC', { Ipv4IpamPoolId: ref('Pool'), Ipv4NetmaskLength: 20 }, 'PoolCidr'),
  Planning: pool('PrivateDefaultScopeId', {
    SourceIpamPoolId: ref('Pool'),
    SourceResource: { ResourceId: ref('Vpc'), ResourceType: 'vpc', ResourceRegion: REGION, ResourceOwner: ref('AWS::AccountId') },
  }),
  PlanningCidr: resource('AWS::EC2::IPAMPoolCidr', { IpamPoolId: ref('Planning'), Cidr: get('Vpc', 'CidrBlock') }),
  Subnet: resource('AWS::EC2::Subnet', { VpcId: ref('Vpc'), Ipv4IpamPoolId: ref('Planning'), Ipv4NetmaskLength: 24 }, 'PlanningCidr'),
};

const PUBLIC = {
  Public: pool('PublicDefaultScopeId', { AwsService: 'ec2', PublicIpSource: 'amazon' }),
  PublicCidr: resource('AWS::EC2::IPAMPoolCidr', { IpamPoolId: ref('Public'), NetmaskLength: 29 }),
  Gateway: resource('AWS::EC2::InternetGateway'),
  Attachment: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }),
  Eip: resource('AWS::EC2::EIP', { IpamPoolId: ref('Public') }, 'PublicCidr'),
  Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Subnet'), AllocationId: get('Eip', 'AllocationId') }, 'Attachment'),
};

test('a VPC takes its CIDR from a pool, and its subnets from a resource planning pool of the VPC', async () => {
  const { Pool, Planning, Vpc, Subnet = '' } = await created(NETWORK, ['Pool', 'Planning', 'Vpc', 'Subnet']);
  expect(await holders(Pool)).toEqual([['vpc', '10.0.0.0/20']]);
  expect(await holders(Planning)).toEqual([['subnet', '10.0.0.0/24']]);
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [Subnet] }));
  expect(Subnets).toMatchObject([{ VpcId: Vpc, CidrBlock: '10.0.0.0/24' }]);
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

test('a deleted VPC leaves its allocation in the pool until IPAM notices, and only then the pool goes', async () => {
  deployment.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: { min: 30 * MINUTE, max: 30 * MINUTE } } };
  const { Ipam, Pool, PoolCidr, Vpc } = NETWORK;
  const { Pool: id } = await created({ Ipam, Pool, PoolCidr, Vpc }, ['Pool']);
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_FAILED' });
  expect(await deployment.reason('PoolCidr', 'DELETE_FAILED')).toContain('The CIDR has one or more allocations.');
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  expect(await holders(id)).toEqual([['vpc', '10.0.0.0/20']]);
  const { took } = await deleteUntilGone();
  expect(took).toBeGreaterThan(25 * MINUTE);
});

test("a subnet's allocation holds its planning pool, and with it the VPC and the pool above, until IPAM notices", async () => {
  deployment.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, subnet: { min: 15 * MINUTE, max: 15 * MINUTE } } };
  await created(NETWORK, []);
  const { StackId = '' } = await deployment.delete();
  const { StackStatus, StackStatusReason } = await deployment.describe(StackId);
  expect([StackStatus, StackStatusReason]).toEqual(['DELETE_FAILED', 'The following resource(s) failed to delete: [PlanningCidr]. ']);
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
  const { took } = await deleteUntilGone();
  expect(took).toBeGreaterThan(12 * MINUTE);
});

test('an Elastic IP of a pool of Amazon-provided addresses serves a NAT gateway; gone, it lingers in the pool', async () => {
  deployment.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, eip: { min: 5 * MINUTE, max: 5 * MINUTE } } };
  const { Public, Eip = '' } = await created({ ...NETWORK, ...PUBLIC }, ['Public', 'Eip']);
  expect(await holders(Public)).toEqual([['eip', `${Eip}/32`]]);
  const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({}));
  expect(NatGateways).toMatchObject([{ State: 'available', NatGatewayAddresses: [{ PublicIp: Eip }] }]);
  const { Addresses } = await ec2.send(new DescribeAddressesCommand({}));
  expect(Addresses).toMatchObject([{ PublicIp: Eip, PublicIpv4Pool: Public }]);
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_FAILED', StackStatusReason: 'The following resource(s) failed to delete: [PublicCidr]. ' });
  expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toEqual([]);
  expect(await holders(Public)).toEqual([['eip', `${Eip}/32`]]);
  await deleteUntilGone();
});

test('an internet gateway waits with its detachment until the NAT gateway has given its address back', async () => {
  deployment.sandbox.world.unkindness = { ...KIND, natGatewayDeletion: WORST_CASE.natGatewayDeletion };
  // Nothing changes but the dependency, which is no update by itself; without it both are deleted at the same time.
  await created({ ...NETWORK, ...PUBLIC, Other: resource('AWS::Test::Thing') }, []);
  await deployment.update({ ...NETWORK, ...PUBLIC, Nat: { ...PUBLIC.Nat, DependsOn: undefined } });
  const { StackStatus } = await deployment.delete();
  expect(StackStatus).toBe('DELETE_COMPLETE');
  const detachments = deployment.sandbox.world.calls.of('DetachInternetGateway').map(({ outcome }) => outcome?.code);
  expect(detachments.length).toBeGreaterThan(1);
  expect([...new Set(detachments)]).toEqual(['DependencyViolation', undefined]);
});

test('with AWS as unkind as documented, such a network takes more than one deletion', async () => {
  deployment.sandbox.world.unkindness = WORST_CASE;
  await created({ ...NETWORK, ...PUBLIC }, []);
  const { attempts, took } = await deleteUntilGone();
  expect(attempts).toBeGreaterThan(1);
  expect(took).toBeLessThan(75 * MINUTE);
});

test("the CDK's dual-stack VPC has Amazon's IPv6 block, and each of its subnets a part of it", async () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'DualStack', { synthesizer: new BootstraplessSynthesizer() });
  new Vpc(stack, 'Vpc', { ipProtocol: IpProtocol.DUAL_STACK, maxAzs: 2, natGateways: 0, restrictDefaultSecurityGroup: false });
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, object> };
  expect((await deployment.create(Resources)).StackStatus).toBe('CREATE_COMPLETE');
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const [block = ''] = (Vpcs[0]?.Ipv6CidrBlockAssociationSet ?? []).map(({ Ipv6CidrBlock = '' }) => Ipv6CidrBlock);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const ofSubnets = Subnets.map(({ Ipv6CidrBlockAssociationSet = [] }) => Ipv6CidrBlockAssociationSet[0]?.Ipv6CidrBlock ?? '');
  expect(new Set(ofSubnets).size).toBe(4);
  expect(ofSubnets.filter((one) => one.startsWith(block.replace(/0*::\/56$/, '')) && one.endsWith('/64'))).toHaveLength(4);
  expect((await deployment.delete()).StackStatus).toBe('DELETE_COMPLETE');
});
