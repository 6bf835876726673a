import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, IpamAllocation } from 'cdk-address-release';

const app = new App();
const stack = new Stack(app, 'SharedPool');

// Shared with this account by AWS RAM. Its owner and other accounts have allocations in it.
const pool = ec2.CfnIPAMPool.fromIPAMPoolArn(stack, 'Pool', app.node.getContext('poolArn') as string);

new ec2.Vpc(stack, 'Vpc', {
  ipAddresses: ec2.IpAddresses.awsIpamAllocation({
    ipv4IpamPoolId: pool.ipamPoolRef.ipamPoolId,
    ipv4NetmaskLength: 20,
    defaultSubnetIpv4NetmaskLength: 24,
  }),
  natGateways: 0,
});

// A tag means allocations of this account alone, whatever others have tagged in the pool.
new AddressRelease(stack, 'AddressRelease', {
  ipamAllocations: [IpamAllocation.fromTag(pool, 'environment', { value: stack.stackName })],
});

app.synth();
