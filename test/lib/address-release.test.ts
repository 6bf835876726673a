import { App, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';

const POOL_ID = 'ipam-pool-0ec3f7cf1ae3aba60';
const ALLOCATION_ID = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89';
const OTHER_ALLOCATION_ID = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e80';
const ADDRESS_ID = 'eipalloc-64d5890a';

function newStack(): Stack {
  return new Stack(new App(), 'Stack');
}

function ownPool(stack: Stack): ec2.CfnIPAMPool {
  return new ec2.CfnIPAMPool(stack, 'Pool', { addressFamily: 'ipv4', ipamScopeId: 'ipam-scope-0123456789abcdef0' });
}

function importedPool(stack: Stack, id = POOL_ID): ec2.IIPAMPoolRef {
  return ec2.CfnIPAMPool.fromIpamPoolId(stack, 'ImportedPool', id);
}

function allocationOf(pool: ec2.IIPAMPoolRef, cidr = '10.0.0.0/23', allocationId = ALLOCATION_ID): IpamAllocation {
  return IpamAllocation.fromAttributes({ pool, cidr, allocationId });
}

function statementsOf(stack: Stack): { Sid: string; Action: unknown; Resource: unknown }[] {
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')) as {
    Properties: { Policies: { PolicyDocument: { Statement: { Sid: string; Action: unknown; Resource: unknown }[] } }[] };
  }[];
  return roles.flatMap(({ Properties }) => Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement));
}

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

  test('the log group goes with the stack, and the role may not create it again', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
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
      IpamAllocations: [{ PoolId: POOL_ID, Cidr: '10.0.0.0/23', AllocationId: ALLOCATION_ID, PoolInApp: 'false' }],
      ElasticIps: [{ AllocationId: ADDRESS_ID }],
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

describe('the order of deletion', () => {
  test('with a pool of the same stack, the release runs before the pool and its CIDRs go, also CIDRs declared later', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    new ec2.CfnIPAMPoolCidr(stack, 'Before', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });
    new AddressRelease(stack, 'Release', { ipamAllocations: [allocationOf(pool)] });
    new ec2.CfnIPAMPoolCidr(stack, 'After', { ipamPoolId: pool.ref, cidr: '10.1.0.0/16' });
    const other = new ec2.CfnIPAMPool(stack, 'OtherPool', { addressFamily: 'ipv4', ipamScopeId: 'ipam-scope-0123456789abcdef0' });
    new ec2.CfnIPAMPoolCidr(stack, 'Unrelated', { ipamPoolId: other.attrIpamPoolId, cidr: '10.2.0.0/16' });
    Template.fromStack(stack).hasResource('Custom::AddressRelease', {
      DependsOn: ['After', 'Before'],
      Properties: { IpamAllocations: [{ PoolId: { Ref: 'Pool' }, PoolInApp: 'true' }] },
    });
  });
});

describe('what the role may do', () => {
  test('nothing but what the list needs, on the listed pools and addresses', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', {
      ipamAllocations: [allocationOf(importedPool(stack))],
      elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)],
    });
    const arn = (tail: string, region: unknown = { Ref: 'AWS::Region' }) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...(region ? [':ec2:', region, ':'] : [':ec2::']), { Ref: 'AWS::AccountId' }, tail]],
    });
    const logGroup = Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'))[0];
    expect(statementsOf(stack).map(({ Sid, Action, Resource }) => ({ Sid, Action, Resource }))).toEqual([
      { Sid: 'WriteLog', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] } },
      { Sid: 'WhyDeleted', Action: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource'], Resource: { Ref: 'AWS::StackId' } },
      { Sid: 'DescribePools', Action: 'ec2:DescribeIpamPools', Resource: '*' },
      {
        Sid: 'ReleaseAllocations',
        Action: ['ec2:GetIpamPoolAllocations', 'ec2:ReleaseIpamPoolAllocation'],
        Resource: arn(`:ipam-pool/${POOL_ID}`, ''),
      },
      { Sid: 'DescribeAddresses', Action: 'ec2:DescribeAddresses', Resource: '*' },
      { Sid: 'ReleaseAddresses', Action: ['ec2:ReleaseAddress', 'ec2:DisassociateAddress'], Resource: arn(`:elastic-ip/${ADDRESS_ID}`) },
      { Sid: 'DisassociateFromInterface', Action: 'ec2:DisassociateAddress', Resource: arn(':network-interface/*') },
    ]);
  });

  test('nothing about addresses when only allocations are listed, and the other way round', () => {
    const allocationsOnly = newStack();
    new AddressRelease(allocationsOnly, 'Release', { ipamAllocations: [allocationOf(importedPool(allocationsOnly))] });
    expect(statementsOf(allocationsOnly).map(({ Sid }) => Sid)).toEqual(['WriteLog', 'WhyDeleted', 'DescribePools', 'ReleaseAllocations']);
    const addressesOnly = newStack();
    new AddressRelease(addressesOnly, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    expect(statementsOf(addressesOnly).map(({ Sid }) => Sid)).toEqual(['WriteLog', 'WhyDeleted', 'DescribeAddresses', 'ReleaseAddresses', 'DisassociateFromInterface']);
  });
});

describe('bad input fails at synth and says what to do', () => {
  const pool = importedPool(newStack());
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
      'AddressRelease: nothing is listed; name at least one of ipamAllocations and elasticIps, or leave the construct out',
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
