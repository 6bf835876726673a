import { ACCOUNT } from '../../../sandbox/principal';
import { Cloud, MINUTE } from './cloud';

async function ipam() {
  const cloud = new Cloud();
  const scopes = await cloud.ipam();
  const { IpamResourceDiscoveries = [] } = await cloud.call('DescribeIpamResourceDiscoveries', {});
  const discovery = IpamResourceDiscoveries[0]?.IpamResourceDiscoveryId;
  return { cloud, ...scopes, discoveries: IpamResourceDiscoveries, discovery };
}

test('an IPAM comes with a resource discovery of its own, and goes with it', async () => {
  const { cloud, ipamId, discoveries, discovery } = await ipam();
  expect(discoveries).toMatchObject([
    { IpamResourceDiscoveryArn: `arn:aws:ec2::${ACCOUNT}:ipam-resource-discovery/${discovery}`, IsDefault: true, State: 'create-complete', OperatingRegions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] },
  ]);
  const { IpamResourceDiscoveryAssociations } = await cloud.call('DescribeIpamResourceDiscoveryAssociations', {});
  expect(IpamResourceDiscoveryAssociations).toMatchObject([{ IpamId: ipamId, IpamResourceDiscoveryId: discovery, ResourceDiscoveryStatus: 'active', State: 'associate-complete' }]);
  expect((await cloud.call('DescribeIpams', {})).Ipams).toMatchObject([
    { DefaultResourceDiscoveryId: discovery, DefaultResourceDiscoveryAssociationId: IpamResourceDiscoveryAssociations?.[0]?.IpamResourceDiscoveryAssociationId },
  ]);
  await cloud.call('DeleteIpam', { IpamId: ipamId });
  cloud.clock.pass(10 * MINUTE);
  expect((await cloud.call('DescribeIpamResourceDiscoveries', {})).IpamResourceDiscoveries).toEqual([]);
  expect((await cloud.call('DescribeIpamResourceDiscoveryAssociations', {})).IpamResourceDiscoveryAssociations).toEqual([]);
});

test('a resource discovery tells whom and what it sees in a Region', async () => {
  const { cloud, discovery: IpamResourceDiscoveryId } = await ipam();
  const { vpcId, subnetId } = await cloud.network();
  const { allocationId, publicIp } = await cloud.address();
  const NetworkInterfaceId = await cloud.networkInterface(subnetId);
  await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId });
  const accountsIn = async (DiscoveryRegion: string) => (await cloud.call('GetIpamDiscoveredAccounts', { IpamResourceDiscoveryId, DiscoveryRegion })).IpamDiscoveredAccounts;
  expect(await accountsIn('eu-west-1')).toMatchObject([{ AccountId: ACCOUNT, DiscoveryRegion: 'eu-west-1' }]);
  expect(await accountsIn('eu-west-2')).toEqual([]);
  const cidrs = await cloud.call('GetIpamDiscoveredResourceCidrs', { IpamResourceDiscoveryId, ResourceRegion: 'us-east-1' });
  expect(cidrs.IpamDiscoveredResourceCidrs).toMatchObject([
    { ResourceId: vpcId, ResourceType: 'vpc', ResourceCidr: '192.168.0.0/16' },
    { ResourceId: subnetId, ResourceType: 'subnet', VpcId: vpcId },
    { ResourceId: allocationId, ResourceType: 'eip', ResourceCidr: `${publicIp}/32` },
  ]);
  const addresses = await cloud.call('GetIpamDiscoveredPublicAddresses', { IpamResourceDiscoveryId, AddressRegion: 'us-east-1' });
  expect(addresses.IpamDiscoveredPublicAddresses).toMatchObject([{ Address: publicIp, AssociationStatus: 'associated', AddressType: 'amazon-owned-eip', NetworkInterfaceId, SubnetId: subnetId }]);
  await expect(cloud.call('GetIpamDiscoveredAccounts', { IpamResourceDiscoveryId, DiscoveryRegion: 'us-east-1' }, { region: 'eu-west-1' })).rejects.toMatchObject({
    code: 'InvalidIpamResourceDiscoveryId.NotFound',
  });
});

