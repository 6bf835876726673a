import { ACCOUNT, type Principal } from '../../../sandbox/principal';
import { authorize } from '../../../sandbox/services/ec2/authorization';
import { accessLog } from '../../../sandbox/services/iam/access-log';
import type { PolicyStatement } from '../../../sandbox/services/iam/policy-document';
import { Cloud, text } from './cloud';

const ALLOCATION = `ipam-pool-alloc-${'0'.repeat(33)}`;

function role(...statements: PolicyStatement[]): Principal {
  return { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/release/session`, userId: 'AROASANDBOX:session', policies: () => [{ Statement: statements }] };
}

const allow = (Action: string, Resource: string | string[], Condition?: PolicyStatement['Condition']): PolicyStatement => ({ Effect: 'Allow', Action, Resource, Condition });
const REFUSED = { code: 'UnauthorizedOperation', httpStatus: 403 };

async function network() {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId } = await cloud.address();
  const networkInterfaceId = await cloud.networkInterface(subnetId);
  const { AssociationId } = await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: networkInterfaceId });
  const address = `arn:aws:ec2:us-east-1:${ACCOUNT}:elastic-ip/${allocationId}`;
  const networkInterface = `arn:aws:ec2:us-east-1:${ACCOUNT}:network-interface/${networkInterfaceId}`;
  return { cloud, allocationId, AssociationId, address, networkInterface };
}

test('who may not is told so, also by a DryRun, before anything is said of the pool', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const release = (caller: Principal, IpamPoolId: string, DryRun?: boolean) =>
    cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId, Cidr: '10.0.0.0/23', IpamPoolAllocationId: ALLOCATION, DryRun }, { caller });
  const nobody = role();
  const poolArn = `arn:aws:ec2::${ACCOUNT}:ipam-pool/${pool}`;
  await expect(release(nobody, pool)).rejects.toMatchObject({
    ...REFUSED,
    message: expect.stringMatching(
      new RegExp(`^You are not authorized to perform this operation\\. User: .*assumed-role/release/session is not authorized to perform: ec2:ReleaseIpamPoolAllocation on resource: ${poolArn} because no identity-based policy allows the ec2:ReleaseIpamPoolAllocation action\\. Encoded authorization failure message: `),
    ) as string,
  });
  await expect(release(nobody, pool, true)).rejects.toMatchObject(REFUSED);
  await expect(release(nobody, 'ipam-pool-00000000000000000')).rejects.toMatchObject(REFUSED);
  const releaser = role(allow('ec2:ReleaseIpamPoolAllocation', poolArn));
  await expect(release(releaser, pool, true)).rejects.toMatchObject({ code: 'DryRunOperation', httpStatus: 412 });
  await expect(release(releaser, pool)).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
  await expect(release(releaser, 'ipam-pool-00000000000000000')).rejects.toMatchObject(REFUSED);
});

test('an address is released by who may release it', async () => {
  const { cloud, allocationId, address } = await network();
  const release = (caller: Principal) => cloud.call('ReleaseAddress', { AllocationId: allocationId, DryRun: true }, { caller });
  await expect(release(role(allow('ec2:ReleaseAddress', `${address}0`)))).rejects.toMatchObject(REFUSED);
  await expect(release(role(allow('ec2:ReleaseAddress', address)))).rejects.toMatchObject({ code: 'DryRunOperation' });
});

test('disassociating is authorised on both ends: the address and the interface it is on', async () => {
  const { cloud, AssociationId, address, networkInterface } = await network();
  const disassociate = (caller: Principal) => cloud.call('DisassociateAddress', { AssociationId, DryRun: true }, { caller });
  await expect(disassociate(role(allow('ec2:DisassociateAddress', address)))).rejects.toMatchObject(REFUSED);
  await expect(disassociate(role(allow('ec2:DisassociateAddress', networkInterface)))).rejects.toMatchObject(REFUSED);
  await expect(disassociate(role(allow('ec2:DisassociateAddress', [address, networkInterface])))).rejects.toMatchObject({ code: 'DryRunOperation' });
  const [first] = (await cloud.call('DescribeNetworkInterfaces', {})).NetworkInterfaces ?? [];
  const { allocationId } = await cloud.address();
  const later = await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: await cloud.networkInterface(text(first?.SubnetId)) });
  const ofOther = { caller: role(allow('ec2:DisassociateAddress', [address, networkInterface])) };
  await expect(cloud.call('DisassociateAddress', { AssociationId: later.AssociationId, DryRun: true }, ofOther)).rejects.toMatchObject(REFUSED);
  await cloud.call('DisassociateAddress', { AssociationId });
  await expect(disassociate(role(allow('ec2:DisassociateAddress', address)))).rejects.toMatchObject({ code: 'InvalidAssociationID.NotFound' });
});

test('describing is authorised on everything or nothing', async () => {
  const { cloud, address } = await network();
  const describe = (caller: Principal) => cloud.call('DescribeAddresses', {}, { caller });
  await expect(describe(role(allow('ec2:DescribeAddresses', address)))).rejects.toMatchObject(REFUSED);
  expect((await describe(role(allow('ec2:DescribeAddresses', '*')))).Addresses).toHaveLength(1);
});

test('a condition on the tags of the resource, or on the Region, holds', async () => {
  const { cloud, allocationId } = await network();
  const tagged = role(allow('ec2:ReleaseAddress', '*', { StringEquals: { 'aws:ResourceTag/team': 'network', 'ec2:Region': 'us-east-1' } }));
  const release = () => cloud.call('ReleaseAddress', { AllocationId: allocationId, DryRun: true }, { caller: tagged });
  await expect(release()).rejects.toMatchObject(REFUSED);
  await cloud.call('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'team', Value: 'network' }] });
  await expect(release()).rejects.toMatchObject({ code: 'DryRunOperation' });
});

test('tagging an allocation is authorised on it', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const IpamPoolId = await cloud.pool(privateScope);
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 });
  const id = IpamPoolAllocation?.IpamPoolAllocationId ?? '';
  const tag = (resource: string) =>
    cloud.call('CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'network' }] }, { caller: role(allow('ec2:CreateTags', resource)) });
  await expect(tag('arn:aws:ec2:*:*:ipam-pool/*')).rejects.toMatchObject(REFUSED);
  await tag(`arn:aws:ec2:*:*:ipam-pool-allocation/${id}`);
});

test('tagging what one creates needs a right of its own', async () => {
  const cloud = new Cloud();
  const create = (caller: Principal) =>
    cloud.call('AllocateAddress', { TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'team', Value: 'network' }] }] }, { caller });
  await expect(create(role(allow('ec2:AllocateAddress', '*')))).rejects.toMatchObject(REFUSED);
  await create(role(allow('ec2:AllocateAddress', '*'), allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'AllocateAddress' } })));
  expect((await cloud.call('DescribeAddresses', { Filters: [{ Name: 'tag:team', Values: ['network'] }] })).Addresses).toHaveLength(1);
});

/** What each action is authorised on, by AWS's Service Authorization Reference: a request with every id that it can name, and the ends of the ARNs. */
test.each<[string, Record<string, string>, string[]]>([
  ['CreateIpam', {}, ['ipam/*']],
  ['ModifyIpam', { IpamId: 'ipam-1' }, ['ipam/ipam-1']],
  ['DeleteIpam', { IpamId: 'ipam-1' }, ['ipam/ipam-1']],
  ['CreateIpamScope', { IpamId: 'ipam-1' }, ['ipam/ipam-1', 'ipam-scope/*']],
  ['ModifyIpamScope', { IpamScopeId: 'ipam-scope-1' }, ['ipam-scope/ipam-scope-1']],
  ['DeleteIpamScope', { IpamScopeId: 'ipam-scope-1' }, ['ipam-scope/ipam-scope-1']],
  ['CreateIpamPool', { IpamScopeId: 'ipam-scope-1', SourceIpamPoolId: 'ipam-pool-1' }, ['ipam-scope/ipam-scope-1', 'ipam-pool/ipam-pool-1', 'ipam-pool/*']],
  ['ModifyIpamPool', { IpamPoolId: 'ipam-pool-1' }, ['ipam-pool/ipam-pool-1']],
  ['DeleteIpamPool', { IpamPoolId: 'ipam-pool-1' }, ['ipam-pool/ipam-pool-1']],
  ['ProvisionIpamPoolCidr', { IpamPoolId: 'ipam-pool-1' }, ['ipam-pool/ipam-pool-1']],
  ['DeprovisionIpamPoolCidr', { IpamPoolId: 'ipam-pool-1' }, ['ipam-pool/ipam-pool-1']],
  ['GetIpamPoolCidrs', { IpamPoolId: 'ipam-pool-1' }, ['ipam-pool/ipam-pool-1']],
  ['AllocateIpamPoolCidr', { IpamPoolId: 'ipam-pool-1' }, ['ipam-pool/ipam-pool-1']],
  ['ReleaseIpamPoolAllocation', { IpamPoolId: 'ipam-pool-1', IpamPoolAllocationId: 'ipam-pool-alloc-1' }, ['ipam-pool/ipam-pool-1']],
  ['GetIpamPoolAllocations', { IpamPoolId: 'ipam-pool-1', IpamPoolAllocationId: 'ipam-pool-alloc-1' }, ['ipam-pool/ipam-pool-1']],
  ['ModifyIpamPoolAllocation', { IpamPoolAllocationId: 'ipam-pool-alloc-1' }, ['us-east-1 ipam-pool-allocation/ipam-pool-alloc-1']],
  ['GetIpamResourceCidrs', { IpamScopeId: 'ipam-scope-1', IpamPoolId: 'ipam-pool-1' }, ['ipam-scope/ipam-scope-1', 'ipam-pool/ipam-pool-1']],
  ['ModifyIpamResourceCidr', { CurrentIpamScopeId: 'ipam-scope-1', DestinationIpamScopeId: 'ipam-scope-2' }, ['ipam-scope/ipam-scope-1', 'ipam-scope/ipam-scope-2']],
  ['GetIpamDiscoveredAccounts', { IpamResourceDiscoveryId: 'ipam-res-disco-1' }, ['ipam-resource-discovery/ipam-res-disco-1']],
  ['GetIpamDiscoveredResourceCidrs', { IpamResourceDiscoveryId: 'ipam-res-disco-1' }, ['ipam-resource-discovery/ipam-res-disco-1']],
  ['GetIpamDiscoveredPublicAddresses', { IpamResourceDiscoveryId: 'ipam-res-disco-1' }, ['ipam-resource-discovery/ipam-res-disco-1']],
  ['GetIpamAddressHistory', { IpamScopeId: 'ipam-scope-1' }, ['ipam-scope/ipam-scope-1']],
  [
    'AllocateAddress',
    { IpamPoolId: 'ipam-pool-1', PublicIpv4Pool: 'ipv4pool-ec2-1' },
    ['us-east-1 elastic-ip/*', 'ipam-pool/ipam-pool-1', 'us-east-1 ipv4pool-ec2/ipv4pool-ec2-1'],
  ],
  ['ReleaseAddress', { AllocationId: 'eipalloc-1' }, ['us-east-1 elastic-ip/eipalloc-1']],
  ['EnableAddressTransfer', { AllocationId: 'eipalloc-1' }, ['us-east-1 elastic-ip/eipalloc-1']],
  ['AcceptAddressTransfer', { Address: '198.51.100.7' }, ['us-east-1 elastic-ip/*']],
  ['DisableAddressTransfer', { AllocationId: 'eipalloc-1' }, ['us-east-1 elastic-ip/eipalloc-1']],
  ['ModifyAddressAttribute', { AllocationId: 'eipalloc-1' }, ['us-east-1 elastic-ip/eipalloc-1']],
  ['ResetAddressAttribute', { AllocationId: 'eipalloc-1' }, ['us-east-1 elastic-ip/eipalloc-1']],
  ['AssociateAddress', { AllocationId: 'eipalloc-1', NetworkInterfaceId: 'eni-1' }, ['us-east-1 elastic-ip/eipalloc-1', 'us-east-1 network-interface/eni-1']],
  [
    'CreateVpc',
    { Ipv4IpamPoolId: 'ipam-pool-1', Ipv6IpamPoolId: 'ipam-pool-2' },
    ['us-east-1 vpc/*', 'ipam-pool/ipam-pool-1', 'ipam-pool/ipam-pool-2'],
  ],
  ['DeleteVpc', { VpcId: 'vpc-1' }, ['us-east-1 vpc/vpc-1']],
  [
    'AssociateVpcCidrBlock',
    { VpcId: 'vpc-1', Ipv4IpamPoolId: 'ipam-pool-1', Ipv6IpamPoolId: 'ipam-pool-2' },
    ['us-east-1 vpc/vpc-1', 'ipam-pool/ipam-pool-1', 'ipam-pool/ipam-pool-2'],
  ],
  ['DisassociateVpcCidrBlock', { AssociationId: 'vpc-cidr-assoc-1' }, ['us-east-1 vpc/*']],
  ['CreateSubnet', { VpcId: 'vpc-1', Ipv4IpamPoolId: 'ipam-pool-1' }, ['us-east-1 subnet/*', 'us-east-1 vpc/vpc-1', 'ipam-pool/ipam-pool-1']],
  ['DeleteSubnet', { SubnetId: 'subnet-1' }, ['us-east-1 subnet/subnet-1']],
  ['CreateNatGateway', { SubnetId: 'subnet-1', AllocationId: 'eipalloc-1' }, ['us-east-1 natgateway/*', 'us-east-1 subnet/subnet-1', 'us-east-1 elastic-ip/eipalloc-1']],
  ['DeleteNatGateway', { NatGatewayId: 'nat-1' }, ['us-east-1 natgateway/nat-1']],
  ['CreateInternetGateway', {}, ['us-east-1 internet-gateway/*']],
  ['AttachInternetGateway', { InternetGatewayId: 'igw-1', VpcId: 'vpc-1' }, ['us-east-1 internet-gateway/igw-1', 'us-east-1 vpc/vpc-1']],
  ['DetachInternetGateway', { InternetGatewayId: 'igw-1', VpcId: 'vpc-1' }, ['us-east-1 internet-gateway/igw-1', 'us-east-1 vpc/vpc-1']],
  ['DeleteInternetGateway', { InternetGatewayId: 'igw-1' }, ['us-east-1 internet-gateway/igw-1']],
  ['CreatePublicIpv4Pool', {}, ['us-east-1 ipv4pool-ec2/*']],
  ['DeletePublicIpv4Pool', { PoolId: 'ipv4pool-ec2-1' }, ['us-east-1 ipv4pool-ec2/ipv4pool-ec2-1']],
  ['ProvisionPublicIpv4PoolCidr', { IpamPoolId: 'ipam-pool-1', PoolId: 'ipv4pool-ec2-1' }, ['ipam-pool/ipam-pool-1', 'us-east-1 ipv4pool-ec2/ipv4pool-ec2-1']],
  ['DeprovisionPublicIpv4PoolCidr', { PoolId: 'ipv4pool-ec2-1' }, ['us-east-1 ipv4pool-ec2/ipv4pool-ec2-1']],
  ['CreateNetworkInterface', { SubnetId: 'subnet-1' }, ['us-east-1 network-interface/*', 'us-east-1 subnet/subnet-1']],
  ['DeleteNetworkInterface', { NetworkInterfaceId: 'eni-1' }, ['us-east-1 network-interface/eni-1']],
  ['DescribeIpamPoolAllocations', { IpamPoolId: 'ipam-pool-1' }, ['*']],
  ['DescribeAddresses', { AllocationId: 'eipalloc-1' }, ['*']],
])('%s is authorised on each resource that the request names, or makes', (action, input, expected) => {
  const { world } = new Cloud();
  const caller = role(allow(`ec2:${action}`, '*'));
  authorize(input, { world, caller, region: 'us-east-1', requestId: '1', service: 'ec2', action });
  const shortened = accessLog(world).map(({ request }) => request.resource.replace(/^arn:aws:ec2:(.*?):111122223333:/, (_, region: string) => (region ? `${region} ` : '')));
  expect(shortened).toEqual(expected);
  expect(accessLog(world)).toEqual(expected.map(() => expect.objectContaining({ caller, requestId: '1', isAllowed: true }) as unknown));
});

test('what a request does not name is not asked about', () => {
  const { world } = new Cloud();
  const asked = (action: string, input: Record<string, unknown>) => authorize(input, { world, caller: role(), region: 'us-east-1', requestId: '1', service: 'ec2', action });
  asked('ReleaseAddress', { PublicIp: '198.51.100.7' });
  asked('ReleaseAddress', { AllocationId: 5 });
  asked('DisassociateAddress', { AssociationId: 'eipassoc-00000000' });
  asked('DisassociateAddress', {});
  asked('CreateTags', { Resources: ['nothing-0'] });
  expect(accessLog(world)).toEqual([]);
});

describe('the conditions that a role can have', () => {
  const askedOn = (cloud: Cloud, action: string) => accessLog(cloud.world).filter(({ request }) => request.action === action).map(({ request }) => request.context);

  test('an address: its id, its IP, its domain, its tags, the Region and the time', async () => {
    const cloud = new Cloud();
    const { allocationId, publicIp } = await cloud.address();
    await cloud.call('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'team', Value: 'network' }] });
    await cloud.call('ReleaseAddress', { AllocationId: allocationId }, { caller: role(allow('ec2:*', '*')) });
    expect(askedOn(cloud, 'ec2:ReleaseAddress')).toEqual([
      {
        'ec2:AllocationId': allocationId,
        'ec2:PublicIpAddress': publicIp,
        'ec2:Domain': 'vpc',
        'aws:ResourceTag/team': 'network',
        'ec2:ResourceTag/team': 'network',
        'ec2:Region': 'us-east-1',
        'aws:RequestedRegion': 'us-east-1',
        'aws:CurrentTime': '2026-01-01T00:00:00.000Z',
      },
    ]);
  });

  test('an interface: its id, its VPC, its subnet and its zone', async () => {
    const cloud = new Cloud();
    const { subnetId, vpcId } = await cloud.network();
    const id = await cloud.networkInterface(subnetId);
    const zone = (await cloud.call('DescribeNetworkInterfaces', {})).NetworkInterfaces?.[0]?.AvailabilityZone;
    await cloud.call('DeleteNetworkInterface', { NetworkInterfaceId: id }, { caller: role(allow('ec2:*', '*')) });
    const arn = (tail: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${tail}`;
    expect(askedOn(cloud, 'ec2:DeleteNetworkInterface')).toEqual([
      expect.objectContaining({ 'ec2:NetworkInterfaceID': id, 'ec2:Vpc': arn(`vpc/${vpcId}`), 'ec2:Subnet': arn(`subnet/${subnetId}`), 'ec2:AvailabilityZone': zone }),
    ]);
  });

  test('the tags that a request gives, by key and all their keys together', async () => {
    const cloud = new Cloud();
    const { allocationId } = await cloud.address();
    const caller = role(allow('ec2:*', '*'));
    await cloud.call('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'team', Value: 'network' }, { Key: 'stage' }] }, { caller });
    const TagSpecifications = [{ ResourceType: 'elastic-ip' as const, Tags: [{ Key: 'team', Value: 'dns' }] }];
    await cloud.call('AllocateAddress', { TagSpecifications }, { caller });
    const given = { 'aws:RequestTag/team': 'dns', 'aws:TagKeys': ['team'] };
    expect(askedOn(cloud, 'ec2:CreateTags')).toEqual([
      expect.objectContaining({ 'aws:RequestTag/team': 'network', 'aws:RequestTag/stage': '', 'aws:TagKeys': ['team', 'stage'] }),
      expect.objectContaining({ ...given, 'ec2:CreateAction': 'AllocateAddress' }),
    ]);
    expect(askedOn(cloud, 'ec2:AllocateAddress')).toEqual([expect.objectContaining(given)]);
    await cloud.call('AllocateAddress', { TagSpecifications: [] }, { caller });
    expect(askedOn(cloud, 'ec2:AllocateAddress')[1]).not.toHaveProperty('aws:TagKeys');
    expect(askedOn(cloud, 'ec2:CreateTags')).toHaveLength(2);
  });

  test('an allocation: its own tags, in the account that has it', async () => {
    const cloud = new Cloud();
    const { privateScope } = await cloud.ipam();
    const IpamPoolId = await cloud.pool(privateScope);
    const TagSpecifications = [{ ResourceType: 'ipam-pool-allocation' as const, Tags: [{ Key: 'team', Value: 'network' }] }];
    const caller = role(allow('ec2:*', '*'));
    const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24, TagSpecifications }, { caller });
    const id = IpamPoolAllocation?.IpamPoolAllocationId ?? '';
    await cloud.call('DeleteTags', { Resources: [id], Tags: [{ Key: 'team' }] }, { caller });
    expect(askedOn(cloud, 'ec2:DeleteTags')).toEqual([expect.objectContaining({ 'aws:ResourceTag/team': 'network', 'ec2:ResourceTag/team': 'network' })]);
    const allocations = `arn:aws:ec2:us-east-1:${ACCOUNT}:ipam-pool-allocation/`;
    expect(accessLog(cloud.world).map(({ request }) => `${request.action} ${request.resource}`)).toEqual([
      `ec2:AllocateIpamPoolCidr arn:aws:ec2::${ACCOUNT}:ipam-pool/${IpamPoolId}`,
      `ec2:AllocateIpamPoolCidr ${allocations}*`,
      `ec2:CreateTags ${allocations}*`,
      `ec2:DeleteTags ${allocations}${id}`,
    ]);
  });
});

test('an association of another account is not found, whatever the caller may', async () => {
  const { cloud, AssociationId } = await network();
  const caller = { ...role(), account: '444455556666' };
  await expect(cloud.call('DisassociateAddress', { AssociationId }, { caller })).rejects.toMatchObject({ code: 'InvalidAssociationID.NotFound' });
});

test('why a call is refused is encoded as EC2 does it, differently each time', async () => {
  const cloud = new Cloud();
  const message = async () => {
    const refused: unknown = await cloud.call('ReleaseAddress', { AllocationId: 'eipalloc-64d5890a' }, { caller: role() }).catch((error: unknown) => error);
    return /Encoded authorization failure message: ([\w-]+)$/.exec((refused as Error).message)?.[1] ?? '';
  };
  const [one, two] = [await message(), await message()];
  expect([one.length, two.length]).toEqual([400, 400]);
  expect(one).not.toBe(two);
});
