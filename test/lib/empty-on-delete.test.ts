import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AddressRelease, EmptyOnDelete, IpamAllocation, Preflight, ReleaseOn } from '../../lib';
import { dependsOn, newStack, ownPool } from './stacks';

describe('pool.with(new EmptyOnDelete())', () => {
  test('releases every manual allocation of the pool, and holds the pool until nothing is left in it', () => {
    const stack = newStack();
    ownPool(stack).with(new EmptyOnDelete());
    Template.fromStack(stack).hasResourceProperties('Custom::AddressRelease', {
      IpamAllocations: [{ PoolId: { Ref: 'Pool' }, PoolInApp: 'true', AllManual: 'true' }],
      EmptyPools: [{ PoolId: { Ref: 'Pool' }, PoolInApp: 'true', StopMonitoring: Match.absent(), CascadeWhenUnused: Match.absent() }],
      ElasticIps: [],
      DeletePools: Match.absent(),
      Preflight: 'FAIL',
      Timeout: '2700',
    });
  });

  test('is what an AddressRelease can do as well', () => {
    const mixed = newStack();
    ownPool(mixed).with(new EmptyOnDelete());
    const written = newStack();
    const pool = ownPool(written);
    new AddressRelease(written, 'EmptyOnDelete Pool', { ipamAllocations: [IpamAllocation.allManual(pool)], emptyPools: [{ pool }] });
    expect(Template.fromStack(mixed).toJSON()).toEqual(Template.fromStack(written).toJSON());
  });

  test('takes the options of an AddressRelease that make sense for a pool of the stack', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    ownPool(stack).with(
      new EmptyOnDelete({ timeout: Duration.minutes(20), releaseOn: [ReleaseOn.CREATION_ROLLBACK], preflight: Preflight.WARN, stopMonitoring: true, cascadeWhenUnused: true, role }),
    );
    const template = Template.fromStack(stack);
    template.hasResourceProperties('Custom::AddressRelease', {
      Timeout: '1200',
      ReleaseOn: ['CREATION_ROLLBACK'],
      Preflight: 'WARN',
      EmptyPools: [{ StopMonitoring: 'true', CascadeWhenUnused: 'true' }],
    });
    template.resourceCountIs('AWS::IAM::Role', 1);
  });

  test('deletes what takes from the pool before, and the CIDRs of the pool after it, even if these depend on the pool explicitly', () => {
    const stack = newStack();
    const pool = ownPool(stack);
    pool.with(new EmptyOnDelete());
    const cidr = new ec2.CfnIPAMPoolCidr(stack, 'Cidr', { ipamPoolId: pool.ref, cidr: '10.0.0.0/16' });
    cidr.node.addDependency(pool);
    new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    const [release = ''] = Object.keys(Template.fromStack(stack).findResources('Custom::AddressRelease'));
    expect(dependsOn(stack)).toMatchObject({ [release]: ['Cidr'], Cidr: ['Pool'], Vpc: [release] });
  });

  test('works for a pool and the pools below it, wherever they are in the stack', () => {
    const stack = newStack();
    const parent = ownPool(stack, 'Parent');
    const network = new Construct(stack, 'Network');
    const child = new ec2.CfnIPAMPool(network, 'Child', { addressFamily: 'ipv4', ipamScopeId: parent.ipamScopeId, sourceIpamPoolId: parent.ref });
    stack.with(new EmptyOnDelete());
    const releases = Object.keys(Template.fromStack(stack).findResources('Custom::AddressRelease'));
    expect(releases).toEqual([expect.stringMatching(/^EmptyOnDeleteParent/), expect.stringMatching(/^EmptyOnDeleteNetworkChild/)]);
    expect(dependsOn(stack)[stack.resolve(child.logicalId) as string]).toEqual([releases[0]]);
  });

  test('leaves everything but IPAM pools alone', () => {
    const stack = newStack();
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    vpc.with(new EmptyOnDelete());
    new EmptyOnDelete().applyTo(vpc);
    expect(new EmptyOnDelete().supports(vpc)).toBe(false);
    Template.fromStack(stack).resourceCountIs('Custom::AddressRelease', 0);
  });

  test('twice is an error', () => {
    const pool = ownPool(newStack());
    pool.with(new EmptyOnDelete());
    expect(() => pool.with(new EmptyOnDelete())).toThrow("There is already a Construct with name 'EmptyOnDelete Pool' in ");
    expect(Stack.of(pool).node.children).toHaveLength(3);
  });
});
