import { isIPv4, isIPv6 } from 'node:net';
import { URL } from 'node:url';

/** One spelling for each CIDR block, so that two can be compared: IPv6 compressed and in lower case. */
export function canonicalCidr(cidr: string): string {
  const [address = '', prefix = ''] = cidr.split('/');
  return isIPv6WithoutZone(address) ? `${compressed(address)}/${prefix}` : cidr;
}

/** The CIDR block in its one spelling and with its host bits zero. Undefined for what is no CIDR block. */
export function networkOf(cidr: string): string | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(cidr);
  const address = match?.[1] ?? '';
  const prefix = Number(match?.[2]);
  if (isIPv4(address) && prefix <= 32) return `${withoutHostBits(address.split('.').map(Number), 8, prefix).join('.')}/${prefix}`;
  if (isIPv6WithoutZone(address) && prefix <= 128) {
    const groups = withoutHostBits(groupsOf(address), 16, prefix).map((group) => group.toString(16));
    return `${compressed(groups.join(':'))}/${prefix}`;
  }
  return undefined;
}

/** Zone ids (fe80::1%eth0) are no part of a CIDR block. */
function isIPv6WithoutZone(address: string): boolean {
  return isIPv6(address) && !address.includes('%');
}

/**
 * An IPv6 address as RFC 5952 wants it, and EC2 writes it. URLs have the same rule.
 *
 * @see https://url.spec.whatwg.org/#concept-ipv6-serializer
 */
function compressed(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** The eight groups of an IPv6 address. */
export function groupsOf(address: string): number[] {
  const [before = [], after = []] = compressed(address)
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16))));
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The parts of an address, each of so many bits, with those behind the prefix zero. */
function withoutHostBits(parts: readonly number[], bits: number, prefix: number): number[] {
  return parts.map((part, index) => {
    const hostBits = Math.min(Math.max((index + 1) * bits - prefix, 0), bits);
    return (part >> hostBits) << hostBits;
  });
}
