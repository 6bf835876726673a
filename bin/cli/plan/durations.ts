import type { Range } from './plan';

const MINUTE = 60;

/**
 * How long IPAM takes to notice that a resource is gone, as users of other tools meet it.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/31211
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/release-alloc-ipam.html
 */
const LAGS: Readonly<Record<string, Range | undefined>> = {
  vpc: { least: 10 * MINUTE, most: 35 * MINUTE },
  subnet: { least: 5 * MINUTE, most: 20 * MINUTE },
  eip: { least: MINUTE, most: 10 * MINUTE },
};
const ANY_LAG: Range = { least: MINUTE, most: 35 * MINUTE };

/** A pool that goes in cascade is gone within a minute. */
export const CASCADE: Range = { least: 15, most: MINUTE };

/** What CloudFormation itself takes for the pools of a stack, their CIDRs and what else is in it. */
const STACK: Range = { least: 30, most: 5 * MINUTE };

/** EC2's bucket of tokens for one API: so many at once, then so many a second. */
const BURST = 50;
const PER_SECOND = 5;

/** How long until EC2 shows that something accepted is gone. */
const CONFIRMATION: Range = { least: 1, most: 15 };

/** From nothing until what is in a pool as this type is not listed any more, once its resource is gone. */
export function lagOf(resourceType: string): Range {
  return LAGS[resourceType] ?? ANY_LAG;
}

/** To release so many things of one API, and to see that they are gone. */
export function releaseTime(count: number): Range {
  if (count === 0) return { least: 0, most: 0 };
  const calls = Math.ceil(Math.max(0, count - BURST) / PER_SECOND);
  return { least: calls + CONFIRMATION.least, most: calls + CONFIRMATION.most };
}

/** The longest of what happens at the same time. */
export function longest(ranges: readonly Range[]): Range {
  return { least: Math.max(0, ...ranges.map(({ least }) => least)), most: Math.max(0, ...ranges.map(({ most }) => most)) };
}

/** What happens one after the other. */
export function total(ranges: readonly Range[]): Range {
  return { least: ranges.reduce((sum, { least }) => sum + least, 0), most: ranges.reduce((sum, { most }) => sum + most, 0) };
}

/** To delete a stack, besides what is waited for. */
export function stackTime(): Range {
  return STACK;
}

export function sayRange({ least, most }: Range): string {
  if (most < 120) return `${least} to ${most} s`;
  return `${Math.max(1, Math.round(least / MINUTE))} to ${Math.round(most / MINUTE)} min`;
}
