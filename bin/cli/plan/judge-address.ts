import type { Target } from '../../../lambda/observe/sighting';
import type { KnownAddress } from './look';
import type { OwningStack, Planned, PlannedAddress, PlannedAllocation } from './plan';

/**
 * A public IPv4 address costs 0.005 USD an hour, in use or not; a month has 730 hours.
 * @see https://aws.amazon.com/vpc/pricing/
 */
export const MONTHLY_USD = 3.65;

/** What the stack means for an address. */
export interface AddressRole {
  /** The stack's own. */
  readonly own?: { readonly logicalId: string; readonly isRetained: boolean } | undefined;
  /** What the handler's look shows of it, and the release that lists it. */
  readonly listed?: { readonly by: string; readonly target: Target } | undefined;
  /** It came from a pool that has to be empty. */
  readonly inPool?: PlannedAllocation | undefined;
  /** A tag of it names the stack. */
  readonly tag?: string | undefined;
  /** Another stack that has it. */
  readonly owner?: OwningStack | undefined;
}

export function judgeAddress(address: KnownAddress, region: string, role: AddressRole): PlannedAddress {
  const planned = fateOf(role, address);
  const stays = planned.fate === 'stays' || planned.fate === 'blocks';
  return {
    allocationId: address.AllocationId,
    publicIp: address.PublicIp,
    region,
    networkBorderGroup: address.NetworkBorderGroup,
    associationId: address.AssociationId,
    holder: holderOf(address),
    serviceManaged: address.ServiceManaged,
    tags: Object.fromEntries((address.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    logicalId: role.own?.logicalId,
    tagNaming: role.tag,
    ofStack: role.owner,
    monthlyUsd: stays ? MONTHLY_USD : 0,
    ...planned,
  };
}

function fateOf({ own, listed, inPool, tag }: AddressRole, { ServiceManaged }: KnownAddress): Planned {
  if (own) return own.isRetained ? { fate: 'stays', why: `${own.logicalId} of the stack is retained` } : { fate: 'deleted', by: own.logicalId };
  if (listed) {
    const { by, target } = listed;
    const { verdict } = target;
    if (!verdict) return { fate: 'released', by };
    if (verdict.meaning !== 'retry') return { fate: 'blocks', by, why: verdict.message, remedy: verdict.remedy };
    return { fate: 'waitedFor', by, why: verdict.message, remedy: verdict.remedy };
  }
  if (inPool) {
    const { fate, by, why, remedy, releasable, seconds } = inPool;
    return { fate, by, why, remedy, releasable, seconds };
  }
  if (ServiceManaged !== undefined) return { fate: 'stays', why: `AWS manages it for ${ServiceManaged}` };
  return { fate: 'stays', why: tag === undefined ? undefined : `it is tagged with the name of the stack (${tag}), which nothing releases` };
}

/** What an address is associated with. */
function holderOf({ InstanceId, NetworkInterfaceId, NetworkInterfaceOwnerId, AssociationId }: KnownAddress): string | undefined {
  if (AssociationId === undefined) return undefined;
  if (InstanceId !== undefined) return `instance ${InstanceId}`;
  const owner = NetworkInterfaceOwnerId === undefined ? '' : ` of ${NetworkInterfaceOwnerId}`;
  return NetworkInterfaceId === undefined ? 'something that EC2 does not name' : `network interface ${NetworkInterfaceId}${owner}`;
}
