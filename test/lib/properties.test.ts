import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IIPAMPoolRef } from 'aws-cdk-lib/aws-ec2';
import type { IRoleRef } from 'aws-cdk-lib/aws-iam';
import { ElasticIp } from '../../lib/elastic-ip';
import { IpamAllocation } from '../../lib/ipam-allocation';
import { addressReleaseProperties, type Wanted } from '../../lib/properties';

const POOL_ID = 'ipam-pool-0ec3f7cf1ae3aba60';
const ALLOCATION_ID = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89';

const poolOf = (ipamPoolId = POOL_ID) => ({ ipamPoolRef: { ipamPoolId } }) as IIPAMPoolRef;
const roleOf = (name: string) => ({ roleRef: { roleArn: `arn:aws:iam::111122223333:role/${name}` } }) as IRoleRef;
const NOTHING: Wanted = { timeoutSeconds: 600, releaseOn: [], preflight: 'FAIL', ipamAllocations: [], elasticIps: [], emptyPools: [], deletePools: [] };

/** What CloudFormation sends: what is undefined is not in the template. */
const sent = (wanted: Partial<Wanted>) => JSON.parse(JSON.stringify(addressReleaseProperties({ ...NOTHING, ...wanted }))) as Record<string, unknown>;

test('what is not listed, and what is as it is by default, is not in the template', () => {
  expect(sent({})).toEqual({ ContractVersion: '1', Timeout: '600', Preflight: 'FAIL', IpamAllocations: [], ElasticIps: [] });
  expect(sent({ releaseOn: ['REMOVAL'], preflight: 'SKIP', timeoutSeconds: 60 })).toMatchObject({ Timeout: '60', Preflight: 'SKIP', ReleaseOn: ['REMOVAL'] });
});

test('an allocation is named by what its list says, and never by more: all manual ones only where nothing narrows the choice', () => {
  const pool = poolOf();
  const ipamAllocations = [
    IpamAllocation.fromAttributes({ pool, cidr: '10.0.0.0/23', allocationId: ALLOCATION_ID }),
    IpamAllocation.fromCidr(pool, '10.0.0.0/23'),
    IpamAllocation.fromAllocationId(pool, ALLOCATION_ID),
    IpamAllocation.fromTag(pool, 'environment', { value: 'review' }),
    IpamAllocation.fromTag(pool, 'environment', { value: '' }),
    IpamAllocation.fromTag(pool, 'leftover'),
    IpamAllocation.allManual(pool),
  ];
  const ofPool = { PoolId: POOL_ID, PoolInApp: 'false' };
  expect(sent({ ipamAllocations }).IpamAllocations).toEqual([
    { ...ofPool, Cidr: '10.0.0.0/23', AllocationId: ALLOCATION_ID },
    { ...ofPool, Cidr: '10.0.0.0/23' },
    { ...ofPool, AllocationId: ALLOCATION_ID },
    { ...ofPool, TagKey: 'environment', TagValue: 'review' },
    { ...ofPool, TagKey: 'environment', TagValue: '' },
    { ...ofPool, TagKey: 'leftover' },
    { ...ofPool, AllManual: 'true' },
  ]);
});

test('an address is named by what its list says, with what may not, or may, be taken away from it', () => {
  const elasticIps = [
    ElasticIp.fromAllocationId('eipalloc-64d5890a', { disassociate: false }),
    ElasticIp.fromPublicIp('198.51.100.7', { disassociate: true, resetReverseDns: true }),
    ElasticIp.fromTag('environment', { value: '', resetReverseDns: false }),
    ElasticIp.fromTag('leftover'),
  ];
  expect(sent({ elasticIps }).ElasticIps).toEqual([
    { AllocationId: 'eipalloc-64d5890a', Disassociate: 'false' },
    { PublicIp: '198.51.100.7', ResetReverseDns: 'true' },
    { TagKey: 'environment', TagValue: '' },
    { TagKey: 'leftover' },
  ]);
});

test('a pool is said to be of the app only if a stack of the app makes it', () => {
  const own = poolOf(new CfnResource(new Stack(), 'Pool', { type: 'AWS::EC2::IPAMPool' }).ref);
  const listed = sent({ ipamAllocations: [IpamAllocation.allManual(own)], emptyPools: [{ pool: own }, { pool: poolOf() }], deletePools: [{ pool: poolOf() }] });
  expect(listed.IpamAllocations).toMatchObject([{ PoolInApp: 'true' }]);
  expect(listed.EmptyPools).toMatchObject([{ PoolInApp: 'true' }, { PoolInApp: 'false' }]);
  expect(listed.DeletePools).toMatchObject([{ PoolInApp: 'false' }]);
});

test('what may be done to a pool, or to what is in it, is said only where it was asked for', () => {
  const pool = poolOf();
  const { EmptyPools, DeletePools } = sent({
    emptyPools: [{ pool }, { pool, stopMonitoring: true, cascadeWhenUnused: false }, { pool, cascadeWhenUnused: true, stopMonitoring: false }],
    deletePools: [{ pool }, { pool, cascade: true }, { pool, cascade: false }],
  });
  const ofPool = { PoolId: POOL_ID, PoolInApp: 'false' };
  expect(EmptyPools).toEqual([ofPool, { ...ofPool, StopMonitoring: 'true' }, { ...ofPool, CascadeWhenUnused: 'true' }]);
  expect(DeletePools).toEqual([ofPool, { ...ofPool, Cascade: 'true' }, ofPool]);
});

test('the Region is that of the item, the role that of the item or else the one for all', () => {
  const here = { region: 'eu-west-1', assumeRole: roleOf('Network') };
  const pool = poolOf();
  const wanted = {
    assumeRole: roleOf('ForAll'),
    ipamAllocations: [IpamAllocation.allManual(pool, here), IpamAllocation.allManual(pool)],
    elasticIps: [ElasticIp.fromTag('a', here), ElasticIp.fromTag('a')],
    emptyPools: [{ pool, ...here }, { pool }],
    deletePools: [{ pool, ...here }, { pool }],
  };
  const placed = { Region: 'eu-west-1', RoleArn: 'arn:aws:iam::111122223333:role/Network' };
  const { IpamAllocations, ElasticIps, EmptyPools, DeletePools } = sent(wanted);
  for (const list of [IpamAllocations, ElasticIps, EmptyPools, DeletePools]) {
    expect(list).toMatchObject([placed, { RoleArn: 'arn:aws:iam::111122223333:role/ForAll' }]);
    expect((list as object[])[1]).not.toHaveProperty('Region');
  }
  const [alone] = sent({ elasticIps: [ElasticIp.fromTag('a')] }).ElasticIps as object[];
  expect(alone).toEqual({ TagKey: 'a' });
});
