import { AllocateIpamPoolCidrCommand, DescribeAddressesCommand, DescribeIpamPoolsCommand, EC2Client, GetIpamPoolAllocationsCommand, GetIpamPoolCidrsCommand, ReleaseIpamPoolAllocationCommand } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../sandbox/aws-error';
import { KIND, WORST_CASE } from '../../../sandbox/unkindness';
import { Deployment, REGION } from './deployment';

const TIME_SCALE = 1200;
/** Node.js leaves out a part of a millisecond when it waits; at most so much of the sandbox's time. */
const GRAIN = TIME_SCALE;

let deployment: Deployment;
let ec2: EC2Client;
beforeEach(async () => {
  deployment = await Deployment.start(TIME_SCALE);
  ec2 = new EC2Client({ ...deployment.sandbox.clientConfig, region: REGION });
});
afterEach(async () => {
  ec2.destroy();
  await deployment.stop();
});

const get = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
const POOL = {
  Ipam: { Type: 'AWS::EC2::IPAM', Properties: { OperatingRegions: [{ RegionName: REGION }] } },
  Pool: { Type: 'AWS::EC2::IPAMPool', Properties: { IpamScopeId: get('Ipam', 'PrivateDefaultScopeId'), AddressFamily: 'ipv4', Locale: REGION } },
  Cidr: { Type: 'AWS::EC2::IPAMPoolCidr', Properties: { IpamPoolId: { Ref: 'Pool' }, Cidr: '10.0.0.0/16' } },
};

/** Without a way to the internet, no public address is mapped. */
const GATEWAY = {
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } } },
};

async function outputs(resources: object, values: Readonly<Record<string, unknown>>): Promise<Record<string, string | undefined>> {
  const Outputs = Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));
  const { Outputs: found = [] } = await deployment.create(resources as Record<string, object>, { template: { Outputs } });
  return Object.fromEntries(found.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}

test('a pool with a CIDR and an allocation has the identifiers that CloudFormation gives', async () => {
  const Allocation = { Type: 'AWS::EC2::IPAMAllocation', DependsOn: 'Cidr', Properties: { IpamPoolId: { Ref: 'Pool' }, NetmaskLength: '24' } };
  const found = await outputs({ ...POOL, Allocation }, {
    Pool: { Ref: 'Pool' }, Arn: get('Pool', 'Arn'), Cidr: { Ref: 'Cidr' }, CidrId: get('Cidr', 'IpamPoolCidrId'), Allocation: { Ref: 'Allocation' },
  });
  expect(found.Pool).toMatch(/^ipam-pool-[0-9a-f]{17}$/);
  expect(found.Arn).toMatch(new RegExp(`:ipam-pool/${found.Pool ?? ''}$`));
  expect(found.Cidr).toBe(`${found.Pool ?? ''}|${found.CidrId ?? ''}`);
  expect(found.Allocation).toMatch(new RegExp(`^${found.Pool ?? ''}\\|ipam-pool-alloc-[0-9a-f]{32,33}\\|10\\.0\\.0\\.0/24$`));
  const { IpamPoolCidrs } = await ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId: found.Pool }));
  expect(IpamPoolCidrs).toMatchObject([{ Cidr: '10.0.0.0/16', State: 'provisioned' }]);
});

test('a resource is complete only when it is stable', async () => {
  deployment.sandbox.world.unkindness = { ...KIND, ipamTransition: { min: 20_000, max: 20_000 }, poolCidrTransition: { min: 60_000, max: 60_000 } };
  await deployment.create(POOL);
  const durationOf = (logicalId: string) => deployment.enteredAt(logicalId, 'CREATE_COMPLETE') - deployment.enteredAt(logicalId, 'CREATE_IN_PROGRESS');
  expect(durationOf('Pool')).toBeGreaterThanOrEqual(20_000 - GRAIN);
  expect(durationOf('Cidr')).toBeGreaterThanOrEqual(60_000 - GRAIN);
});

test('a pool from which something was allocated fails its deletion, and goes once it is released', async () => {
  const { Pool: IpamPoolId } = await outputs(POOL, { Pool: { Ref: 'Pool' } });
  const { IpamPoolAllocation } = await ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, Cidr: '10.0.0.0/23' }));
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_FAILED', StackStatusReason: 'The following resource(s) failed to delete: [Cidr]. ' });
  expect(await deployment.reason('Cidr', 'DELETE_FAILED')).toContain('Failed to deprovision CIDR 10.0.0.0/16: The CIDR has one or more allocations.');
  const { IpamPoolAllocations } = await ec2.send(new GetIpamPoolAllocationsCommand({ IpamPoolId }));
  expect(IpamPoolAllocations).toHaveLength(1);
  await ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId, Cidr: '10.0.0.0/23', IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId }));
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  await expect(ec2.send(new DescribeIpamPoolsCommand({ IpamPoolIds: [IpamPoolId ?? ''] }))).rejects.toMatchObject({ name: 'InvalidIpamPoolId.NotFound' });
});