test('the history of a CIDR tells what had it and when, also after that is gone', async () => {
  const { cloud, privateScope } = await ipam();
  const start = cloud.clock.now();
  const { Vpc } = await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16' });
  cloud.clock.pass(MINUTE);
  await cloud.call('DeleteVpc', { VpcId: Vpc?.VpcId });
  cloud.clock.pass(MINUTE);
  const { Vpc: later } = await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'later' }] }] });
  const history = async (more: { StartTime?: Date; EndTime?: Date; VpcId?: string | undefined; Cidr?: string }) =>
    (await cloud.call('GetIpamAddressHistory', { IpamScopeId: privateScope, Cidr: '10.0.0.0/16', ...more })).HistoryRecords;
  const [first, second] = [
    { ResourceId: Vpc?.VpcId, SampledStartTime: new Date(start), SampledEndTime: new Date(start + MINUTE), ResourceComplianceStatus: 'unmanaged' },
    { ResourceId: later?.VpcId, ResourceName: 'later', SampledEndTime: undefined },
  ];
  expect(await history({ StartTime: new Date(start) })).toMatchObject([first, second]);
  expect(await history({})).toMatchObject([second]);
  expect(await history({ StartTime: new Date(start), EndTime: new Date(start + MINUTE) })).toMatchObject([first]);
  expect(await history({ StartTime: new Date(start), VpcId: Vpc?.VpcId })).toMatchObject([first]);
  expect(await history({ StartTime: new Date(start), Cidr: '10.0.0.0/17' })).toEqual([]);
});

test('an IPAM is changed: it sees what is in a Region that is added, and no more what is in one that is removed', async () => {
  const { cloud, ipamId, privateScope } = await ipam();
  const inLondon = { region: 'eu-west-2' };
  await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }, inLondon);
  const seen = async () => (await cloud.call('GetIpamResourceCidrs', { IpamScopeId: privateScope })).IpamResourceCidrs?.map(({ ResourceRegion }) => ResourceRegion);
  expect(await seen()).toEqual([]);
  const { Ipam } = await cloud.call('ModifyIpam', { IpamId: ipamId, AddOperatingRegions: [{ RegionName: 'eu-west-2' }], Description: 'ours' });
  expect(Ipam).toMatchObject({ State: 'modify-in-progress', Description: 'ours', OperatingRegions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }, { RegionName: 'eu-west-2' }] });
  cloud.clock.pass(10 * MINUTE);
  expect(await seen()).toEqual(['eu-west-2']);
  await cloud.call('ModifyIpam', { IpamId: ipamId, RemoveOperatingRegions: [{ RegionName: 'eu-west-2' }] });
  cloud.clock.pass(10 * MINUTE);
  expect(await seen()).toEqual([]);
  expect((await cloud.call('DescribeIpams', {})).Ipams).toMatchObject([{ State: 'modify-complete', Description: 'ours' }]);
  await expect(cloud.call('ModifyIpam', { IpamId: ipamId, RemoveOperatingRegions: [{ RegionName: 'us-east-1' }] })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
});

test('a scope gets another description', async () => {
  const { cloud, privateScope } = await ipam();
  expect((await cloud.call('ModifyIpamScope', { IpamScopeId: privateScope, Description: 'ours' })).IpamScope).toMatchObject({ Description: 'ours', State: 'modify-in-progress' });
  cloud.clock.pass(10 * MINUTE);
  expect((await cloud.call('DescribeIpamScopes', { IpamScopeIds: [privateScope] })).IpamScopes).toMatchObject([{ Description: 'ours', State: 'modify-complete' }]);
});

test('no address is brought along, and none moves to EC2-Classic or from it', async () => {
  const cloud = new Cloud();
  expect(await cloud.call('DescribeByoipCidrs', { MaxResults: 5 })).toEqual({ ByoipCidrs: [] });
  expect(await cloud.call('DescribeMovingAddresses', {})).toEqual({ MovingAddressStatuses: [] });
});
