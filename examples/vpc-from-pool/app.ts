import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmptyOnDelete } from 'cdk-address-release';

const app = new App();
const stack = new Stack(app, 'VpcFromPool');

const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: stack.region }] });
const pool = new ec2.CfnIPAMPool(stack, 'Pool', {
  ipamScopeId: ipam.attrPrivateDefaultScopeId,
  addressFamily: 'ipv4',
  locale: stack.region,
});
const poolCidr = new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });

const vpc = new ec2.Vpc(stack, 'Vpc', {
  ipAddresses: ec2.IpAddresses.awsIpamAllocation({
    ipv4IpamPoolId: pool.attrIpamPoolId,
    ipv4NetmaskLength: 20,
    defaultSubnetIpv4NetmaskLength: 24,
  }),
  natGateways: 0,
});
vpc.node.addDependency(poolCidr); // a pool without a CIDR has nothing to give

// Releases what anybody took by hand, and does not wait half an hour for IPAM to notice that the VPC is gone.
pool.with(new EmptyOnDelete({ cascadeWhenUnused: true }));

app.synth();