test('a pool deprovisions CIDRs that the stack does not know', async () => {
  const { Ipam, Pool } = POOL;
  const withCidrs = { ...Pool, Properties: { ...Pool.Properties, ProvisionedCidrs: [{ Cidr: '10.0.0.0/16' }] } };
  const { Pool: id } = await outputs({ Ipam, Pool: withCidrs }, { Pool: { Ref: 'Pool' } });
  await ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId: id, Cidr: '10.0.0.0/23' }));
  await deployment.delete();
  expect(await deployment.reason('Pool', 'DELETE_FAILED')).toContain('The CIDR has one or more allocations.');
});

test('an Elastic IP is gone at once, but lingers in its pool, which fails', async () => {
  deployment.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, eip: { min: 600_000, max: 600_000 } } };
  const Pool = { Type: 'AWS::EC2::IPAMPool', Properties: { IpamScopeId: get('Ipam', 'PublicDefaultScopeId'), AddressFamily: 'ipv4', Locale: REGION, AwsService: 'ec2', PublicIpSource: 'amazon' } };
  const Cidr = { Type: 'AWS::EC2::IPAMPoolCidr', Properties: { IpamPoolId: { Ref: 'Pool' }, NetmaskLength: 29 } };
  const Eip = { Type: 'AWS::EC2::EIP', DependsOn: 'Cidr', Properties: { IpamPoolId: { Ref: 'Pool' } } };
  const { Ip, Id } = await outputs({ Ipam: POOL.Ipam, Pool, Cidr, Eip }, { Ip: { Ref: 'Eip' }, Id: get('Eip', 'AllocationId') });
  expect([Ip, Id]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/), expect.stringMatching(/^eipalloc-/)]);
  const { StackStatus } = await deployment.delete();
  expect(StackStatus).toBe('DELETE_FAILED');
  expect((await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'public-ip', Values: [Ip ?? ''] }] }))).Addresses).toEqual([]);
});

test('an Elastic IP that is associated is disassociated first', async () => {
  const network = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.1.0.0/24' } },
    Interface: { Type: 'AWS::EC2::NetworkInterface', Properties: { SubnetId: { Ref: 'Subnet' } } },
    ...GATEWAY,
    Eip: { Type: 'AWS::EC2::EIP', DependsOn: 'Attachment' },
    Association: { Type: 'AWS::EC2::EIPAssociation', DeletionPolicy: 'Retain', Properties: { AllocationId: get('Eip', 'AllocationId'), NetworkInterfaceId: { Ref: 'Interface' } } },
  };
  await deployment.create(network);
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

test('calls that EC2 throttles are made again', async () => {
  deployment.sandbox.world.faults.add({ service: 'ec2', action: 'CreateIpam', times: 3, with: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503) });
  expect(await deployment.create({ Ipam: POOL.Ipam })).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  expect(deployment.sandbox.world.calls.of('CreateIpam')).toHaveLength(4);
});

test("what EC2 refuses fails the resource, in the words of CloudFormation's handlers", async () => {
  await deployment.create({ Ipam: { Type: 'AWS::EC2::IPAM', Properties: { OperatingRegions: [{ RegionName: 'atlantis-1' }] } } });
  expect(await deployment.reason('Ipam', 'CREATE_FAILED')).toMatch(
    /^Resource handler returned message: "Region atlantis-1 is invalid \(Service: Ec2, Status Code: 400, Request ID: .+\)" \(RequestToken: .+, HandlerErrorCode: InvalidRequest\)$/,
  );
});

test('everything of a network goes in one deletion, with AWS as unkind as documented', async () => {
  deployment.sandbox.world.unkindness = WORST_CASE;
  await deployment.create({
    ...POOL,
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.1.0.0/24' } },
    ...GATEWAY,
    Eip: { Type: 'AWS::EC2::EIP' },
    Nat: { Type: 'AWS::EC2::NatGateway', DependsOn: 'Attachment', Properties: { SubnetId: { Ref: 'Subnet' }, AllocationId: get('Eip', 'AllocationId') } },
  });
  expect(await deployment.describe()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  const { StackId, StackStatus } = await deployment.delete();
  expect(StackStatus).toBe('DELETE_COMPLETE');
  const gone = (await deployment.history(StackId)).filter((line) => line.endsWith('DELETE_COMPLETE'));
  expect(gone.indexOf('Nat DELETE_COMPLETE')).toBeLessThan(gone.indexOf('Eip DELETE_COMPLETE'));
});
