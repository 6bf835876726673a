import { Address4, Address6 } from 'ip-address';
import { AwsError } from '../../aws-error';

export type AddressFamily = 'ipv4' | 'ipv6';

/** A block of addresses. */
export interface Cidr {
  readonly family: AddressFamily;
  /** Its first address. */
  readonly start: bigint;
  readonly netmaskLength: number;
}

export function addressBits(family: AddressFamily): number {
  return family === 'ipv4' ? 32 : 128;
}

/** Undefined unless it is a CIDR whose host bits are zero. */
export function readCidr(text: string): Cidr | undefined {
  if (!text.includes('/')) return undefined;
  const family = text.includes(':') ? 'ipv6' : 'ipv4';
  const Address = family === 'ipv6' ? Address6 : Address4;
  if (!Address.isValid(text)) return undefined;
  const address = new Address(text);
  const start = address.bigInt();
  const cidr = { family, start, netmaskLength: address.subnetMask } as const;
  return start === firstAddress(cidr) ? cidr : undefined;
}

/** As `readCidr`; refuses anything else as EC2 does. */
export function parseCidr(text: string, parameter: string): Cidr {
  const cidr = readCidr(text);
  if (!cidr) throw new AwsError('InvalidParameterValue', `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`);
  return cidr;
}

export function formatCidr({ family, start, netmaskLength }: Cidr): string {
  return `${formatAddress(family, start)}/${netmaskLength}`;
}

export function formatAddress(family: AddressFamily, address: bigint): string {
  return family === 'ipv4' ? Address4.fromBigInt(address).correctForm() : Address6.fromBigInt(address).correctForm();
}

export function addressCount({ family, netmaskLength }: Cidr): bigint {
  return 1n << BigInt(addressBits(family) - netmaskLength);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.netmaskLength <= inner.netmaskLength && firstAddress({ ...inner, netmaskLength: outer.netmaskLength }) === outer.start;
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return contains(one, other) || contains(other, one);
}

function firstAddress({ family, start, netmaskLength }: Cidr): bigint {
  const hostBits = BigInt(addressBits(family) - netmaskLength);
  return (start >> hostBits) << hostBits;
}
