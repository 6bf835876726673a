/** The stacks that every version of aws-cdk-lib has to synthesize to the same templates. Runs in a folder with the packed library. */
import { App, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation, Preflight, ReleaseOn } from 'cdk-address-release';

const SCOPE_ID = 'ipam-scope-0123456789abcdef0';
const POOL_ID = 'ipam-pool-0ec3f7cf1ae3aba60';

const app = new App();
const stack = (id: string) => new Stack(app, id, { env: { account: '111122223333', region: 'eu-central-1' } });
const poolIn = (scope: Stack, id = 'Pool', props: Partial<ec2.CfnIPAMPoolProps> = {}) =>
  new ec2.CfnIPAMPool(scope, id, { addressFamily: 'ipv4', ipamScopeId: SCOPE_ID, ...props });

new AddressRelease(stack('Address'), 'Release', { elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')] });

const imported = stack('ImportedPool');
const importedPool = ec2.CfnIPAMPool.fromIpamPoolId(imported, 'Pool', POOL_ID);
new AddressRelease(imported, 'Release', {
  ipamAllocations: [
    IpamAllocation.fromAttributes({ pool: importedPool, cidr: '10.0.0.0/23', allocationId: 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89' }),
    IpamAllocation.fromTag(importedPool, 'environment', { value: 'review' }),
  ],
  deletePools: [{ pool: importedPool, region: 'eu-west-1', assumeRole: iam.Role.fromRoleArn(imported, 'Network', 'arn:aws:iam::444455556666:role/network') }],
});

const own = stack('OwnPool');
const ownPool = poolIn(own);
new ec2.CfnIPAMPoolCidr(own, 'Cidr', { ipamPoolId: ownPool.attrIpamPoolId, cidr: '10.0.0.0/16' });
new ec2.CfnVPC(own, 'Vpc', { ipv4IpamPoolId: ownPool.attrIpamPoolId, ipv4NetmaskLength: 24 });
const eip = new ec2.CfnEIP(own, 'Eip');
const release = new AddressRelease(own, 'Release', {
  ipamAllocations: [IpamAllocation.allManual(ownPool)],
  elasticIps: [ElasticIp.fromEip(eip), ElasticIp.fromTag('environment'), ElasticIp.fromPublicIp('198.51.100.7', { resetReverseDns: true })],
  emptyPools: [{ pool: ownPool, stopMonitoring: true, cascadeWhenUnused: true }],
  releaseOn: [ReleaseOn.CREATION_ROLLBACK],
  preflight: Preflight.WARN,
});
release.releaseAfter(new ec2.CfnInternetGateway(own, 'Gateway'));
release.metricReleased().createAlarm(own, 'Alarm', { threshold: 1, evaluationPeriods: 1 });

const mixin = stack('Mixin');
const parent = poolIn(mixin, 'Parent');
poolIn(mixin, 'Child', { sourceIpamPoolId: parent.attrIpamPoolId });
mixin.with(new EmptyOnDelete());

const vpc = stack('Vpc');
const vpcPool = poolIn(vpc);
new ec2.Vpc(vpc, 'Vpc', {
  ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: vpcPool.ref, ipv4NetmaskLength: 18, defaultSubnetIpv4NetmaskLength: 24 }),
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  restrictDefaultSecurityGroup: false,
});
vpcPool.with(new EmptyOnDelete());

const several = stack('Several');
const role = new iam.Role(several, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
new AddressRelease(several, 'Releasing', { elasticIps: [ElasticIp.fromTag('leftover')], role }).applyRemovalPolicy(RemovalPolicy.RETAIN);
new AddressRelease(several, 'Emptying', { emptyPools: [{ pool: poolIn(several) }], role });

const nesting = stack('Nesting');
const nestingPool = poolIn(nesting);
const nested = new NestedStack(nesting, 'Nested');
new AddressRelease(nested, 'Release', { ipamAllocations: [IpamAllocation.allManual(nestingPool)] });

app.synth();
