import { App, CfnOutput, CfnParameter, CfnResource, CfnStack, Fn, NestedStack, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cdk from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import { ADDRESS_ID, POOL_ID, SCOPE_ID, allocationOf, dependsOn, importedPool, newStack, ownPool, synthesisError } from './stacks';

const RELEASE = 'Release6218179A';

function inFrankfurt(stack: Stack): string {
  return new cdk.CfnCondition(stack, 'InFrankfurt', { expression: Fn.conditionEquals(cdk.Aws.REGION, 'eu-central-1') }).logicalId;
}

function emptying(stack: Construct, pool: ec2.IIPAMPoolRef, id = 'Release'): AddressRelease {
  return new AddressRelease(stack, id, { emptyPools: [{ pool }] });
}

describe('the pool and its CIDRs are deleted after the release', () => {
  test('whether the CIDRs are declared before or after it', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    new ec2.CfnIPAMPoolCidr(stack, 'Before', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });
    new AddressRelease(stack, 'Release', { ipamAllocations: [allocationOf(pool)] });
    new ec2.CfnIPAMPoolCidr(stack, 'After', { ipamPoolId: pool.ref, cidr: '10.1.0.0/16' });
    const other = ownPool(stack, 'OtherPool');
    new ec2.CfnIPAMPoolCidr(stack, 'Unrelated', { ipamPoolId: other.attrIpamPoolId, cidr: '10.2.0.0/16' });
    expect(dependsOn(stack)).toMatchObject({ [RELEASE]: ['After', 'Before'], Before: [], After: [], Unrelated: [] });
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', { IpamAllocations: [{ PoolId: { Ref: 'Pool' }, PoolInApp: 'true' }] });
  });

  test('also when this stack provisions a CIDR to a pool that exists already', () => {
    const stack = newStack();
    new ec2.CfnIPAMPoolCidr(stack, 'Cidr', { ipamPoolId: POOL_ID, cidr: '10.0.0.0/16' });
    emptying(stack, importedPool(stack));
    expect(dependsOn(stack)[RELEASE]).toEqual(['Cidr']);
  });

  test('a CIDR that depends on the release is an error that names both', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    const cidr = new ec2.CfnIPAMPoolCidr(stack, 'Cidr', { ipamPoolId: pool.ref, cidr: '10.0.0.0/16' });
    cidr.node.addDependency(emptying(stack, pool));
    expect(synthesisError(stack)).toBe(
      "AddressRelease: Stack/Release can't run before the deletion of Stack/Cidr, a CIDR of Stack/Pool, which depends on it " +
        '(Stack/Cidr -> Stack/Release/Resource/Default); remove that dependency',
    );
  });
});

