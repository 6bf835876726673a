import { CfnDeletionPolicy, CfnResource, Duration, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import type { IIPAMPoolRef } from 'aws-cdk-lib/aws-ec2';
import type { IRoleRef } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ElasticIp } from '../../lib/elastic-ip';
import { IpamAllocation } from '../../lib/ipam-allocation';
import { requireCascadeOfOwnPools, requireTimeout, requireValid } from '../../lib/listed';
import { ReleaseOn } from '../../lib/release-on';
import { requireLocation, requireShape } from '../../lib/requirements';

const poolOf = (ipamPoolId: string) => ({ ipamPoolRef: { ipamPoolId } }) as IIPAMPoolRef;
const roleOf = (name: string) => ({ roleRef: { roleArn: `arn:aws:iam::111122223333:role/${name}` } }) as IRoleRef;
const [ONE, TWO] = ['ipam-pool-0ec3f7cf1ae3aba60', 'ipam-pool-0ec3f7cf1ae3aba61'] as const;
const [one, two] = [poolOf(ONE), poolOf(TWO)];
const ID = `ipam-pool-alloc-${'1'.repeat(33)}`;
const OTHER_ID = `ipam-pool-alloc-${'2'.repeat(33)}`;

type Wanted = Partial<Parameters<typeof requireValid>[0]>;

/** What is said of a list; nothing when it is valid. */
function said(wanted: Wanted): string | undefined {
  try {
    requireValid({ ipamAllocations: [], elasticIps: [], emptyPools: [], deletePools: [], releaseOn: [], ...wanted });
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^AddressRelease: /, '');
  }
}

describe('one thing in any of the lists is enough', () => {
  test.each<[string, Wanted]>([
    ['an allocation', { ipamAllocations: [IpamAllocation.allManual(one)] }],
    ['an address', { elasticIps: [ElasticIp.fromTag('a')] }],
    ['a pool to empty', { emptyPools: [{ pool: one }] }],
    ['a pool to delete', { deletePools: [{ pool: one }] }],
  ])('%s', (_, wanted) => {
    expect(said(wanted)).toBeUndefined();
  });

  test('and a reason to release is none', () => {
    const nothing = 'nothing is listed; name at least one of ipamAllocations, elasticIps, emptyPools and deletePools, or leave the construct out';
    expect(said({ releaseOn: [ReleaseOn.REMOVAL] })).toBe(nothing);
  });
});

