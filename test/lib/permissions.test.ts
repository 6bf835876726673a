import { NestedStack, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation, type AddressReleaseProps } from '../../lib';
import { Permissions } from '../../lib/permissions';
import { ADDRESS_ID, POOL_ID, allocationOf, importedPool, newStack, ownPool, statementsOf, type Statement } from './stacks';

const PLACE = { account: '123456789012', region: 'eu-central-1' };
const IN_PLACE = { env: PLACE };
const BASE = ['WriteLog', 'CountCalls', 'WhyDeleted'];

/** An ARN as it is in the template of a stack in a known place. */
function arn(tail: string, region = PLACE.region, account = PLACE.account): unknown {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:${region}:${account}:${tail}`]] };
}

function statements(listed: (stack: Stack) => AddressReleaseProps): Statement[] {
  const stack = newStack(IN_PLACE);
  new AddressRelease(stack, 'Release', listed(stack));
  return statementsOf(stack).filter(({ Sid }) => !BASE.includes(Sid));
}

function elasticIps(...addresses: ElasticIp[]): Statement[] {
  return statements(() => ({ elasticIps: addresses }));
}

describe('the role may do nothing but what the list needs', () => {
  test('write its log and ask why it is deleted, always', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    const [logGroup] = Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
    expect(statementsOf(stack).filter(({ Sid }) => BASE.includes(Sid))).toMatchObject([
      { Sid: 'WriteLog', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] } },
      { Sid: 'CountCalls', Action: 'logs:FilterLogEvents', Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] } },
      {
        Sid: 'WhyDeleted',
        Action: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStackResource'],
        Resource: { Ref: 'AWS::StackId' },
      },
    ]);
  });

  test('in a nested stack, ask why each of the stacks around it is deleted, too', () => {
    const stack = newStack();
    const inner = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
    new AddressRelease(inner, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    const parents = statementsOf(inner).find(({ Sid }) => Sid === 'WhyParentDeletes');
    expect(parents?.Action).toEqual(['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents']);
    expect(parents?.Resource).toHaveLength(2);
    expect(statementsOf(inner).find(({ Sid }) => Sid === 'WhyDeleted')?.Resource).toEqual({ Ref: 'AWS::StackId' });
  });

  test('allocations: look into their pools, and release from them', () => {
    const other = 'ipam-pool-0ec3f7cf1ae3aba61';
    const pools = [arn(`ipam-pool/${POOL_ID}`, ''), arn(`ipam-pool/${other}`, '')];
    const listed = statements((stack) => ({ ipamAllocations: [allocationOf(importedPool(stack)), IpamAllocation.allManual(importedPool(stack, other))] }));
    expect(listed).toEqual([
      { Sid: 'DescribePools', Effect: 'Allow', Action: 'ec2:DescribeIpamPools', Resource: '*' },
      { Sid: 'DescribeAllocations', Effect: 'Allow', Action: 'ec2:DescribeIpamPoolAllocations', Resource: '*' },
      { Sid: 'ListAllocations', Effect: 'Allow', Action: 'ec2:GetIpamPoolAllocations', Resource: pools },
      { Sid: 'ReleaseAllocations', Effect: 'Allow', Action: 'ec2:ReleaseIpamPoolAllocation', Resource: pools },
    ]);
  });

  test('a pool that another account shares is named by the ARN it was imported with', () => {
    const stack = newStack(IN_PLACE);
    const shared = `arn:aws:ec2::999999999999:ipam-pool/${POOL_ID}`;
    const pool = ec2.CfnIPAMPool.fromIPAMPoolArn(stack, 'Shared', shared);
    new AddressRelease(stack, 'Release', { ipamAllocations: [IpamAllocation.allManual(pool)] });
    expect(statementsOf(stack).find(({ Sid }) => Sid === 'ReleaseAllocations')?.Resource).toBe(shared);
  });

  test('addresses by allocation id: disassociate and release these', () => {
    expect(elasticIps(ElasticIp.fromAllocationId(ADDRESS_ID), ElasticIp.fromAllocationId('eipalloc-64d5890b', { region: 'eu-west-1' }))).toEqual([
      { Sid: 'DescribeAddresses', Effect: 'Allow', Action: 'ec2:DescribeAddresses', Resource: '*' },
      {
        Sid: 'ReleaseAddresses',
        Effect: 'Allow',
        Action: ['ec2:ReleaseAddress', 'ec2:DisassociateAddress'],
        Resource: [arn(`elastic-ip/${ADDRESS_ID}`), arn('elastic-ip/eipalloc-64d5890b', 'eu-west-1')],
      },
      {
        Sid: 'DisassociateFromInterface',
        Effect: 'Allow',
        Action: 'ec2:DisassociateAddress',
        Resource: [arn('network-interface/*'), arn('network-interface/*', 'eu-west-1')],
      },
    ]);
  });

  test('no disassociation where it is turned off, and no reset of the reverse DNS where it is not asked for', () => {
    const listed = elasticIps(
      ElasticIp.fromAllocationId('eipalloc-00000001', { disassociate: false }),
      ElasticIp.fromAllocationId('eipalloc-00000002', { disassociate: false, resetReverseDns: true }),
    );
    expect(listed.map(({ Sid, Action, Resource }) => ({ Sid, Action, Resource }))).toEqual([
      { Sid: 'DescribeAddresses', Action: 'ec2:DescribeAddresses', Resource: '*' },
      { Sid: 'ReleaseAddressesWithoutDisassociating', Action: 'ec2:ReleaseAddress', Resource: arn('elastic-ip/eipalloc-00000001') },
      {
        Sid: 'ReleaseAddressesWithoutDisassociatingAndReverseDns',
        Action: ['ec2:ReleaseAddress', 'ec2:ResetAddressAttribute'],
        Resource: arn('elastic-ip/eipalloc-00000002'),
      },
    ]);
  });

  test('addresses by public IP: any address, on the condition that it has one of these', () => {
    const [, release] = elasticIps(ElasticIp.fromPublicIp('198.51.100.7'), ElasticIp.fromPublicIp('198.51.100.8'));
    expect(release).toMatchObject({
      Sid: 'ReleaseAddressesByPublicIp',
      Resource: arn('elastic-ip/*'),
      Condition: { StringEquals: { 'ec2:PublicIpAddress': ['198.51.100.7', '198.51.100.8'] } },
    });
  });

  test('addresses by tag: any address, on the condition that it has the tag', () => {
    const listed = elasticIps(
      ElasticIp.fromTag('environment', { value: 'review' }),
      ElasticIp.fromTag('leftover', { region: 'eu-west-1', disassociate: false }),
      ElasticIp.fromTag('environment', { value: 'test' }),
    );
    expect(listed.filter(({ Condition }) => Condition)).toMatchObject([
      { Sid: 'ReleaseAddressesByTag1', Resource: arn('elastic-ip/*'), Condition: { StringEquals: { 'aws:ResourceTag/environment': 'review' } } },
      {
        Sid: 'ReleaseAddressesWithoutDisassociatingByTag2',
        Action: 'ec2:ReleaseAddress',
        Resource: arn('elastic-ip/*', 'eu-west-1'),
        Condition: { Null: { 'aws:ResourceTag/leftover': 'false' } },
      },
      { Sid: 'ReleaseAddressesByTag3', Resource: arn('elastic-ip/*'), Condition: { StringEquals: { 'aws:ResourceTag/environment': 'test' } } },
    ]);
  });

  test('what the options of an address let be taken away from it, and no more', () => {
    const listed = elasticIps(ElasticIp.fromAllocationId(ADDRESS_ID, { resetReverseDns: true }));
    expect(listed.slice(1)).toMatchObject([
      { Sid: 'ReleaseAddressesAndReverseDns', Action: ['ec2:ReleaseAddress', 'ec2:DisassociateAddress', 'ec2:ResetAddressAttribute'], Resource: arn(`elastic-ip/${ADDRESS_ID}`) },
      { Sid: 'DisassociateFromInterface', Resource: arn('network-interface/*') },
    ]);
  });

  test('a tag that several releases list is one statement; in another Region, with another value or with none it is another', () => {
    const stack = newStack(IN_PLACE);
    const [review, elsewhere] = [{ value: 'review' }, { value: 'review', region: 'eu-west-1' }];
    new AddressRelease(stack, 'One', { elasticIps: [ElasticIp.fromTag('environment', review), ElasticIp.fromTag('environment', elsewhere)] });
    new AddressRelease(stack, 'Two', { elasticIps: [ElasticIp.fromTag('environment'), ElasticIp.fromTag('environment', review), ElasticIp.fromTag('environment', { value: '' })] });
    const byTag = statementsOf(stack).filter(({ Condition }) => Condition);
    expect(byTag.map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition])).toEqual([
      ['ReleaseAddressesByTag1', arn('elastic-ip/*'), { StringEquals: { 'aws:ResourceTag/environment': 'review' } }],
      ['ReleaseAddressesByTag2', arn('elastic-ip/*', 'eu-west-1'), { StringEquals: { 'aws:ResourceTag/environment': 'review' } }],
      ['ReleaseAddressesByTag3', arn('elastic-ip/*'), { Null: { 'aws:ResourceTag/environment': 'false' } }],
      ['ReleaseAddressesByTag4', arn('elastic-ip/*'), { StringEquals: { 'aws:ResourceTag/environment': '' } }],
    ]);
  });

  test('pools to empty: look into them, and whether what is in them is still there', () => {
    const listed = statements((stack) => ({ emptyPools: [{ pool: importedPool(stack) }] }));
    expect(listed.map(({ Sid, Action, Resource }) => ({ Sid, Action, Resource }))).toEqual([
      { Sid: 'DescribePools', Action: 'ec2:DescribeIpamPools', Resource: '*' },
      { Sid: 'DescribeAllocations', Action: 'ec2:DescribeIpamPoolAllocations', Resource: '*' },
      { Sid: 'ListAllocations', Action: 'ec2:GetIpamPoolAllocations', Resource: arn(`ipam-pool/${POOL_ID}`, '') },
      { Sid: 'ListCidrsOfPools', Action: 'ec2:GetIpamPoolCidrs', Resource: arn('ipam-pool/*', '') },
      { Sid: 'DescribeAddresses', Action: 'ec2:DescribeAddresses', Resource: '*' },
      { Sid: 'DescribeResources', Action: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribePublicIpv4Pools'], Resource: '*' },
    ]);
  });

  test('stop monitoring what is in a pool, only if that is asked for', () => {
    const listed = statements((stack) => ({ emptyPools: [{ pool: importedPool(stack), stopMonitoring: true }] }));
    expect(listed.at(-1)).toMatchObject({ Sid: 'StopMonitoring', Action: ['ec2:ModifyIpamResourceCidr', 'ec2:GetIpamResourceCidrs'], Resource: arn('ipam-scope/*', '') });
  });

  test('delete a pool to empty, that one alone, only if that is asked for', () => {
    const listed = statements((stack) => ({ emptyPools: [{ pool: ownPool(stack, 'Unused'), cascadeWhenUnused: true }, { pool: ownPool(stack, 'Waiting') }] }));
    expect(listed.filter(({ Action }) => [Action].flat().includes('ec2:DeleteIpamPool'))).toEqual([
      { Sid: 'DeletePoolsInCascade', Effect: 'Allow', Action: 'ec2:DeleteIpamPool', Resource: { 'Fn::GetAtt': ['Unused', 'Arn'] } },
    ]);
  });

  test('pools to delete: deprovision and delete these; with cascade only delete them', () => {
    const pool = arn(`ipam-pool/${POOL_ID}`, '');
    const cascading = statements((stack) => ({ deletePools: [{ pool: importedPool(stack), cascade: true }] }));
    expect(cascading.map(({ Sid, Action, Resource }) => ({ Sid, Action, Resource }))).toEqual([
      { Sid: 'DescribePools', Action: 'ec2:DescribeIpamPools', Resource: '*' },
      { Sid: 'DescribeAllocations', Action: 'ec2:DescribeIpamPoolAllocations', Resource: '*' },
      { Sid: 'ListAllocations', Action: 'ec2:GetIpamPoolAllocations', Resource: pool },
      { Sid: 'DeletePoolsInCascade', Action: 'ec2:DeleteIpamPool', Resource: pool },
    ]);
    const listed = statements((stack) => ({ deletePools: [{ pool: importedPool(stack) }] }));
    expect(listed.map(({ Sid, Action, Resource }) => ({ Sid, Action, Resource }))).toEqual([
      { Sid: 'DescribePools', Action: 'ec2:DescribeIpamPools', Resource: '*' },
      { Sid: 'DescribeAllocations', Action: 'ec2:DescribeIpamPoolAllocations', Resource: '*' },
      { Sid: 'ListAllocations', Action: 'ec2:GetIpamPoolAllocations', Resource: pool },
      { Sid: 'ListCidrsOfPools', Action: 'ec2:GetIpamPoolCidrs', Resource: arn('ipam-pool/*', '') },
      { Sid: 'DescribeAddresses', Action: 'ec2:DescribeAddresses', Resource: '*' },
      { Sid: 'DescribeResources', Action: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribePublicIpv4Pools'], Resource: '*' },
      { Sid: 'DeletePools', Action: ['ec2:DeprovisionIpamPoolCidr', 'ec2:DeleteIpamPool'], Resource: pool },
    ]);
  });

  test('with a role to assume: assume it, and nothing of EC2', () => {
    const role = 'arn:aws:iam::222222222222:role/Network';
    const other = 'arn:aws:iam::333333333333:role/Other';
    const listed = statements((stack) => ({
      assumeRole: iam.Role.fromRoleArn(stack, 'Network', role),
      ipamAllocations: [IpamAllocation.allManual(importedPool(stack))],
      elasticIps: [ElasticIp.fromTag('environment', { assumeRole: iam.Role.fromRoleArn(stack, 'Other', other) })],
      emptyPools: [{ pool: importedPool(stack, 'ipam-pool-0ec3f7cf1ae3aba61'), stopMonitoring: true }],
      deletePools: [{ pool: importedPool(stack, 'ipam-pool-0ec3f7cf1ae3aba62') }],
    }));
    expect(listed).toEqual([{ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [role, other] }]);
  });
});

describe('how exactly the policies name what is listed, so that they fit into a role', () => {
  const id = (index: number) => index.toString(16).padStart(17, '0');
  const addresses = (count: number) => Array.from({ length: count }, (_, index) => ElasticIp.fromAllocationId(`eipalloc-${id(index)}`));

  function policyOf(elastic: ElasticIp[], pools: (stack: Stack) => ec2.IIPAMPoolRef[] = () => []) {
    const stack = newStack(IN_PLACE);
    const permissions = new Permissions(stack);
    for (const address of elastic) permissions.allowRelease(address);
    for (const pool of pools(stack)) permissions.allowOnPool('ReleaseAllocations', ['ec2:ReleaseIpamPoolAllocation'], pool);
    const { Statement: listed } = stack.resolve(permissions.documentOf(() => true)) as { Statement: Statement[] };
    return { detail: permissions.detail, listed, size: JSON.stringify(listed).length };
  }

  test.each([
    [114, 'by ARN', 'by condition'],
    [331, 'by condition', 'any address'],
  ])('%i addresses fit %s, one more does not', (count, detail, next) => {
    expect(policyOf(addresses(count)).detail).toBe(detail);
    expect(policyOf(addresses(count + 1)).detail).toBe(next);
  });

  test('addresses of several Regions stay in these, and what is listed by its tag is released by its tag, however many are listed beside it', () => {
    const others = [ElasticIp.fromAllocationId(ADDRESS_ID, { region: 'eu-west-1' }), ElasticIp.fromPublicIp('198.51.100.7'), ElasticIp.fromTag('environment')];
    const listed = (count: number) => policyOf([...addresses(count), ...others]).listed.filter(({ Sid }) => Sid.startsWith('ReleaseAddresses'));
    const here = arn('elastic-ip/*');
    const both = [here, arn('elastic-ip/*', 'eu-west-1')];
    const byTag = { Sid: 'ReleaseAddressesByTag1', Resource: here, Condition: { Null: { 'aws:ResourceTag/environment': 'false' } } };
    expect(listed(200)).toMatchObject([
      { Sid: 'ReleaseAddresses', Resource: both, Condition: { StringEquals: { 'ec2:AllocationId': expect.arrayContaining([`eipalloc-${id(7)}`, ADDRESS_ID]) as unknown } } },
      { Sid: 'ReleaseAddressesByPublicIp', Resource: here, Condition: { StringEquals: { 'ec2:PublicIpAddress': '198.51.100.7' } } },
      byTag,
    ]);
    const many = listed(400);
    expect(many).toMatchObject([{ Sid: 'ReleaseAddresses', Resource: both }, byTag]);
    expect(many[0]).not.toHaveProperty('Condition');
  });

  test('more pools than fit are any pool, of the account that has them: the own, or the one that shares them; the addresses beside them are any address then', () => {
    const listed = (pool: (stack: Stack, index: number) => ec2.IIPAMPoolRef) =>
      policyOf([ElasticIp.fromAllocationId(ADDRESS_ID)], (stack) => Array.from({ length: 200 }, (_, index) => pool(stack, index)));
    const own = listed((stack, index) => importedPool(stack, `ipam-pool-${id(index)}`));
    expect(own.detail).toBe('any address and pool');
    expect(own.listed).toMatchObject([{ Resource: arn('elastic-ip/*') }, {}, { Sid: 'ReleaseAllocations', Resource: arn('ipam-pool/*', '') }]);
    const shared = listed((stack, index) => ec2.CfnIPAMPool.fromIPAMPoolArn(stack, `Shared${index}`, `arn:aws:ec2::999999999999:ipam-pool/ipam-pool-${id(index)}`));
    expect(shared.listed.at(-1)).toMatchObject({ Sid: 'ReleaseAllocations', Resource: arn('ipam-pool/*', '', '999999999999') });
  });

  test('what would not fit however little it says is as little as there is', () => {
    const tags = Array.from({ length: 100 }, (_, index) => ElasticIp.fromTag(`environment-of-team-${index}`));
    expect(policyOf(tags).detail).toBe('any address and pool');
  });

  test('a policy has the permissions of those that it is for, and is there before anything is listed', () => {
    const stack = newStack();
    const permissions = new Permissions(stack);
    const document = permissions.documentOf((owner) => owner === stack);
    expect(document.isEmpty).toBe(false);
    permissions.allow('Shared', ['ec2:DescribeAddresses'], '*');
    permissions.allowOnPool('Own', ['ec2:GetIpamPoolAllocations'], importedPool(stack), stack);
    permissions.allowRelease(ElasticIp.fromTag('environment'), stack);
    expect((stack.resolve(document) as { Statement: Statement[] }).Statement.map(({ Sid }) => Sid)).toEqual(['Own', 'ReleaseAddressesByTag1']);
  });
});

describe('the role of the function', () => {
  test('can be given: what the list needs is added to it, and stays until the release is over', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const release = new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)], role });
    expect(release.role).toBe(role);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [stack.resolve(role.roleName) as unknown],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'WriteLog' }), Match.objectLike({ Sid: 'ReleaseAddresses' })]) },
    });
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
    template.hasResource('AWS::Lambda::Function', {
      Properties: { Role: stack.resolve(role.roleArn) as unknown },
      DependsOn: Match.arrayWith([policy]),
    });
  });

  test('takes no policies if it says so', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/Release', { mutable: false });
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)], role });
    new AddressRelease(stack, 'OfPool', { emptyPools: [{ pool: ownPool(stack) }], role });
    new AddressRelease(stack, 'OfOtherPool', { emptyPools: [{ pool: ownPool(stack, 'OtherPool') }], role });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test.each([
    ['another one', 'Stack/Second has Stack/Other', true],
    ['none', 'Stack/Second has none', false],
  ])('has to be the same for all releases of a stack: %s is an error that names both', (_, got, given) => {
    const stack = newStack();
    const elasticIps = [ElasticIp.fromAllocationId(ADDRESS_ID)];
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const other = new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new AddressRelease(stack, 'First', { elasticIps, role });
    expect(() => new AddressRelease(stack, 'Second', { elasticIps, role: given ? other : undefined })).toThrow(
      'AddressRelease: role must be the same for every AddressRelease of a stack, since they share one function: ' +
        `Stack/First has Stack/Role, ${got}; give both the same role, or neither one`,
    );
    expect(() => new AddressRelease(stack, 'Third', { elasticIps, role })).not.toThrow();
  });

  const policiesOf = (stack: Stack) =>
    Object.fromEntries(
      Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(([id, { Properties }]) => {
        const { PolicyDocument, Roles } = Properties as { PolicyDocument: { Statement: Statement[] }; Roles: unknown };
        return [id, { statements: PolicyDocument.Statement, Roles }];
      }),
    );

  test('has everything in itself, however many releases list pools of the stack, as long as these do not take from each other', () => {
    const stack = newStack();
    const pools = Array.from({ length: 10 }, (_, index) => ownPool(stack, `Pool${index}`));
    for (const pool of pools) pool.with(new EmptyOnDelete());
    expect(policiesOf(stack)).toEqual({});
    const arns = pools.map((_, index) => ({ 'Fn::GetAtt': [`Pool${index}`, 'Arn'] }));
    expect(statementsOf(stack).find(({ Sid }) => Sid === 'ReleaseAllocations')?.Resource).toEqual(arns);
  });

  test('can not name a pool that takes from another one, and is deleted before that is emptied: that has a policy of its own', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const child = ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref });
    new AddressRelease(stack, 'OfParent', { emptyPools: [{ pool: parent }] });
    new AddressRelease(stack, 'OfChild', { emptyPools: [{ pool: child }], elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    expect(statementsOf(stack).filter((statement) => JSON.stringify(statement).includes('Parent'))).toHaveLength(1);
    expect(statementsOf(stack).map(({ Sid }) => Sid)).toEqual([...BASE, 'DescribePools', 'ListAllocations', 'ListCidrsOfPools', 'DescribeAddresses', 'DescribeResources', 'ReleaseAddresses', 'DisassociateFromInterface']);
    const ofChild = [{ Sid: 'ListAllocations', Effect: 'Allow', Action: 'ec2:GetIpamPoolAllocations', Resource: { 'Fn::GetAtt': ['Child', 'Arn'] } }];
    expect(Object.values(policiesOf(stack)).map(({ statements: ofOne }) => ofOne)).toEqual([ofChild]);
    const [id] = Object.keys(policiesOf(stack));
    const releases = Template.fromStack(stack).findResources('Custom::AddressRelease');
    expect(Object.entries(releases).find(([name]) => name.startsWith('OfChild'))?.[1]).toMatchObject({ DependsOn: [id] });
  });

  test('a policy of its own has a name that IAM takes, however deep in the app it is', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    new AddressRelease(stack, 'OfParent', { emptyPools: [{ pool: parent }] });
    const deep = ['first', 'second', 'third', 'fourth'].reduce((scope: Construct, part) => new Construct(scope, `${part}${'x'.repeat(60)}`), stack);
    new AddressRelease(deep, 'OfChild', { emptyPools: [{ pool: ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref }) }] });
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as { Properties: { PolicyName: string } }[];
    expect(policy?.Properties.PolicyName).toMatch(/^[\w+=,.@-]{1,128}$/);
  });

  test('nor one that takes from a pool of somebody else which is to be empty', () => {
    const stack = newStack();
    const shared = importedPool(stack);
    new AddressRelease(stack, 'OfShared', { emptyPools: [{ pool: shared }] });
    ownPool(stack, 'Child', { sourceIpamPoolId: POOL_ID }).with(new EmptyOnDelete());
    expect(Object.keys(policiesOf(stack))).toEqual([expect.stringMatching(/^EmptyOnDeleteChildPolicy/)]);
  });

  test.each([
    ['that is given, too', (role: iam.Role): iam.IRole => role, 2],
    ['not if it takes no policies', (role: iam.Role) => role.withoutPolicyUpdates(), 0],
  ])('gets a policy beside it %s', (_, given, count) => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const parent = ownPool(stack, 'Parent');
    for (const pool of [parent, ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref })]) pool.with(new EmptyOnDelete({ role: given(role) }));
    const policies = Object.values(policiesOf(stack));
    expect(policies.map(({ Roles }) => Roles)).toEqual(Array(count).fill([stack.resolve(role.roleName)]));
  });
});