describe('what takes from a listed pool is deleted before the release', () => {
  test('VPCs, VPC CIDR blocks, subnets, Elastic IPs, child pools and allocations, without being told', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    emptying(stack, pool);
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    new ec2.CfnVPCCidrBlock(stack, 'VpcCidr', { vpcId: 'vpc-0123456789abcdef0', ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 24 });
    new ec2.CfnSubnet(stack, 'Subnet', { vpcId: 'vpc-0123456789abcdef0', ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 26 });
    new ec2.CfnSubnet(stack, 'SubnetOfVpc', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/26' });
    new ec2.CfnEIP(stack, 'Eip', { ipamPoolId: pool.ref });
    ownPool(stack, 'Child', { sourceIpamPoolId: pool.ref });
    new ec2.CfnIPAMAllocation(stack, 'Allocation', { ipamPoolId: pool.ref, netmaskLength: 28 });
    new ec2.CfnVPC(stack, 'Unrelated', { cidrBlock: '10.0.0.0/16' });
    expect(dependsOn(stack)).toMatchObject({
      Vpc: [RELEASE],
      VpcCidr: [RELEASE],
      Subnet: [RELEASE],
      SubnetOfVpc: [], // goes before its VPC anyway
      Eip: [RELEASE],
      Child: [RELEASE],
      Allocation: [RELEASE],
      Unrelated: [],
      Pool: [],
      [RELEASE]: [],
    });
  });

  test('an L2 VPC, in whatever scope, also when it is declared after the release', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    new AddressRelease(new Construct(stack, 'Before'), 'Release', { ipamAllocations: [IpamAllocation.allManual(pool)] });
    new ec2.Vpc(new Construct(new Construct(stack, 'Deep'), 'Deeper'), 'Vpc', {
      ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 20, defaultSubnetIpv4NetmaskLength: 24 }),
    });
    const [vpc = ''] = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::VPC'));
    const [release = ''] = Object.keys(Template.fromStack(stack).findResources('Custom::AddressRelease'));
    expect(dependsOn(stack)[vpc]).toEqual([release]);
  });

  test.each<[string, (pool: ec2.CfnIPAMPool) => unknown]>([
    ['Fn::GetAtt', (pool) => pool.attrArn],
    ['Fn::Sub', () => Fn.sub('arn:${AWS::Partition}:ec2::${AWS::AccountId}:ipam-pool/${Pool}')],
    ['Fn::Sub of an attribute', () => Fn.sub('${Pool.IpamPoolId}')],
    ['a variable of Fn::Sub', (pool) => Fn.sub('${Id}', { Id: pool.ref })],
    ['Fn::Join', (pool) => `pool ${pool.ref}`],
    ['Fn::If', (pool) => Fn.conditionIf(inFrankfurt(pool.stack), pool.ref, cdk.Aws.NO_VALUE)],
    ['text', () => ({ Ref: 'Pool' })],
    ['the text of a Fn::GetAtt', () => ({ 'Fn::GetAtt': 'Pool.IpamPoolId' })],
  ])('whatever refers to it, anywhere in its properties: %s', (_, valueOf) => {
    const stack = newStack();
    const pool = ownPool(stack);
    emptying(stack, pool);
    new CfnResource(stack, 'User', { type: 'Custom::Something', properties: { Deep: [{ Down: valueOf(pool) }] } });
    const similar = ownPool(stack, 'Pool2');
    new CfnResource(stack, 'Other', { type: 'Custom::Something', properties: { Value: Fn.sub('${!Pool} ${Pool2}'), Ref: similar.ref } });
    expect(dependsOn(stack)).toMatchObject({ User: [RELEASE], Other: [] });
  });

  test('a resource of an included template', () => {
    const stack = newStack();
    const folder = mkdtempSync(join(tmpdir(), 'include-'));
    const templateFile = join(folder, 'template.json');
    const Vpc = { Type: 'AWS::EC2::VPC', Properties: { Ipv4IpamPoolId: { Ref: 'IncludedPool' }, Ipv4NetmaskLength: 24 } };
    const Vpc2 = { Type: 'AWS::EC2::VPC', Properties: { Ipv4IpamPoolId: { 'Fn::Sub': '${IncludedPool.IpamPoolId}' }, Ipv4NetmaskLength: 24 } };
    const IncludedPool = { Type: 'AWS::EC2::IPAMPool', Properties: { AddressFamily: 'ipv4', IpamScopeId: SCOPE_ID } };
    writeFileSync(templateFile, JSON.stringify({ Resources: { IncludedPool, Vpc, Vpc2 } }));
    const included = new CfnInclude(stack, 'Included', { templateFile });
    rmSync(folder, { recursive: true });
    emptying(stack, included.getResource('IncludedPool') as ec2.CfnIPAMPool);
    expect(dependsOn(stack)).toMatchObject({ Vpc: [RELEASE], Vpc2: [RELEASE], IncludedPool: [] });
  });

  test('what an aspect adds last', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    emptying(stack, pool);
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4NetmaskLength: 24 });
    const visit = (node: Construct) => {
      if (node === vpc) vpc.addPropertyOverride('Ipv4IpamPoolId', pool.ref);
    };
    cdk.Aspects.of(stack).add({ visit: (node) => visit(node) }, { priority: 10_000 });
    expect(dependsOn(stack).Vpc).toEqual([RELEASE]);
  });

  test('what takes from a pool that exists already, or whose id is a parameter', () => {
    const stack = newStack();
    const parameter = new CfnParameter(stack, 'PoolId');
    new AddressRelease(stack, 'Release', { emptyPools: [{ pool: importedPool(stack) }, { pool: importedPool(stack, parameter.valueAsString) }] });
    new ec2.CfnVPC(stack, 'ById', { ipv4IpamPoolId: POOL_ID, ipv4NetmaskLength: 24 });
    new ec2.CfnVPC(stack, 'ByParameter', { ipv4IpamPoolId: parameter.valueAsString, ipv4NetmaskLength: 24 });
    new ec2.CfnVPC(stack, 'Other', { ipv4IpamPoolId: `${POOL_ID}0`, ipv4NetmaskLength: 24 });
    expect(dependsOn(stack)).toMatchObject({ ById: [RELEASE], ByParameter: [RELEASE], Other: [] });
  });

  test('outputs and other releases of the same pool do not matter', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    emptying(stack, pool);
    emptying(stack, pool, 'Other');
    new CfnOutput(stack, 'PoolId', { value: pool.ref });
    const releases = Object.keys(Template.fromStack(stack).findResources('Custom::AddressRelease'));
    expect(releases).toHaveLength(2);
    expect(Object.values(dependsOn(stack)).flat().filter((id) => releases.includes(id))).toEqual([]);
  });

  test('what the release itself needs is left alone: its function, its role, its log group, and what these need', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ec2:DescribeIpamPools'], resources: [pool.attrArn] }));
    new AddressRelease(stack, 'Release', { emptyPools: [{ pool }], role });
    new ssm.StringParameter(stack, 'Parameter', { stringValue: pool.ref });
    const dependents = Object.entries(dependsOn(stack)).filter(([, ids]) => ids.includes(RELEASE));
    expect(dependents.map(([id]) => id)).toEqual([expect.stringMatching(/^Parameter/)]);
  });
});

