import { isIPv4 } from 'node:net';
import { canonicalCidr, networkOf } from './cidr';

/**
 * What an id or a CIDR has to look like. Asked at synth for what is known then, and again by the handler.
 *
 * Each check gives undefined for a good value; otherwise what is wrong, what was expected, what was found and the remedy.
 * The shapes are those of the EC2 API reference's examples and of what the API answers.
 */
export type Check = (value: unknown) => string | undefined;

export const checkPoolId: Check = shaped(
  /^ipam-pool-[0-9a-f]{17}$/,
  'an IPAM pool id (ipam-pool- and 17 hexadecimal digits)',
  'copy it from the IpamPoolId that DescribeIpamPools shows',
);

export const checkIpamAllocationId: Check = shaped(
  /^ipam-pool-alloc-[0-9a-f]{32,33}$/,
  'an IPAM pool allocation id (ipam-pool-alloc- and 32 or 33 hexadecimal digits)',
  'copy it from the IpamPoolAllocationId that GetIpamPoolAllocations shows',
);

export const checkElasticIpAllocationId: Check = shaped(
  /^eipalloc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  'an Elastic IP allocation id (eipalloc- and 8 or 17 hexadecimal digits)',
  'copy it from the AllocationId that DescribeAddresses shows',
);

export const checkRoleArn: Check = shaped(
  /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'the ARN of an IAM role (arn:aws:iam::111122223333:role/name)',
  'copy it from the role',
);

/** The address itself, as EC2 writes it: IPv4 only, since no Elastic IP is anything else. */
export const checkPublicIp: Check = (value) =>
  typeof value === 'string' && isIPv4(value)
    ? undefined
    : `must be an IPv4 address such as 198.51.100.7, got ${quote(value)}; copy it from the PublicIp that DescribeAddresses shows`;

export const checkRegion: Check = shaped(
  /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/,
  'the name of a Region (such as eu-central-1)',
  'name the Region, not one of its zones',
);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export const checkTagKey: Check = characters(1, 128);
export const checkTagValue: Check = characters(0, 256);

/** An IPv4 or IPv6 CIDR block whose host bits are zero, as IPAM requires. */
export const checkCidr: Check = (value) => {
  const expected = 'must be an IPv4 or IPv6 CIDR block such as 10.0.0.0/23 or 2001:db8::/56';
  const remedy = 'copy it from the Cidr that GetIpamPoolAllocations shows';
  if (typeof value !== 'string') return `${expected}, got ${quote(value)}; ${remedy}`;
  const network = networkOf(value);
  if (network === undefined) return `${expected}, got ${quote(value)}; ${remedy}`;
  if (network !== canonicalCidr(value)) return `must have no host bits set, got ${quote(value)}; did you mean ${network}?`;
  return undefined;
};

function shaped(pattern: RegExp, expected: string, remedy: string): Check {
  return (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `must be ${expected}, got ${quote(value)}; ${remedy}`;
}

function characters(least: number, most: number): Check {
  return (value) => {
    // EC2 counts Unicode characters, not UTF-16 units.
    const length = typeof value === 'string' ? Array.from(value).length : -1;
    if (length >= least && length <= most) return undefined;
    return `must have ${least} to ${most} characters, got ${length < 0 ? quote(value) : `${length}: ${quote(value)}`}; EC2 has no longer or shorter one`;
  };
}

/** A value as a message shows it: short, whatever was given. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
