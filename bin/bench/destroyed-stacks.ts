import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, IpamAllocation } from '../../lib';
import { synthesize } from '../../test/acceptance/synthesized';
import { REGION } from '../../test/simulation/lambda';
import { takeAddress, takeFromPool } from '../network-team';
import { Environment } from '../teardown-example';
import { STACK, VirtualStack, type Destruction } from './virtual-stack';
import { WEATHER } from './weather';

/** Whether pools are held until IPAM has noticed that nothing uses them, or deleted in cascade once nothing does. */
export type Way = 'waiting' | 'cascading';

/** Destroys the teardown example as a network team left it, once for each seed. */
export async function destroyExample(way: Way, seeds: readonly number[]): Promise<Destruction[]> {
  const synthesized = synthesize(STACK, REGION, (stack) => {
    new Environment(stack, 'Environment', { cascadeWhenUnused: way === 'cascading' });
  });
  const destroy = async (stack: VirtualStack) => {
    await takeFromPool(stack.ec2, stack.output('PoolId'), STACK);
    await takeAddress(stack.ec2, 'another');
    return stack.destroy(WEATHER);
  };
  return oneAfterTheOther(seeds, (seed) => VirtualStack.live(synthesized, seed, destroy));
}

/** Destroys a stack with a private pool, of which somebody took as many CIDRs. */
export async function destroyPool(way: Way, allocations: number, seeds: readonly number[]): Promise<Destruction[]> {
  const synthesized = synthesize(STACK, REGION, (stack) => {
    addPool(stack, way);
  });
  const destroy = async (stack: VirtualStack) => {
    const { IpamPools } = await stack.call('DescribeIpamPools', {});
    const IpamPoolId = IpamPools?.[0]?.IpamPoolId;
    for (let taken = 0; taken < allocations; taken += 1) await stack.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 28 });
    return stack.destroy(WEATHER);
  };
  return oneAfterTheOther(seeds, (seed) => VirtualStack.live(synthesized, seed, destroy));
}

function addPool(stack: Stack, way: Way): void {
  const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: REGION }] });
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId: ipam.attrPrivateDefaultScopeId, addressFamily: 'ipv4', locale: REGION });
  new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.ref, cidr: '10.0.0.0/8' });
  new AddressRelease(stack, 'AddressRelease', {
    ipamAllocations: [IpamAllocation.allManual(pool)],
    emptyPools: [{ pool, cascadeWhenUnused: way === 'cascading' }],
  });
}

/** Virtual time is the process's time while it runs: two such lives can't be lived at once. */
async function oneAfterTheOther<T>(seeds: readonly number[], live: (seed: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (const seed of seeds) all.push(await live(seed));
  return all;
}
