import { seedAddressTakenByAnother } from '../../sandbox/services/ec2/seed';
import { ec2State } from '../../sandbox/services/ec2/state';
import { PLACES, THIRD_ACCOUNT } from './places';
import type { MeanwhileSpec } from './scenario';
import type { Deed, Surroundings } from './surroundings';

/** What others do meanwhile, as the scenario says. */
export function scenarioDeeds(surroundings: Surroundings): Deed[] {
  return surroundings.scenario.meanwhile.map((spec) => ({ after: spec.after, act: deed(surroundings, spec) }));
}

function deed(surroundings: Surroundings, { what, to }: MeanwhileSpec): () => Promise<unknown> {
  const { world, admins, lists } = surroundings;
  const chosen = <T>(all: readonly T[]): T | undefined => all[to % Math.max(1, all.length)];
  const things = [...surroundings.things.values()];
  const allocation = chosen(things.filter(({ kind }) => kind === 'allocation'));
  const address = chosen(things.filter(({ kind, isManaged }) => kind === 'address' && !isManaged));
  const pool = chosen(surroundings.pools.filter(({ spec }) => !spec.isPublic));
  const shared = chosen(surroundings.pools.filter(({ spec }) => spec.owner === 'sharer'));
  const { addresses } = ec2State(world);
  switch (what) {
    case 'releaseAllocation':
      return async () => allocation && surroundings.release(allocation);
    case 'releaseAddress':
      return async () => address && surroundings.release(address);
    case 'giveAddressAway':
      return async () => {
        const held = address && addresses.get(address.id);
        if (held?.publicIpv4Pool !== 'amazon' || !address) return;
        await surroundings.release(address);
        seedAddressTakenByAnother(world, held.region, held.publicIp, THIRD_ACCOUNT);
      };
    case 'associate':
      return async () => {
        if (!address || !addresses.get(address.id)) return;
        const NetworkInterfaceId = await admins.networkInterface(address.at);
        await admins.ec2(address.at, 'AssociateAddress', { AllocationId: address.id, NetworkInterfaceId });
      };
    case 'allocateTagged':
      return async () => pool && surroundings.takeCidr(pool, 'yes', surroundings.isListedByTag(pool, 'yes'));
    case 'allocateUnlisted':
      return async () => pool && surroundings.takeCidr(pool, undefined, false);
    case 'takeAddressTagged':
      return () => {
        const listed = lists.flatMap(({ ElasticIps }) => ElasticIps).find(({ TagKey, TagValue = 'yes', Region, RoleArn }) => TagKey !== undefined && TagValue === 'yes' && Region === undefined && RoleArn === undefined);
        const may = { disassociate: listed?.Disassociate !== 'false', resetReverseDns: listed?.ResetReverseDns === 'true' };
        return surroundings.takeAddress(PLACES.here, undefined, may, 'yes', listed !== undefined);
      };
    case 'createVpc':
      return async () => pool && surroundings.createVpc(pool);
    case 'takeShareBack':
      return () => {
        if (shared) surroundings.takeShareBack(shared);
        return Promise.resolve();
      };
    case 'takeAddressUnlisted':
      return () => surroundings.takeAddress(PLACES.here, undefined, { disassociate: true, resetReverseDns: false }, undefined, false);
  }
}
