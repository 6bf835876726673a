import { type AddressesItem, type AllocationsItem, type Item, type ListedPool } from '../../../lambda/item';
import { canonicalCidr } from '../../../lib/cidr';
import type { Plan, Planned, PlannedAddress, PlannedAllocation, PlannedPool } from '../plan/plan';

/** What will be released, thing by thing: what the plan does not show is not among it. */
export interface Selection {
  readonly allocations: readonly { readonly poolId: string; readonly allocation: PlannedAllocation }[];
  readonly addresses: readonly PlannedAddress[];
  /** Pools to wait for until nothing is left in them. */
  readonly pools: readonly PlannedPool[];
}

/** What is waited for besides what is released: what lingers in a pool and keeps it, or until each pool is seen to be empty. */
export type Wait = 'nothing' | 'lingering' | 'pools';

/** What keeps a stack from being deleted, and what its own AddressRelease would release; with `tagged`, also what is tagged with its name. */
export function selectOfStack({ pools, addresses }: Plan, { tagged, wait, force = false }: { readonly tagged: boolean; readonly wait: Wait; readonly force?: boolean }): Selection {
  const goes = ({ fate, releasable }: Planned) => fate === 'released' || releasable === 'release' || (force && releasable === 'force');
  const allocations = pools.flatMap(({ poolId, contents }) => contents.filter((allocation) => allocation.is === 'manual' && goes(allocation)).map((allocation) => ({ poolId, allocation })));
  const chosen = addresses.filter((address) => address.serviceManaged === undefined && (goes(address) || (tagged && isTagged(address))));
  // Of what still exists, and is not released, no pool becomes empty.
  const emptied = pools.filter(({ contents }) => contents.length > 0 && contents.every((each) => each.is === 'ghost' || goes(each)));
  const lingering = emptied.filter(({ contents }) => contents.some(({ is }) => is !== 'manual'));
  return { allocations, addresses: chosen, pools: { nothing: [], lingering, pools: emptied }[wait] };
}

/** Manual allocations of a pool: by CIDR and id, or all. */
export function selectOfPool({ poolId, contents }: PlannedPool, { cidr, allocationId, allManual }: { readonly cidr: string | undefined; readonly allocationId: string | undefined; readonly allManual: boolean }): Selection['allocations'] {
  const isMeant = (allocation: PlannedAllocation) => (cidr === undefined || canonicalCidr(allocation.cidr) === canonicalCidr(cidr)) && (allocationId === undefined || allocation.allocationId === allocationId);
  if (!allManual && cidr === undefined && allocationId === undefined) return [];
  return contents.filter((allocation) => allocation.is === 'manual' && isMeant(allocation)).map((allocation) => ({ poolId, allocation }));
}

/** What of it an earlier plan shows, too. */
export function narrowedTo({ pools, addresses }: Plan, selection: Selection): Selection {
  const known = new Set([...pools.flatMap(({ contents }) => contents), ...addresses].map(({ allocationId }) => allocationId));
  return {
    allocations: selection.allocations.filter(({ allocation }) => known.has(allocation.allocationId)),
    addresses: selection.addresses.filter(({ allocationId }) => known.has(allocationId)),
    pools: selection.pools,
  };
}

export function sizeOf({ allocations, addresses }: Omit<Selection, 'pools'>): number {
  return allocations.length + addresses.length;
}

/** It stays where nobody says more: a tag with the name of the stack is all that it has to do with it. */
function isTagged({ fate, tagNaming }: PlannedAddress): boolean {
  return fate === 'stays' && tagNaming !== undefined;
}

/** The same for the handler's engine. The pools were there when the plan was made. */
export function itemsOf({ allocations, addresses, pools }: Selection): Item[] {
  const listed = (poolId: string, region: string): ListedPool => ({ poolId, region, roleArn: undefined, inApp: false, known: true });
  return [
    ...allocations.map(({ poolId, allocation: { cidr, allocationId, region } }): AllocationsItem => ({ kind: 'allocations', pool: listed(poolId, region), cidr: canonicalCidr(cidr), allocationId, tag: undefined })),
    ...addresses.map(({ allocationId, region }): AddressesItem => ({ kind: 'addresses', at: { region, roleArn: undefined }, allocationId, publicIp: undefined, tag: undefined, disassociate: true, resetReverseDns: false })),
    ...pools.map(({ poolId, locale }): Item => ({ kind: 'emptyPool', pool: listed(poolId, locale), stopMonitoring: false, cascadeWhenUnused: false })),
  ];
}
