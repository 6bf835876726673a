import { ACCOUNT, type Principal } from '../../../sandbox/principal';
import { Cloud, text } from './cloud';

const NOBODY: Principal = { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/nobody/session`, userId: 'AROASANDBOX:session', policies: () => [] };

/** A pool that a VPC and a manual allocation take from, and an address in use. */
async function everything() {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 });
  const { Vpc } = await cloud.call('CreateVpc', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 });
  const { subnetId } = await cloud.network();
  const { allocationId } = await cloud.address();
  const { AssociationId } = await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: await cloud.networkInterface(subnetId) });
  return { cloud, privateScope, pool, allocation: IpamPoolAllocation ?? {}, vpc: Vpc ?? {}, addressId: allocationId, associationId: text(AssociationId) };
}
type Everything = Awaited<ReturnType<typeof everything>>;
type Call = (one: Everything, how: { DryRun: boolean }, as?: { caller: Principal }) => Promise<unknown>;

const CALLS: readonly (readonly [string, Call])[] = [
  [
    'ReleaseIpamPoolAllocation',
    ({ cloud, pool, allocation: { Cidr, IpamPoolAllocationId } }, how, as) => cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr, IpamPoolAllocationId, ...how }, as),
  ],
  ['DisassociateAddress', ({ cloud, associationId }, how, as) => cloud.call('DisassociateAddress', { AssociationId: associationId, ...how }, as)],
  ['ReleaseAddress', ({ cloud, addressId }, how, as) => cloud.call('ReleaseAddress', { AllocationId: addressId, ...how }, as)],
  ['ResetAddressAttribute', ({ cloud, addressId }, how, as) => cloud.call('ResetAddressAttribute', { AllocationId: addressId, Attribute: 'domain-name', ...how }, as)],
  [
    'ModifyIpamResourceCidr',
    ({ cloud, privateScope, vpc }, how, as) =>
      cloud.call('ModifyIpamResourceCidr', { ResourceId: vpc.VpcId, ResourceCidr: vpc.CidrBlock, ResourceRegion: 'us-east-1', CurrentIpamScopeId: privateScope, Monitored: false, ...how }, as),
  ],
  ['DeprovisionIpamPoolCidr', ({ cloud, pool }, how, as) => cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: pool, Cidr: '10.0.0.0/8', ...how }, as)],
  ['DeleteIpamPool', ({ cloud, pool }, how, as) => cloud.call('DeleteIpamPool', { IpamPoolId: pool, Cascade: true, ...how }, as)],
  ['GetIpamPoolAllocations', ({ cloud, pool }, how, as) => cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool, ...how }, as)],
  ['GetIpamPoolCidrs', ({ cloud, pool }, how, as) => cloud.call('GetIpamPoolCidrs', { IpamPoolId: pool, ...how }, as)],
  ['GetIpamResourceCidrs', ({ cloud, privateScope }, how, as) => cloud.call('GetIpamResourceCidrs', { IpamScopeId: privateScope, ...how }, as)],
  ['DescribeIpamPools', ({ cloud }, how, as) => cloud.call('DescribeIpamPools', how, as)],
  ['DescribeAddresses', ({ cloud }, how, as) => cloud.call('DescribeAddresses', how, as)],
  ['DescribeVpcs', ({ cloud }, how, as) => cloud.call('DescribeVpcs', how, as)],
  ['DescribeSubnets', ({ cloud }, how, as) => cloud.call('DescribeSubnets', how, as)],
  ['DescribeNetworkInterfaces', ({ cloud }, how, as) => cloud.call('DescribeNetworkInterfaces', how, as)],
];

test.each(CALLS)('a DryRun of %s says whether it is allowed, and does nothing', async (_action, call) => {
  const one = await everything();
  await expect(call(one, { DryRun: true })).rejects.toMatchObject({ code: 'DryRunOperation', httpStatus: 412 });
  await expect(call(one, { DryRun: true }, { caller: NOBODY })).rejects.toMatchObject({ code: 'UnauthorizedOperation', httpStatus: 403 });
  expect(await one.cloud.holders(one.pool)).toEqual(['custom', 'vpc']);
  expect((await one.cloud.call('DescribeAddresses', {})).Addresses).toMatchObject([{ AllocationId: one.addressId, AssociationId: one.associationId }]);
  expect((await one.cloud.call('GetIpamPoolCidrs', { IpamPoolId: one.pool })).IpamPoolCidrs).toMatchObject([{ State: 'provisioned' }]);
});

test('what is not there is not found by a DryRun either, but who may not ask is not told', async () => {
  const one = await everything();
  const gone = { ...one, addressId: 'eipalloc-64d5890a', associationId: 'eipassoc-64d5890a', pool: `ipam-pool-${'0'.repeat(17)}` };
  const of = (name: string) => CALLS.find(([action]) => action === name)?.[1] ?? (() => Promise.resolve());
  await expect(of('ReleaseAddress')(gone, { DryRun: true })).rejects.toMatchObject({ code: 'InvalidAllocationID.NotFound' });
  await expect(of('DisassociateAddress')(gone, { DryRun: true })).rejects.toMatchObject({ code: 'InvalidAssociationID.NotFound' });
  await expect(of('DeleteIpamPool')(gone, { DryRun: true })).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
  await expect(of('ReleaseAddress')(gone, { DryRun: true }, { caller: NOBODY })).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  await expect(of('DeleteIpamPool')(gone, { DryRun: true }, { caller: NOBODY })).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
});
