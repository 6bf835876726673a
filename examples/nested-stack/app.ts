import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, EmptyOnDelete } from 'cdk-address-release';

const app = new App();
const stack = new Stack(app, 'NestedStacks');

const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: stack.region }] });
const pool = new ec2.CfnIPAMPool(stack, 'Pool', {
  ipamScopeId: ipam.attrPrivateDefaultScopeId,
  addressFamily: 'ipv4',
  locale: stack.region,
});
const poolCidr = new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });

const workload = new NestedStack(stack, 'Workload');
workload.node.addDependency(poolCidr);
new ec2.CfnVPC(workload, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 20 });

// In a nested stack it releases when that is deleted with its parent.
new AddressRelease(workload, 'AddressRelease', { elasticIps: [ElasticIp.fromTag('environment', { value: stack.stackName })] });

// The nested stack takes from the pool, so it is deleted before the pool is emptied.
pool.with(new EmptyOnDelete({ cascadeWhenUnused: true }));

app.synth();