describe('what uses a listed address is deleted before the release', () => {
  const users = (stack: Stack, allocationId: string) => {
    new ec2.CfnNatGateway(stack, 'Nat', { subnetId: 'subnet-0123456789abcdef0', allocationId });
    new ec2.CfnEIPAssociation(stack, 'Association', { allocationId, instanceId: 'i-0123456789abcdef0' });
    new elb.CfnLoadBalancer(stack, 'LoadBalancer', { type: 'network', subnetMappings: [{ subnetId: 'subnet-0123456789abcdef0', allocationId }] });
    new ec2.CfnNatGateway(stack, 'OtherNat', { subnetId: 'subnet-0123456789abcdef0', allocationId: 'eipalloc-64d5890b' });
  };

  test('NAT gateways, associations and load balancers that name its allocation id', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    users(stack, ADDRESS_ID);
    expect(dependsOn(stack)).toMatchObject({ Nat: [RELEASE], Association: [RELEASE], LoadBalancer: [RELEASE], OtherNat: [] });
  });

  test('those that refer to an address of this stack; the address itself is deleted after the release', () => {
    const stack = newStack();
    const eip = new ec2.CfnEIP(stack, 'Eip');
    users(stack, eip.attrAllocationId);
    new ec2.CfnEIPAssociation(stack, 'ByAddress', { eip: eip.ref, instanceId: 'i-0123456789abcdef0' });
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromEip(eip)] });
    expect(dependsOn(stack)).toMatchObject({ Nat: [RELEASE], Association: [RELEASE], LoadBalancer: [RELEASE], ByAddress: [RELEASE], OtherNat: [], Eip: [] });
  });

  test('those that name its public IP', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromPublicIp('198.51.100.7')] });
    new ec2.CfnEIPAssociation(stack, 'Association', { eip: '198.51.100.7', instanceId: 'i-0123456789abcdef0' });
    new ec2.CfnEIPAssociation(stack, 'Other', { eip: '198.51.100.70', instanceId: 'i-0123456789abcdef0' });
    new ec2.CfnSecurityGroup(stack, 'Rule', { groupDescription: 'not a use', securityGroupIngress: [{ ipProtocol: '-1', cidrIp: '198.51.100.7/32' }] });
    expect(dependsOn(stack)).toMatchObject({ Association: [RELEASE], Other: [], Rule: [] });
  });

  test('an address of this stack from a pool of this stack can be released and the pool emptied', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    const eip = new ec2.CfnEIP(stack, 'Eip', { ipamPoolId: pool.ref });
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromEip(eip)], emptyPools: [{ pool }] });
    expect(dependsOn(stack)).toMatchObject({ Eip: [], Pool: [] });
  });
});

