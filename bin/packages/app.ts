/** The app that each language writes in its own way, to synthesize the same template. */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation } from 'cdk-address-release';

const SCOPE_ID = 'ipam-scope-0123456789abcdef0';

const app = new App();
const stack = new Stack(app, 'Stack');

new AddressRelease(stack, 'Address', { elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a'), ElasticIp.fromTag('environment', { value: 'review' })] });

const imported = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Imported', 'ipam-pool-0ec3f7cf1ae3aba60');
new AddressRelease(stack, 'ImportedPool', { ipamAllocations: [IpamAllocation.fromCidr(imported, '10.0.0.0/23')] });

const pool = new ec2.CfnIPAMPool(stack, 'Pool', { addressFamily: 'ipv4', ipamScopeId: SCOPE_ID });
new AddressRelease(stack, 'OwnPool', { ipamAllocations: [IpamAllocation.allManual(pool)], emptyPools: [{ pool, cascadeWhenUnused: true }] });

const emptied = new ec2.CfnIPAMPool(stack, 'Emptied', { addressFamily: 'ipv4', ipamScopeId: SCOPE_ID });
new EmptyOnDelete().applyTo(emptied);

app.synth();
