import { ACCOUNT } from '../../sandbox/principal';
import { stacks } from '../../sandbox/services/cloudformation/stacks/stacks';
import { ec2State } from '../../sandbox/services/ec2/state';
import { functions } from '../../sandbox/services/lambda/functions';
import { logGroups } from '../../sandbox/services/logs/log-groups';
import type { World } from '../../sandbox/world';
import { REGIONS } from './virtual';

/** Everything that is in a sandbox, by what it is called, with all that is known of it. */
export function thingsIn(world: World): Map<string, unknown> {
  const { ipams, pools, addresses, vpcs, subnets, networkInterfaces, natGateways, internetGateways } = ec2State(world);
  const things = new Map<string, unknown>();
  for (const records of [ipams, pools, addresses, vpcs, subnets, networkInterfaces, natGateways, internetGateways]) {
    for (const record of records.all()) if (!('state' in record && record.state.startsWith('delete'))) things.set(record.id, record);
  }
  for (const pool of pools.all()) for (const allocation of ec2State(world).contentOf(pool.id).allocations.all()) things.set(allocation.id, allocation);
  for (const region of [REGIONS.local, REGIONS.home, REGIONS.elsewhere]) {
    for (const { name, status } of stacks(world, ACCOUNT, region).existing) if (name !== 'CDKToolkit') things.set(name, status);
    for (const { name } of functions(world, ACCOUNT, region).all()) things.set(name, 'function');
    for (const { name } of logGroups(world, ACCOUNT, region).all()) things.set(name, 'log group');
  }
  return things;
}

export function leftIn(world: World): string[] {
  return [...thingsIn(world).keys()];
}
