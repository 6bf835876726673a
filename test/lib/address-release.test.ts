import { CfnParameter, Duration, Fn, Lazy, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, IpamAllocation, Preflight, ReleaseOn, type AddressReleaseProps } from '../../lib';
import { ADDRESS_ID, ALLOCATION_ID, OTHER_ALLOCATION_ID, POOL_ID, allocationOf, importedPool, newStack, ownPool, statementsOf, synthesisError } from './stacks';

describe('what a stack pays', () => {
  test('the first AddressRelease adds four resources: function, role, log group and custom resource', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    const types = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.sort()).toEqual(['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'Custom::AddressRelease']);
  });

  test('a second AddressRelease adds one, and its permissions go to the same role', () => {
    const stack = newStack();
    new AddressRelease(stack, 'First', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    new AddressRelease(stack, 'Second', { elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890b')] });
    const template = Template.fromStack(stack);
    expect(Object.keys(template.toJSON().Resources as object)).toHaveLength(5);
    template.resourceCountIs('Custom::AddressRelease', 2);
    const release = statementsOf(stack).find(({ Sid }) => Sid === 'ReleaseAddresses');
    expect(JSON.stringify(release?.Resource)).toContain(ADDRESS_ID);
    expect(JSON.stringify(release?.Resource)).toContain('eipalloc-64d5890b');
  });

  test('the log group keeps a month and goes with the stack, and the role may not create it again', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(JSON.stringify(statementsOf(stack))).not.toContain('logs:CreateLogGroup');
  });

  test('an app can say no to its code being bundled at synth: the handler is an asset that was built before', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Timeout: 900,
      Runtime: Match.stringLikeRegexp('^nodejs'),
    });
  });
});