describe('nested stacks', () => {
  test('one whose resources take from a pool of the parent is deleted before the release', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    emptying(stack, pool);
    const nested = new NestedStack(stack, 'Nested');
    new ec2.CfnVPC(nested, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    const id = stack.resolve(nested.nestedStackResource?.logicalId) as string;
    expect(dependsOn(stack)[id]).toEqual([RELEASE]);
  });

  test('one that is given the pool as a parameter is, too', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    emptying(stack, pool);
    new CfnStack(stack, 'ByUrl', { templateUrl: 'https://example.com/template.json', parameters: { PoolId: pool.ref } });
    expect(dependsOn(stack).ByUrl).toEqual([RELEASE]);
  });

  test('a release in a nested stack runs before the pool of the parent goes, and after what takes from it there', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    new ec2.CfnIPAMPoolCidr(stack, 'Cidr', { ipamPoolId: pool.ref, cidr: '10.0.0.0/16' });
    new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    const nested = new NestedStack(stack, 'Nested');
    emptying(nested, pool);
    const id = stack.resolve(nested.nestedStackResource?.logicalId) as string;
    expect(dependsOn(stack)).toMatchObject({ [id]: ['Cidr'], Vpc: [id] });
  });

  test('pool, release and VPC in one nested stack', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    const pool = ownPool(nested);
    new ec2.CfnVPC(nested, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    emptying(nested, pool);
    expect(Template.fromStack(nested).findResources('AWS::EC2::VPC')).toMatchObject({ Vpc: { DependsOn: [expect.stringMatching(/^Release/)] } });
  });

  test('a pool of a nested stack, which is deleted after the release, is not waited for while it keeps VPCs there', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    const pool = ownPool(nested);
    new ec2.CfnVPC(nested, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    emptying(stack, pool);
    expect(synthesisError(stack)).toContain(
      "AddressRelease: Stack/Release can't hold Stack/Nested/Pool until it is empty: Stack/Nested/Vpc takes from it, and is deleted after the release, which needs it",
    );
  });

  test('releases in the parent and in a nested stack do not wait for each other in a circle', () => {
    const stack = newStack();
    const pool = importedPool(stack);
    emptying(stack, pool);
    const nested = new NestedStack(stack, 'Nested');
    emptying(nested, pool);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('releaseAfter', () => {
  test('has constructs deleted first that nothing in the template connects with what is listed', () => {
    const stack = newStack();
    const scope = new Construct(stack, 'Scope');
    new ec2.CfnNatGateway(scope, 'Nat', { subnetId: 'subnet-0123456789abcdef0' });
    const release = new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromTag('cluster')] });
    const group = new autoscaling.CfnAutoScalingGroup(stack, 'Group', { minSize: '1', maxSize: '1', instanceId: 'i-0123456789abcdef0' });
    release.releaseAfter(scope, group);
    new ec2.CfnNatGateway(scope, 'Later', { subnetId: 'subnet-0123456789abcdef0' });
    const found = dependsOn(stack);
    expect(Object.entries(found).filter(([, ids]) => ids.includes(RELEASE)).map(([id]) => id)).toEqual([
      expect.stringMatching(/^ScopeNat/),
      expect.stringMatching(/^ScopeLater/),
      'Group',
    ]);
  });

  test('has another stack of the app deleted first', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const other = new Stack(app, 'Other');
    const release = new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromTag('cluster')] });
    release.releaseAfter(new ec2.CfnNatGateway(other, 'Nat', { subnetId: 'subnet-0123456789abcdef0' }));
    app.synth();
    expect(other.dependencies).toEqual([stack]);
  });

  test('what the release depends on is an error that names both, and how', () => {
    const stack = newStack();
    const pool = ownPool(stack, 'Pool', { sourceIpamPoolId: ownPool(stack, 'Parent').ref });
    emptying(stack, pool).releaseAfter(stack.node.findChild('Parent'));
    expect(synthesisError(stack)).toBe(
      "AddressRelease: Stack/Release can't run after the deletion of Stack/Parent, which releaseAfter names: it depends on it " +
        '(Stack/Release/Resource/Default -> Stack/Pool -> Stack/Parent); leave it out of releaseAfter',
    );
  });

  test('the release itself is an error, also as part of its stack', () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromTag('cluster')] }).releaseAfter(stack);
    expect(synthesisError(stack)).toMatch(/^AddressRelease: Stack\/Release can't run after the deletion of Stack\//);
  });
});

