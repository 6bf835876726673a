import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation } from 'cdk-address-release';

const app = new App();
const stack = new Stack(app, 'TakenOutside');
const given = (key: string) => app.node.getContext(key) as string;

// The network team's pool. Others have allocations in it, too: only what is listed goes with this stack.
const pool = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', given('poolId'));

new AddressRelease(stack, 'AddressRelease', {
  ipamAllocations: [
    IpamAllocation.fromAttributes({ pool, cidr: given('cidr'), allocationId: given('allocationId') }),
    IpamAllocation.fromCidr(pool, given('anotherCidr')),
  ],
  elasticIps: [ElasticIp.fromAllocationId(given('elasticIp'))],
});

app.synth();
