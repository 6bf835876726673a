import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation } from 'cdk-address-release';

const HOME = 'us-east-1';
const ELSEWHERE = ['eu-central-1', 'eu-west-1'];

const app = new App();
const stack = new Stack(app, 'OtherRegions', { env: { region: HOME } });

const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [HOME, ...ELSEWHERE].map((regionName) => ({ regionName })) });
const pools = ELSEWHERE.map((locale, index) => {
  const pool = new ec2.CfnIPAMPool(stack, `Pool-${locale}`, { ipamScopeId: ipam.attrPrivateDefaultScopeId, addressFamily: 'ipv4', locale });
  new ec2.CfnIPAMPoolCidr(stack, `PoolCidr-${locale}`, { ipamPoolId: pool.attrIpamPoolId, cidr: `10.${index}.0.0/16` });
  return pool;
});

new AddressRelease(stack, 'AddressRelease', {
  // A pool is in the stack's Region; what was taken from it is in its locale. The function finds that out.
  ipamAllocations: pools.map((pool) => IpamAllocation.allManual(pool)),
  emptyPools: pools.map((pool) => ({ pool })),
  // An address is looked for where you say.
  elasticIps: ELSEWHERE.map((region) => ElasticIp.fromTag('environment', { value: stack.stackName, region })),
});

app.synth();