describe('what would have to be deleted both before and after the release is an error that names both', () => {
  test('a VPC that takes from the pool, and that the release was told to depend on', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    const subnet = new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref });
    emptying(stack, pool).node.addDependency(subnet);
    expect(synthesisError(stack)).toBe(
      "AddressRelease: Stack/Release can't run after the deletion of Stack/Vpc, which takes from Stack/Pool: it depends on it " +
        '(Stack/Release/Resource/Default -> Stack/Subnet -> Stack/Vpc); remove that dependency',
    );
  });

  test('a NAT gateway that uses the address, and that the release was told to depend on', () => {
    const stack = newStack();
    const nat = new ec2.CfnNatGateway(stack, 'Nat', { subnetId: 'subnet-0123456789abcdef0', allocationId: ADDRESS_ID });
    new AddressRelease(stack, 'Release', { elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] }).customResource.node.addDependency(nat);
    expect(synthesisError(stack)).toBe(
      `AddressRelease: Stack/Release can't run after the deletion of Stack/Nat, which uses ${ADDRESS_ID}: it depends on it ` +
        '(Stack/Release/Resource/Default -> Stack/Nat); remove that dependency',
    );
  });

  test('a child pool that is emptied together with the pool it takes from', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const child = ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref });
    new AddressRelease(stack, 'Release', { emptyPools: [{ pool: parent }, { pool: child }], elasticIps: [ElasticIp.fromAllocationId(ADDRESS_ID)] });
    expect(synthesisError(stack)).toBe(
      "AddressRelease: Stack/Release can't hold Stack/Parent until it is empty: Stack/Child takes from it, and is deleted after the release, " +
        'which needs it (Stack/Child); give each of the two pools an AddressRelease of its own',
    );
  });

  test('with a release for each of the two the child pool goes first', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const child = ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref });
    emptying(stack, child, 'OfChild');
    emptying(stack, parent);
    new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: child.ref, ipv4NetmaskLength: 24 });
    expect(dependsOn(stack)).toMatchObject({ Child: [RELEASE], Vpc: [expect.stringMatching(/^OfChild/)] });
  });

  test('manual allocations of a pool and of its child pool can be listed together', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const child = ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref });
    new AddressRelease(stack, 'Release', { ipamAllocations: [IpamAllocation.allManual(parent), IpamAllocation.allManual(child)] });
    expect(dependsOn(stack)).toMatchObject({ Child: [] });
  });
});

