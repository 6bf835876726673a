#!/usr/bin/env node
/**
 * The example app: an IPAM with a private pool, and the addresses that a network team took from it outside the stack.
 *
 *   npx cdk deploy
 *   npx cdk deploy -c ipamAllocations=10.0.0.0/23=ipam-pool-alloc-...,10.0.2.0/24=ipam-pool-alloc-... -c elasticIps=eipalloc-...
 *   npx cdk destroy
 */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation } from '../lib';

/** An IPAM with a private pool, whose id is an output of the stack. */
export function privatePool(stack: Stack): ec2.CfnIPAMPool {
  const ipam = new ec2.CfnIPAM(stack, 'Ipam', {
    tier: 'advanced',
    operatingRegions: [{ regionName: stack.region }],
  });
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', {
    addressFamily: 'ipv4',
    ipamScopeId: ipam.attrPrivateDefaultScopeId,
    locale: stack.region,
  });
  new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/16' });
  new CfnOutput(stack, 'PoolId', { value: pool.attrIpamPoolId });
  return pool;
}

function main(app: App): void {
  /** A context value, as a list: `-c key=one,two`. */
  const contextOf = (key: string): string[] => {
    const value: unknown = app.node.tryGetContext(key);
    return typeof value === 'string' ? value.split(',').filter((entry) => entry !== '') : [];
  };
  const stack = new Stack(app, contextOf('stackName')[0] ?? 'AddressReleaseExample', {
    description: 'An IPAM pool that one cdk destroy removes, whatever was allocated from it',
  });
  const pool = privatePool(stack);
  const ipamAllocations = contextOf('ipamAllocations').map((entry) => {
    const [cidr = '', allocationId = ''] = entry.split('=');
    return IpamAllocation.fromAttributes({ pool, cidr, allocationId });
  });
  const elasticIps = contextOf('elasticIps').map((allocationId) => ElasticIp.fromAllocationId(allocationId));
  if (ipamAllocations.length + elasticIps.length > 0) {
    new AddressRelease(stack, 'AddressRelease', { ipamAllocations, elasticIps });
  }
}

if (require.main === module) main(new App());