describe('what the handler is told', () => {
  test('the listed allocations and addresses, all of it as strings', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', {
      ipamAllocations: [allocationOf(importedPool(stack))],
      elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)],
      timeout: Duration.minutes(10),
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      ContractVersion: '1',
      Timeout: '600',
      ServiceTimeout: '900',
      Preflight: 'FAIL',
      ReleaseOn: Match.absent(),
      IpamAllocations: [{ PoolId: POOL_ID, Cidr: '10.0.0.0/23', AllocationId: ALLOCATION_ID, PoolInApp: 'false' }],
      ElasticIps: [{ AllocationId: ADDRESS_ID }],
      EmptyPools: Match.absent(),
      DeletePools: Match.absent(),
    });
  });

  test('allocations by CIDR, by id, by tag, and all manual ones of a pool', () => {
    const stack = newStack();
    const pool = importedPool(stack);
    const whole = importedPool(stack, 'ipam-pool-0ec3f7cf1ae3aba61');
    new AddressRelease(stack, 'Release', {
      ipamAllocations: [
        IpamAllocation.fromCidr(pool, '10.0.0.0/23'),
        IpamAllocation.fromAllocationId(pool, ALLOCATION_ID),
        IpamAllocation.fromTag(pool, 'environment', { value: 'review' }),
        IpamAllocation.fromTag(pool, 'leftover'),
        IpamAllocation.allManual(whole),
      ],
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      IpamAllocations: [
        { PoolId: POOL_ID, Cidr: '10.0.0.0/23', AllocationId: Match.absent(), AllManual: Match.absent() },
        { PoolId: POOL_ID, AllocationId: ALLOCATION_ID, Cidr: Match.absent(), AllManual: Match.absent() },
        { PoolId: POOL_ID, TagKey: 'environment', TagValue: 'review', AllManual: Match.absent() },
        { PoolId: POOL_ID, TagKey: 'leftover', TagValue: Match.absent(), AllManual: Match.absent() },
        { PoolId: 'ipam-pool-0ec3f7cf1ae3aba61', AllManual: 'true', TagKey: Match.absent() },
      ],
    });
  });

  test('addresses by public IP, by tag and by reference, and what may be taken away from them', () => {
    const stack = newStack();
    const eip = new ec2.CfnEIP(stack, 'Address');
    new AddressRelease(stack, 'Release', {
      elasticIps: [
        ElasticIp.fromPublicIp('198.51.100.7', { disassociate: false }),
        ElasticIp.fromEip(eip),
        ElasticIp.fromTag('environment', { value: 'review', resetReverseDns: true }),
        ElasticIp.fromTag('leftover', { disassociate: true, resetReverseDns: false }),
      ],
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      ElasticIps: [
        { PublicIp: '198.51.100.7', AllocationId: Match.absent(), Disassociate: 'false', ResetReverseDns: Match.absent() },
        { AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
        { TagKey: 'environment', TagValue: 'review', Disassociate: Match.absent(), ResetReverseDns: 'true' },
        { TagKey: 'leftover', TagValue: Match.absent(), Disassociate: Match.absent(), ResetReverseDns: Match.absent() },
      ],
    });
  });

  test('the pools to empty and to delete', () => {
    const stack = newStack();
    const other = importedPool(stack, 'ipam-pool-0ec3f7cf1ae3aba61');
    new AddressRelease(stack, 'Release', {
      emptyPools: [{ pool: ownPool(stack), cascadeWhenUnused: true }, { pool: importedPool(stack), stopMonitoring: true }],
      deletePools: [{ pool: importedPool(stack, 'ipam-pool-0ec3f7cf1ae3aba62') }, { pool: other, cascade: true }],
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      EmptyPools: [
        { PoolId: { Ref: 'Pool' }, PoolInApp: 'true', StopMonitoring: Match.absent(), CascadeWhenUnused: 'true' },
        { PoolId: POOL_ID, PoolInApp: 'false', StopMonitoring: 'true', CascadeWhenUnused: Match.absent() },
      ],
      DeletePools: [
        { PoolId: 'ipam-pool-0ec3f7cf1ae3aba62', PoolInApp: 'false', Cascade: Match.absent() },
        { PoolId: 'ipam-pool-0ec3f7cf1ae3aba61', PoolInApp: 'false', Cascade: 'true' },
      ],
    });
  });

  test('when else to release, and what the preflight does', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', {
      elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)],
      releaseOn: [ReleaseOn.CREATION_ROLLBACK, ReleaseOn.REMOVAL, ReleaseOn.REPLACEMENT],
      preflight: Preflight.WARN,
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      ReleaseOn: ['CREATION_ROLLBACK', 'REMOVAL', 'REPLACEMENT'],
      Preflight: 'WARN',
    });
  });

  test('the Region and the role to assume: of each item, or else those for all', () => {
    const stack = newStack();
    const forAll = iam.Role.fromRoleArn(stack, 'ForAll', 'arn:aws:iam::222222222222:role/ForAll');
    const network = iam.Role.fromRoleArn(stack, 'Network', 'arn:aws:iam::333333333333:role/Network');
    const pool = importedPool(stack);
    new AddressRelease(stack, 'Release', {
      assumeRole: forAll,
      ipamAllocations: [
        IpamAllocation.fromAttributes({ pool, cidr: '10.0.0.0/23', allocationId: ALLOCATION_ID, region: 'eu-west-1', assumeRole: network }),
        IpamAllocation.fromCidr(pool, '10.1.0.0/16'),
      ],
      elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID, { region: 'us-east-1' })],
      emptyPools: [{ pool, region: 'eu-west-1', assumeRole: network }],
      deletePools: [{ pool, assumeRole: network }],
    });
    const ForAll = 'arn:aws:iam::222222222222:role/ForAll';
    const Network = 'arn:aws:iam::333333333333:role/Network';
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      IpamAllocations: [
        { Cidr: '10.0.0.0/23', Region: 'eu-west-1', RoleArn: Network },
        { Cidr: '10.1.0.0/16', Region: Match.absent(), RoleArn: ForAll },
      ],
      ElasticIps: [{ Region: 'us-east-1', RoleArn: ForAll }],
      EmptyPools: [{ Region: 'eu-west-1', RoleArn: Network }],
      DeletePools: [{ Region: Match.absent(), RoleArn: Network }],
    });
  });

  test('by default the release may take 45 minutes, and CloudFormation waits five more for the answer', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', { Timeout: '2700', ServiceTimeout: '3000' });
  });

  test('IPv6 CIDR blocks are written the way EC2 writes them', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { ipamAllocations: [allocationOf(importedPool(stack), '2001:0DB8:0:0::/56')] });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', { IpamAllocations: [{ Cidr: '2001:db8::/56' }] });
  });
});

