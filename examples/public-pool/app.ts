import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmptyOnDelete } from 'cdk-address-release';

const app = new App();
const stack = new Stack(app, 'PublicPool');

const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: stack.region }] });
const pool = new ec2.CfnIPAMPool(stack, 'Pool', {
  ipamScopeId: ipam.attrPublicDefaultScopeId,
  addressFamily: 'ipv4',
  locale: stack.region,
  publicIpSource: 'amazon',
  awsService: 'ec2',
});
const poolCidr = new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, netmaskLength: 29 });
const address = new ec2.CfnEIP(stack, 'Address', { ipamPoolId: pool.attrIpamPoolId });
address.addDependency(poolCidr);

new ec2.Vpc(stack, 'Vpc', {
  ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/24'),
  maxAzs: 1,
  natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
});

// The NAT gateway goes first, then the address. IPAM sees that within ten minutes; the pool is held until then.
pool.with(new EmptyOnDelete());

app.synth();