describe('of several releases, what only releases is deleted before what empties or deletes pools', () => {
  const releasing = (stack: Construct, id = 'Releasing') => new AddressRelease(stack, id, { elasticIps: [ElasticIp.fromTag('environment')] });
  /** Which of the releases depend on which, by the beginning of their ids. */
  const orderOf = (stack: Stack, ...names: string[]): Record<string, string[]> => {
    const nameOf = (id: string) => names.find((name) => id.startsWith(name) && !id.includes('Policy'));
    const dependencies = Object.entries(dependsOn(stack)).map(([id, ids]) => ({ name: nameOf(id), on: ids.flatMap((each) => nameOf(each) ?? []).sort() }));
    return Object.fromEntries(dependencies.flatMap(({ name, on }) => (name !== undefined && on.length > 0 ? [[name, on]] : [])));
  };

  test('whichever is declared first, and however many they are', () => {
    const stack = newStack();
    releasing(stack, 'First');
    emptying(stack, ownPool(stack), 'Emptying');
    new AddressRelease(stack, 'Deleting', { deletePools: [{ pool: importedPool(stack) }] });
    new AddressRelease(stack, 'Last', { ipamAllocations: [allocationOf(importedPool(stack, 'ipam-pool-0ec3f7cf1ae3aba61'))] });
    const emptied = ['Deleting', 'Emptying'];
    expect(orderOf(stack, 'First', 'Emptying', 'Deleting', 'Last')).toEqual({ First: emptied, Last: emptied });
  });

  test('in nested stacks, too', () => {
    const stack = newStack();
    releasing(new NestedStack(stack, 'Network'));
    emptying(stack, ownPool(stack), 'Emptying');
    expect(orderOf(stack, 'Network', 'Emptying')).toEqual({ Network: ['Emptying'] });
  });

  test('two that both empty pools wait for each other in no order', () => {
    const stack = newStack();
    emptying(stack, ownPool(stack, 'One'), 'EmptyingOne');
    emptying(stack, ownPool(stack, 'Two'), 'EmptyingTwo');
    expect(orderOf(stack, 'EmptyingOne', 'EmptyingTwo')).toEqual({});
  });

  test.each<[string, (releasing: AddressRelease, emptying: AddressRelease) => void]>([
    ['releaseAfter', (first, second) => first.releaseAfter(second)],
    ['a dependency', (first, second) => second.node.addDependency(first)],
    [
      'a dependency on something in between',
      (first, second) => {
        const between = new ec2.CfnInternetGateway(Stack.of(first), 'Between');
        between.node.addDependency(first);
        second.node.addDependency(between);
      },
    ],
  ])('but for the order that %s asks for', (_, arrange) => {
    const stack = newStack();
    const first = releasing(stack);
    const second = emptying(stack, ownPool(stack), 'Emptying');
    arrange(first, second);
    expect(synthesisError(stack)).toBe('the synthesis did not fail');
    expect(orderOf(stack, 'Releasing', 'Emptying').Releasing).toBeUndefined();
  });

  test('but for a child pool, which is emptied and deleted before the pool it takes from is released from', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const child = ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref });
    new AddressRelease(stack, 'Releasing', { ipamAllocations: [IpamAllocation.allManual(parent)] });
    emptying(stack, child, 'Emptying');
    expect(dependsOn(stack)).toMatchObject({ Child: [expect.stringMatching(/^Releasing/)] });
    expect(orderOf(stack, 'Releasing', 'Emptying')).toEqual({});
  });

  test('no three of them make a circle with the order of somebody else', () => {
    const stack = newStack();
    const one = releasing(stack, 'One');
    releasing(stack, 'Two');
    const three = emptying(stack, ownPool(stack, 'A'), 'Three');
    three.node.addDependency(one);
    emptying(stack, ownPool(stack, 'B'), 'Four').node.addDependency(three);
    expect(synthesisError(stack)).toBe('the synthesis did not fail');
    expect(orderOf(stack, 'One', 'Two', 'Three', 'Four')).toEqual({ Two: ['Four', 'Three'], Three: ['One'], Four: ['Three'] });
  });

  test('somebody who looks at the dependencies before they are complete does not fix the order', () => {
    const stack = newStack();
    const first = releasing(stack);
    const second = emptying(stack, ownPool(stack), 'Emptying');
    expect(stack.node.findAll().flatMap(({ node }) => node.dependencies)).not.toContain(undefined);
    first.releaseAfter(second);
    expect(synthesisError(stack)).toBe('the synthesis did not fail');
    expect(orderOf(stack, 'Releasing', 'Emptying')).toEqual({ Emptying: ['Releasing'] });
  });

  test('nor does who looks at them before the last AddressRelease is there', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const child = ownPool(stack, 'Child', { sourceIpamPoolId: parent.ref });
    emptying(stack, parent);
    expect(stack.node.findAll().flatMap(({ node }) => node.dependencies)).not.toContain(undefined);
    emptying(stack, child, 'OfChild');
    expect(synthesisError(stack)).toBe('the synthesis did not fail');
    expect(dependsOn(stack)).toMatchObject({ Child: [RELEASE] });
  });
});