describe('bad input fails at synth and says what to do', () => {
  const pool = importedPool(newStack());
  const ownAddress = new ec2.CfnEIP(newStack(), 'Eip');
  const release = (props: AddressReleaseProps) => new AddressRelease(newStack(), 'Release', props);
  test.each<[string, () => unknown, string]>([
    [
      'a malformed pool id',
      () => allocationOf(importedPool(newStack(), 'pool-1')),
      'IpamAllocation: pool id must be an IPAM pool id (ipam-pool- and 17 hexadecimal digits), got "pool-1"; copy it from the IpamPoolId that DescribeIpamPools shows',
    ],
    [
      'a malformed CIDR',
      () => allocationOf(pool, '10.0.0.0'),
      'IpamAllocation: cidr must be an IPv4 or IPv6 CIDR block such as 10.0.0.0/23 or 2001:db8::/56, got "10.0.0.0"; copy it from the Cidr that GetIpamPoolAllocations shows',
    ],
    ['a CIDR with host bits', () => allocationOf(pool, '10.0.1.0/23'), 'IpamAllocation: cidr must have no host bits set, got "10.0.1.0/23"; did you mean 10.0.0.0/23?'],
    ['an IPv6 CIDR with host bits', () => allocationOf(pool, '2001:db8::1/64'), 'IpamAllocation: cidr must have no host bits set, got "2001:db8::1/64"; did you mean 2001:db8::/64?'],
    [
      'a malformed allocation id',
      () => allocationOf(pool, '10.0.0.0/23', 'alloc-1'),
      'IpamAllocation: allocationId must be an IPAM pool allocation id (ipam-pool-alloc- and 32 or 33 hexadecimal digits), got "alloc-1"; copy it from the IpamPoolAllocationId that GetIpamPoolAllocations shows',
    ],
    [
      'a malformed address id',
      () => ElasticIp.fromAllocationId('198.51.100.7'),
      'ElasticIp: allocationId must be an Elastic IP allocation id (eipalloc- and 8 or 17 hexadecimal digits), got "198.51.100.7"; copy it from the AllocationId that DescribeAddresses shows',
    ],
    [
      'an empty list',
      () => new AddressRelease(newStack(), 'Release', { ipamAllocations: [], elasticIps: [] }),
      'AddressRelease: nothing is listed; name at least one of ipamAllocations, elasticIps, emptyPools and deletePools, or leave the construct out',
    ],
    [
      'an allocation that is listed twice',
      () => new AddressRelease(newStack(), 'Release', { ipamAllocations: [allocationOf(pool), allocationOf(pool)] }),
      `AddressRelease: ipamAllocations[1] has the same allocationId as ipamAllocations[0], got "${ALLOCATION_ID}"; list it once`,
    ],
    [
      'a CIDR of a pool that is listed twice with different ids',
      () => new AddressRelease(newStack(), 'Release', { ipamAllocations: [allocationOf(pool), allocationOf(pool, '10.0.0.0/23', OTHER_ALLOCATION_ID)] }),
      `AddressRelease: ipamAllocations[1] has the same pool and cidr as ipamAllocations[0], got "${POOL_ID} 10.0.0.0/23"; list it once`,
    ],
    [
      'an address that is listed twice',
      () => new AddressRelease(newStack(), 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID), ElasticIp.fromAllocationId(ADDRESS_ID)] }),
      `AddressRelease: elasticIps[1] has the same allocationId as elasticIps[0], got "${ADDRESS_ID}"; list it once`,
    ],
    [
      'an allocation that is listed by its id and with all it is',
      () => release({ ipamAllocations: [IpamAllocation.fromAllocationId(pool, ALLOCATION_ID), allocationOf(pool)] }),
      `AddressRelease: ipamAllocations[1] has the same allocationId as ipamAllocations[0], got "${ALLOCATION_ID}"; list it once`,
    ],
    [
      'an allocation that is listed by its CIDR, in another spelling, and with all it is',
      () => release({ ipamAllocations: [allocationOf(pool, '2001:db8::/56'), IpamAllocation.fromCidr(pool, '2001:0DB8:0::/56')] }),
      `AddressRelease: ipamAllocations[1] has the same pool and cidr as ipamAllocations[0], got "${POOL_ID} 2001:db8::/56"; list it once`,
    ],
    [
      'a tag of a pool that is listed twice',
      () => release({ ipamAllocations: [IpamAllocation.fromTag(pool, 'a', { value: 'b' }), IpamAllocation.fromTag(pool, 'a', { value: 'b' })] }),
      `AddressRelease: ipamAllocations[1] has the same pool and tag as ipamAllocations[0], got "${POOL_ID} a=b"; list it once`,
    ],
    [
      'all manual allocations of a pool, twice',
      () => release({ ipamAllocations: [IpamAllocation.allManual(pool), IpamAllocation.allManual(pool)] }),
      `AddressRelease: ipamAllocations[1] has the same pool as ipamAllocations[0], got "${POOL_ID}"; list it once`,
    ],
    [
      'all manual allocations of a pool, and one of them',
      () => release({ ipamAllocations: [allocationOf(pool), IpamAllocation.allManual(pool)] }),
      'AddressRelease: ipamAllocations[0] is one of ipamAllocations[1], which is every manual allocation of the pool; list one of the two',
    ],
    [
      'a public IP that is listed twice',
      () => release({ elasticIps: [ElasticIp.fromPublicIp('198.51.100.7'), ElasticIp.fromPublicIp('198.51.100.7', { disassociate: false })] }),
      'AddressRelease: elasticIps[1] has the same publicIp as elasticIps[0], got "198.51.100.7"; list it once',
    ],
    [
      'a tag of addresses that is listed twice',
      () => release({ elasticIps: [ElasticIp.fromTag('a', { region: 'eu-west-1' }), ElasticIp.fromTag('a'), ElasticIp.fromTag('a')] }),
      'AddressRelease: elasticIps[2] has the same tag and Region as elasticIps[1], got "a"; list it once',
    ],
    [
      'a pool to empty that is listed twice',
      () => release({ emptyPools: [{ pool }, { pool, stopMonitoring: true }] }),
      `AddressRelease: emptyPools[1] has the same pool as emptyPools[0], got "${POOL_ID}"; list it once`,
    ],
    [
      'a pool to delete that is listed twice',
      () => release({ deletePools: [{ pool }, { pool }] }),
      `AddressRelease: deletePools[1] has the same pool as deletePools[0], got "${POOL_ID}"; list it once`,
    ],
    [
      'a reason to release that is listed twice',
      () => release({ emptyPools: [{ pool }], releaseOn: [ReleaseOn.REMOVAL, ReleaseOn.REMOVAL] }),
      'AddressRelease: releaseOn[1] has the same reason as releaseOn[0], got "REMOVAL"; list it once',
    ],
    [
      'a pool to delete that the app makes',
      () => release({ deletePools: [{ pool: ownPool(newStack()) }] }),
      'AddressRelease: deletePools[0] is Stack/Pool, a resource of this app, which CloudFormation deletes; list it in emptyPools',
    ],
    [
      'a pool that is to be empty before it is deleted with all that is in it',
      () => release({ emptyPools: [{ pool }], deletePools: [{ pool, cascade: true }] }),
      'AddressRelease: deletePools[0] is deleted with all that is in it (cascade), emptyPools[0] waits until nothing is in it; take it off one of the two lists',
    ],
    [
      'a pool of somebody else that would be deleted when it is unused',
      () => release({ emptyPools: [{ pool, cascadeWhenUnused: true }] }),
      `AddressRelease: emptyPools[0] is deleted with cascadeWhenUnused, so it must be a pool that is deleted with the stack, got ${POOL_ID}; ` +
        'leave cascadeWhenUnused out, or list a pool that no stack of the app owns in deletePools',
    ],
    [
      'a pool of another stack that would be deleted when it is unused',
      () => release({ emptyPools: [{ pool: ownPool(newStack()), cascadeWhenUnused: true }] }),
      'AddressRelease: emptyPools[0] is deleted with cascadeWhenUnused, so it must be a pool that is deleted with the stack, got Stack/Pool; ' +
        'leave cascadeWhenUnused out, or list a pool that no stack of the app owns in deletePools',
    ],
    [
      'a pool that nobody knows at synth and that would be deleted when it is unused',
      () => release({ emptyPools: [{ pool: importedPool(newStack(), Fn.importValue('Pool')), cascadeWhenUnused: true }] }),
      'AddressRelease: emptyPools[0] is deleted with cascadeWhenUnused, so it must be a pool that is deleted with the stack, got a token; ' +
        'leave cascadeWhenUnused out, or list a pool that no stack of the app owns in deletePools',
    ],
    [
      'a malformed id of a pool to empty',
      () => release({ emptyPools: [{ pool: importedPool(newStack(), 'pool-1') }] }),
      'AddressRelease: emptyPools[0]: pool id must be an IPAM pool id (ipam-pool- and 17 hexadecimal digits), got "pool-1"; copy it from the IpamPoolId that DescribeIpamPools shows',
    ],
    [
      'a zone in the place of the Region of a pool to delete',
      () => release({ deletePools: [{ pool, region: 'eu-central-1a' }] }),
      'AddressRelease: deletePools[0]: region must be the name of a Region (such as eu-central-1), got "eu-central-1a"; name the Region, not one of its zones',
    ],
    [
      'a malformed Region of an allocation',
      () => IpamAllocation.allManual(pool, { region: 'Frankfurt' }),
      'IpamAllocation: region must be the name of a Region (such as eu-central-1), got "Frankfurt"; name the Region, not one of its zones',
    ],
    [
      'a malformed Region of an address',
      () => ElasticIp.fromTag('a', { region: '' }),
      'ElasticIp: region must be the name of a Region (such as eu-central-1), got ""; name the Region, not one of its zones',
    ],
    [
      'a public IP that is none',
      () => ElasticIp.fromPublicIp('2001:db8::1'),
      'ElasticIp: publicIp must be an IPv4 address such as 198.51.100.7, got "2001:db8::1"; copy it from the PublicIp that DescribeAddresses shows',
    ],
    [
      'an empty tag key',
      () => ElasticIp.fromTag(''),
      'ElasticIp: tag key must have 1 to 128 characters, got 0: ""; EC2 has no longer or shorter one',
    ],
    [
      'a tag key of 129 characters',
      () => IpamAllocation.fromTag(pool, 'k'.repeat(129)),
      `IpamAllocation: tag key must have 1 to 128 characters, got 129: "${'k'.repeat(76)}...; EC2 has no longer or shorter one`,
    ],
    [
      'a tag value of 257 characters',
      () => IpamAllocation.fromTag(pool, 'k', { value: 'v'.repeat(257) }),
      `IpamAllocation: tag value must have 0 to 256 characters, got 257: "${'v'.repeat(76)}...; EC2 has no longer or shorter one`,
    ],
    [
      'a tag key of addresses that only the deployment knows',
      () => ElasticIp.fromTag(Fn.importValue('Key')),
      "ElasticIp: tag key must be known at synth, got a token; the role's policy has a condition on it",
    ],
    [
      'a malformed CIDR alone',
      () => IpamAllocation.fromCidr(pool, '10.0.0.0/33'),
      'IpamAllocation: cidr must be an IPv4 or IPv6 CIDR block such as 10.0.0.0/23 or 2001:db8::/56, got "10.0.0.0/33"; copy it from the Cidr that GetIpamPoolAllocations shows',
    ],
    [
      'a malformed allocation id alone',
      () => IpamAllocation.fromAllocationId(pool, 'ipam-pool-alloc-1'),
      'IpamAllocation: allocationId must be an IPAM pool allocation id (ipam-pool-alloc- and 32 or 33 hexadecimal digits), got "ipam-pool-alloc-1"; copy it from the IpamPoolAllocationId that GetIpamPoolAllocations shows',
    ],
    [
      'a tag value of an address, of 257 characters',
      () => ElasticIp.fromTag('k', { value: 'v'.repeat(257) }),
      `ElasticIp: tag value must have 0 to 256 characters, got 257: "${'v'.repeat(76)}...; EC2 has no longer or shorter one`,
    ],
    [
      'an address that is listed twice, which only the deployment knows',
      () => release({ elasticIps: [ElasticIp.fromEip(ownAddress), ElasticIp.fromAllocationId(ADDRESS_ID), ElasticIp.fromEip(ownAddress)] }),
      'AddressRelease: elasticIps[2] has the same allocationId as elasticIps[0], got the same token; list it once',
    ],
    [
      'a user in the place of the role to assume for everything',
      () => release({ emptyPools: [{ pool }], assumeRole: iam.Role.fromRoleArn(newStack(), 'User', 'arn:aws:iam::111122223333:user/somebody') }),
      'AddressRelease: assumeRole must be the ARN of an IAM role (arn:aws:iam::111122223333:role/name), got "arn:aws:iam::111122223333:user/somebody"; copy it from the role',
    ],
    [
      'a malformed account of the role to assume for an address',
      () => ElasticIp.fromTag('a', { assumeRole: iam.Role.fromRoleArn(newStack(), 'Role', 'arn:aws:iam::1:role/name') }),
      'ElasticIp: assumeRole must be the ARN of an IAM role (arn:aws:iam::111122223333:role/name), got "arn:aws:iam::1:role/name"; copy it from the role',
    ],
    [
      'a role to assume without a name, for an allocation',
      () => IpamAllocation.allManual(pool, { assumeRole: iam.Role.fromRoleArn(newStack(), 'Role', 'arn:aws:iam::111122223333:role/') }),
      'IpamAllocation: assumeRole must be the ARN of an IAM role (arn:aws:iam::111122223333:role/name), got "arn:aws:iam::111122223333:role/"; copy it from the role',
    ],
    [
      'a timeout that only the deployment knows',
      () => release({ emptyPools: [{ pool }], timeout: Duration.seconds(Lazy.number({ produce: () => 60 })) }),
      'AddressRelease: timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work), got a token; give a number that is known at synth',
    ],
    [
      'a timeout of broken seconds',
      () => release({ emptyPools: [{ pool }], timeout: Duration.millis(90_500) }),
      'AddressRelease: timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work), got 90.5 seconds',
    ],
    [
      'a timeout that is too long',
      () => new AddressRelease(newStack(), 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)], timeout: Duration.hours(1) }),
      'AddressRelease: timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work), got 1 hour',
    ],
    [
      'a timeout that is too short',
      () => new AddressRelease(newStack(), 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)], timeout: Duration.seconds(59) }),
      'AddressRelease: timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work), got 59 seconds',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('a pool that the stack leaves behind is not deleted when it is unused', () => {
    const errorWith = (policy: RemovalPolicy) => {
      const stack = newStack();
      const own = ownPool(stack);
      new AddressRelease(stack, 'Release', { emptyPools: [{ pool: own, cascadeWhenUnused: true }] });
      own.applyRemovalPolicy(policy);
      return synthesisError(stack);
    };
    expect(errorWith(RemovalPolicy.DESTROY)).toBe('the synthesis did not fail');
    expect(errorWith(RemovalPolicy.RETAIN)).toContain(
      '[Stack/Release] AddressRelease: emptyPools[0] is deleted with cascadeWhenUnused, so it must be a pool that is deleted with the stack, ' +
        'got Stack/Pool with the deletion policy Retain; leave one of the two out',
    );
  });

  test('tags of 128 and 256 characters pass, whatever alphabet they are written in', () => {
    expect(() => ElasticIp.fromTag('\u{1F310}'.repeat(128), { value: '\u{1F310}'.repeat(256) })).not.toThrow();
  });

  /** Items of 471 bytes each. */
  const longItems = (stack: Stack, count: number) =>
    Array.from({ length: count }, (_, index) => IpamAllocation.fromTag(importedPool(stack, `ipam-pool-${index.toString(16).padStart(17, '0')}`), 'k'.repeat(128), { value: 'v'.repeat(256) }));

  test('more than an asynchronous event can carry fails at synth and names the limit', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { ipamAllocations: longItems(stack, 1_100) });
    expect(synthesisError(stack)).toContain(
      '[Stack/Release] AddressRelease: the lists must take at most 496000 bytes (Lambda\'s limit for asynchronous events is 1 MB, and that of an update has the lists twice), ' +
        'got 518195; name many things at once with fromTag or allManual, or divide them among several AddressReleases',
    );
  });

  test('what is only known at deployment passes, and reaches the handler', () => {
    const stack = newStack();
    const cidr = new CfnParameter(stack, 'Cidr').valueAsString;
    const addressId = Fn.importValue('AddressId');
    new AddressRelease(stack, 'Release', {
      ipamAllocations: [allocationOf(ownPool(stack), cidr)],
      elasticIps: [ElasticIp.fromAllocationId(addressId)],
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      IpamAllocations: [{ Cidr: { Ref: 'Cidr' } }],
      ElasticIps: [{ AllocationId: { 'Fn::ImportValue': 'AddressId' } }],
    });
  });
});