describe('what is listed twice is named with both places', () => {
  const full = (pool: IIPAMPoolRef, cidr: string, allocationId: string) => IpamAllocation.fromAttributes({ pool, cidr, allocationId });
  test.each<[string, Wanted, string]>([
    ['an id, also of different pools', { ipamAllocations: [IpamAllocation.fromAllocationId(one, ID), IpamAllocation.fromAllocationId(two, ID)] }, `ipamAllocations[1] has the same allocationId as ipamAllocations[0], got "${ID}"; list it once`],
    ['a CIDR of a pool', { ipamAllocations: [full(one, '10.0.0.0/24', ID), IpamAllocation.fromTag(one, 'a'), full(one, '10.0.0.0/24', OTHER_ID)] }, `ipamAllocations[2] has the same pool and cidr as ipamAllocations[0], got "${ONE} 10.0.0.0/24"; list it once`],
    ['a tag of a pool', { ipamAllocations: [IpamAllocation.fromTag(one, 'a'), IpamAllocation.fromTag(one, 'a')] }, `ipamAllocations[1] has the same pool and tag as ipamAllocations[0], got "${ONE} a"; list it once`],
    ['a tag of a pool with its value', { ipamAllocations: [IpamAllocation.fromTag(one, 'a', { value: '' }), IpamAllocation.fromTag(one, 'a', { value: '' })] }, `ipamAllocations[1] has the same pool and tag as ipamAllocations[0], got "${ONE} a="; list it once`],
    ['a whole pool', { ipamAllocations: [IpamAllocation.fromTag(two, 'a'), IpamAllocation.allManual(one), IpamAllocation.allManual(one)] }, `ipamAllocations[1] has the same pool as ipamAllocations[0], got "${ONE}"; list it once`],
    ['a whole pool and a part of it', { ipamAllocations: [IpamAllocation.allManual(two), IpamAllocation.fromCidr(one, '10.0.0.0/24'), IpamAllocation.allManual(one)] }, 'ipamAllocations[1] is one of ipamAllocations[2], which is every manual allocation of the pool; list one of the two'],
    ['an address', { elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a'), ElasticIp.fromAllocationId('eipalloc-64d5890a')] }, 'elasticIps[1] has the same allocationId as elasticIps[0], got "eipalloc-64d5890a"; list it once'],
    ['a public IP', { elasticIps: [ElasticIp.fromPublicIp('198.51.100.7'), ElasticIp.fromPublicIp('198.51.100.7')] }, 'elasticIps[1] has the same publicIp as elasticIps[0], got "198.51.100.7"; list it once'],
    ['a tag of a Region and account', { elasticIps: [0, 1].map(() => ElasticIp.fromTag('a', { value: 'b', region: 'eu-west-1', assumeRole: roleOf('R') })) }, 'elasticIps[1] has the same tag and Region as elasticIps[0], got "a=b eu-west-1 arn:aws:iam::111122223333:role/R"; list it once'],
    ['a pool to empty', { emptyPools: [{ pool: one }, { pool: two }, { pool: two }] }, `emptyPools[2] has the same pool as emptyPools[1], got "${TWO}"; list it once`],
    ['a pool to delete', { deletePools: [{ pool: one }, { pool: one }] }, `deletePools[1] has the same pool as deletePools[0], got "${ONE}"; list it once`],
    ['a reason', { emptyPools: [{ pool: one }], releaseOn: [ReleaseOn.REMOVAL, ReleaseOn.REMOVAL] }, 'releaseOn[1] has the same reason as releaseOn[0], got "REMOVAL"; list it once'],
  ])('%s', (_, wanted, message) => {
    expect(said(wanted)).toBe(message);
  });

  test('a token is not spelled out', () => {
    const pool = poolOf(Fn.importValue('Pool'));
    expect(said({ emptyPools: [{ pool }, { pool }] })).toBe('emptyPools[1] has the same pool as emptyPools[0], got the same token; list it once');
  });
});

test('what looks alike and is not the same may be listed together', () => {
  const here = { region: 'eu-west-1' };
  expect(said({ ipamAllocations: [IpamAllocation.fromCidr(one, '10.0.0.0/24'), IpamAllocation.fromCidr(two, '10.0.0.0/24'), IpamAllocation.fromCidr(one, '10.0.1.0/24')] })).toBeUndefined();
  expect(said({ ipamAllocations: [IpamAllocation.fromTag(one, 'a'), IpamAllocation.fromTag(two, 'a'), IpamAllocation.fromTag(one, 'b'), IpamAllocation.fromTag(one, 'a', { value: 'b' }), IpamAllocation.fromTag(one, 'a', { value: '' })] })).toBeUndefined();
  expect(said({ ipamAllocations: [IpamAllocation.allManual(one), IpamAllocation.allManual(two)] })).toBeUndefined();
  expect(said({ ipamAllocations: [IpamAllocation.allManual(one), IpamAllocation.fromCidr(two, '10.0.0.0/24')], emptyPools: [{ pool: one }], deletePools: [{ pool: two }] })).toBeUndefined();
  const tags = [ElasticIp.fromTag('a'), ElasticIp.fromTag('a', here), ElasticIp.fromTag('a', { assumeRole: roleOf('R') }), ElasticIp.fromTag('a', { value: 'b' }), ElasticIp.fromTag('b')];
  expect(said({ elasticIps: [...tags, ElasticIp.fromPublicIp('198.51.100.7'), ElasticIp.fromAllocationId('eipalloc-64d5890a')] })).toBeUndefined();
  expect(said({ emptyPools: [{ pool: one }], releaseOn: [ReleaseOn.REMOVAL, ReleaseOn.REPLACEMENT, ReleaseOn.CREATION_ROLLBACK] })).toBeUndefined();
});

describe('pools', () => {
  test('are looked at for their ids and where they are, in both lists', () => {
    const mustBe = 'pool id must be an IPAM pool id (ipam-pool- and 17 hexadecimal digits), got "pool-1"; copy it from the IpamPoolId that DescribeIpamPools shows';
    const mustBeRegion = 'region must be the name of a Region (such as eu-central-1), got "eu"; name the Region, not one of its zones';
    for (const list of ['emptyPools', 'deletePools']) {
      expect(said({ [list]: [{ pool: one }, { pool: poolOf('pool-1') }] })).toBe(`${list}[1]: ${mustBe}`);
      expect(said({ [list]: [{ pool: one, region: 'eu' }] })).toBe(`${list}[0]: ${mustBeRegion}`);
    }
  });

  test('are not emptied and deleted with all that is in them at once, but may be emptied and deleted', () => {
    expect(said({ emptyPools: [{ pool: two }, { pool: one }], deletePools: [{ pool: poolOf(`${ONE.slice(0, -1)}2`), cascade: true }, { pool: one, cascade: true }] })).toBe(
      'deletePools[1] is deleted with all that is in it (cascade), emptyPools[1] waits until nothing is in it; take it off one of the two lists',
    );
    expect(said({ emptyPools: [{ pool: one }], deletePools: [{ pool: one }] })).toBeUndefined();
    expect(said({ emptyPools: [{ pool: one }], deletePools: [{ pool: two, cascade: true }] })).toBeUndefined();
    expect(said({ emptyPools: [{ pool: one }], deletePools: [{ pool: one, cascade: true }] })).toContain('emptyPools[0] waits until nothing is in it');
  });

  test('of the app are not deleted, since CloudFormation does that', () => {
    const { ref } = new CfnResource(new Stack(undefined, 'Stack'), 'Pool', { type: 'AWS::EC2::IPAMPool' });
    expect(said({ deletePools: [{ pool: one }, { pool: poolOf(ref) }] })).toBe('deletePools[1] is Stack/Pool, a resource of this app, which CloudFormation deletes; list it in emptyPools');
  });
});

describe('a pool that may be deleted in cascade', () => {
  const cascading = (scope: Construct, pool: IIPAMPoolRef) => {
    const release = new Construct(scope, 'Release');
    requireCascadeOfOwnPools(release, [{ pool: one }, { pool, cascadeWhenUnused: true }]);
    return release;
  };
  const must = 'emptyPools[1] is deleted with cascadeWhenUnused, so it must be a pool that is deleted with the stack, got';
  const remedy = 'leave cascadeWhenUnused out, or list a pool that no stack of the app owns in deletePools';

  test('is one of the stack, or of a stack that is nested with it', () => {
    const stack = new Stack(undefined, 'Stack');
    const { ref } = new CfnResource(stack, 'Pool', { type: 'AWS::EC2::IPAMPool' });
    expect(cascading(stack, poolOf(ref)).node.validate()).toEqual([]);
    expect(cascading(new NestedStack(stack, 'Nested'), poolOf(ref)).node.validate()).toEqual([]);
  });

  test('is none of another stack, of somebody else, or of nobody knows whom', () => {
    const { ref } = new CfnResource(new Stack(undefined, 'Other'), 'Pool', { type: 'AWS::EC2::IPAMPool' });
    const stack = () => new Stack(undefined, 'Stack');
    expect(() => cascading(stack(), poolOf(ref))).toThrow(`AddressRelease: ${must} Other/Pool; ${remedy}`);
    expect(() => cascading(stack(), two)).toThrow(`${must} ${TWO}; ${remedy}`);
    expect(() => cascading(stack(), poolOf(Fn.importValue('Pool')))).toThrow(`${must} a token; ${remedy}`);
  });

  test.each([
    [undefined, []],
    [CfnDeletionPolicy.DELETE, []],
    [CfnDeletionPolicy.RETAIN, [`AddressRelease: ${must} Stack/Pool with the deletion policy Retain; leave one of the two out`]],
    [CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE, [`AddressRelease: ${must} Stack/Pool with the deletion policy RetainExceptOnCreate; leave one of the two out`]],
  ])('has a deletion policy (%s) that deletes it, whenever that is decided', (policy, problems) => {
    const stack = new Stack(undefined, 'Stack');
    const pool = new CfnResource(stack, 'Pool', { type: 'AWS::EC2::IPAMPool' });
    const release = cascading(stack, poolOf(pool.ref));
    pool.cfnOptions.deletionPolicy = policy;
    expect(release.node.validate()).toEqual(problems);
  });
});

describe('the timeout', () => {
  const range = 'AddressRelease: timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work), got';

  test.each([[Duration.seconds(60), 60], [Duration.minutes(45), 2700], [Duration.millis(61_000), 61]])('%s', (timeout, seconds) => {
    expect(requireTimeout(timeout)).toBe(seconds);
  });

  test.each([
    [Duration.seconds(59), '59 seconds'],
    [Duration.seconds(2701), '45 minutes 1 second'],
    [Duration.millis(60_500), '60.5 seconds'],
    [Duration.seconds(Lazy.number({ produce: () => 60 })), 'a token; give a number that is known at synth'],
  ])('%s is refused', (timeout, got) => {
    expect(() => requireTimeout(timeout)).toThrow(`${range} ${got}`);
  });
});

describe('what is known at synth', () => {
  test('has its shape, and what is not passes', () => {
    const check = (value: unknown) => (value === 'good' ? undefined : `must be good, got ${String(value)}`);
    expect(() => requireShape('Owner', 'name', 'bad', check)).toThrow('Owner: name must be good, got bad');
    expect(() => requireShape('Owner', 'name', 'good', check)).not.toThrow();
    expect(() => requireShape('Owner', 'name', Fn.importValue('Name'), check)).not.toThrow();
  });

  test('is where it says that it is: in a Region, behind a role', () => {
    const notRole = { roleRef: { roleArn: 'arn:aws:iam::111122223333:user/ann' } } as IRoleRef;
    expect(() => requireLocation('Owner', {})).not.toThrow();
    expect(() => requireLocation('Owner', { region: 'eu-west-1', assumeRole: roleOf('R') })).not.toThrow();
    expect(() => requireLocation('Owner', { region: '' })).toThrow('Owner: region must be the name of a Region');
    expect(() => requireLocation('Owner', { region: 'eu-west-1', assumeRole: notRole })).toThrow('Owner: assumeRole must be the ARN of an IAM role');
    expect(() => requireValid({ ipamAllocations: [], elasticIps: [], emptyPools: [{ pool: one }], deletePools: [], releaseOn: [], assumeRole: notRole })).toThrow('AddressRelease: assumeRole must be the ARN of an IAM role');
    expect(said({ ipamAllocations: [IpamAllocation.allManual(one)], elasticIps: [ElasticIp.fromTag('a')] })).toBeUndefined();
  });
});
