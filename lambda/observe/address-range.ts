import { isIPv4, isIPv6 } from 'node:net';
import { groupsOf, networkOf } from '../../lib/cidr';

/** Addresses that follow each other: a CIDR block, or a range that EC2 names by its ends. */
export interface AddressRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/** Of a CIDR block; undefined for what is none. */
export function rangeOf(cidr: string | undefined): AddressRange | undefined {
  const [address = '', prefix] = (networkOf(cidr ?? '') ?? '').split('/');
  const start = numberOf(address);
  if (!start) return undefined;
  const size = 1n << BigInt(start.bits - Number(prefix));
  return { bits: start.bits, first: start.value, last: start.value + size - 1n };
}

/** From one address to another; undefined for what are no addresses. */
export function rangeBetween(first: string | undefined, last: string | undefined): AddressRange | undefined {
  const [from, to] = [numberOf(first ?? ''), numberOf(last ?? '')];
  return from && to && { bits: from.bits, first: from.value, last: to.value };
}

/** Whether two ranges have an address in common. One that could not be read counts as such: somebody may use it. */
export function overlap(one: AddressRange | undefined, other: AddressRange | undefined): boolean {
  return !one || !other || (one.bits === other.bits && one.first <= other.last && other.first <= one.last);
}

function numberOf(address: string): { readonly bits: 32 | 128; readonly value: bigint } | undefined {
  if (isIPv4(address)) return { bits: 32, value: joined(address.split('.').map(Number), 8n) };
  return isIPv6(address) ? { bits: 128, value: joined(groupsOf(address), 16n) } : undefined;
}

function joined(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | BigInt(part), 0n);
}
