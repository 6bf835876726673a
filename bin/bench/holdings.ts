import { AllocateAddressCommand, AssociateAddressCommand, CreateNetworkInterfaceCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Unkindness } from '../../sandbox/unkindness';
import { createPool, takeCidr, type TakenCidr } from '../../test/acceptance/network';
import { createSubnet } from '../network-team';

/** What there is to release. */
export interface Holdings {
  readonly poolId: string;
  readonly allocations: readonly TakenCidr[];
  /** Allocation ids of Elastic IPs, each associated with a network interface. */
  readonly addressIds: readonly string[];
}

/** How many calls are under way at a time while things are set up. */
const AT_ONCE = 20;

/** Takes what is to be released later, by the API, from a pool that no stack owns. */
export async function takeHoldings(ec2: EC2Client, { allocations = 0, addresses = 0 }: { allocations?: number; addresses?: number }): Promise<Holdings> {
  const poolId = await createPool(ec2);
  const taken = await times(allocations, () => takeCidr(ec2, poolId, { NetmaskLength: 28 }));
  const subnetId = addresses > 0 ? await createSubnet(ec2) : undefined;
  const addressIds = await times(addresses, () => takeAssociatedAddress(ec2, subnetId));
  return { poolId, allocations: taken, addressIds };
}

async function takeAssociatedAddress(ec2: EC2Client, subnetId: string | undefined): Promise<string> {
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId }));
  const { AllocationId = '' } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }));
  return AllocationId;
}

async function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) made.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - made.length) }, make))));
  return made;
}

const BURST = 50;
export const REFILL_PER_SECOND = 5;

/**
 * In how many seconds EC2 lets so many calls of one mutating API pass, at best: its token bucket holds 50, and gets 5 a second; or a multiple
 * of both, where AWS has raised the account's limits.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function limitFor(calls: number, bucketScale = 1): number {
  return Math.max(0, (calls / bucketScale - BURST) / REFILL_PER_SECOND);
}

/** The buckets of an account that may change so many times as much as usual. */
export function raisedLimits(bucketScale: number): Unkindness['throttling'] {
  return { mutating: { capacity: bucketScale * BURST, refillPerSecond: bucketScale * REFILL_PER_SECOND }, describing: { capacity: 100, refillPerSecond: 20 } };
}
