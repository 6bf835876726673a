import { addressRelease, allManual, awsCustomResource, sequentialHandler, type Contender } from './contenders';
import { measureDeletion, type Deletion, type DeletionOptions } from './deletion';
import { limitFor, takeHoldings } from './holdings';
import { lateAfter, lateWithoutLag } from './last-wait';
import { chartsOf } from './release-charts';
import { goalsOf } from './release-goals';
import { markdownOf } from './release-tables';
import type { Benchmark } from './section';
import { measureSharedBucket, type SharedBucket } from './shared-bucket';

/** One deletion, and what it is a measurement of. */
export interface Measured {
  readonly series: Series;
  /** How many there were of each kind: allocations, Elastic IPs, or both. */
  readonly count: number;
  /** In how many seconds EC2 lets so many calls of each API pass at best. */
  readonly limit: number;
  readonly deletion: Deletion;
  /** What differs from real time and AWS's usual quotas. */
  readonly note: string;
}

export const SERIES = ['allocations', 'Elastic IPs', 'both', 'all manual', 'AwsCustomResource', 'sequential handler'] as const;
export type Series = (typeof SERIES)[number];

export interface ReleaseSpeed {
  readonly measured: readonly Measured[];
  readonly shared: SharedBucket;
  /** In seconds, how late the answers were. */
  readonly lateWithoutLag: number;
  readonly lateAfter: readonly { readonly waited: number; readonly late: number }[];
}

/** How much is measured. */
export interface Sizes {
  readonly counts: readonly number[];
  readonly allManual: number;
  readonly customResources: readonly number[];
  readonly shared: number;
  /** After how many seconds IPAM notices. */
  readonly waits: readonly number[];
}

const SIZES: Sizes = {
  counts: [1, 10, 100, 1000],
  allManual: 10_000,
  // With what they share, these are the 500 resources that a stack may have.
  customResources: [1, 10, 100, 490],
  shared: 300,
  waits: [1500, 1620, 1740, 1830, 1980],
};

/** How fast a stack's deletion releases what is listed, beside EC2's limit and what one would write instead. */
export const releaseSpeed: Benchmark = async (progress) => measureReleaseSpeed(SIZES, progress);

export const measureReleaseSpeed = async (sizes: Sizes, progress: Parameters<Benchmark>[0]): ReturnType<Benchmark> => {
  const measured: Measured[] = [];
  const measure = async (run: Run): Promise<void> => {
    const { series, count, note = '', ...options } = run;
    const deletion = await measureDeletion(options);
    progress(`${series}, ${count}: answered after ${deletion.answered.toFixed(1)} s, ${deletion.left} left`);
    measured.push({ series, count, limit: limitFor(count), deletion, note });
  };
  const together = async (...runs: Promise<unknown>[]) => Promise.all(runs);

  for (const count of sizes.counts) {
    // What mostly waits can wait together; more than two at a time would slow each other down.
    await together(measure(run('allocations', count)), measure(run('sequential handler', count)));
    await together(measure(run('Elastic IPs', count)), measure(run('both', count)));
  }
  // These start a process for each allocation: nothing else runs beside them.
  for (const count of sizes.customResources) await measure(run('AwsCustomResource', count));
  await measure(run('all manual', sizes.allManual));

  progress(`sharing the bucket while ${sizes.shared} allocations are released`);
  const shared = await measureSharedBucket(sizes.shared);
  progress('the last wait');
  const withoutLag = await lateWithoutLag();
  const late: { waited: number; late: number }[] = [];
  for (const waited of sizes.waits) late.push({ waited, late: await lateAfter(waited) });

  const order = ({ series, count }: Measured) => SERIES.indexOf(series) * 1e6 + count;
  measured.sort((one, other) => order(one) - order(other));
  const results: ReleaseSpeed = { measured, shared, lateWithoutLag: withoutLag, lateAfter: late };
  return { title: 'Release speed', markdown: markdownOf(results), charts: chartsOf(results), goals: goalsOf(results) };
};

type Run = DeletionOptions & { readonly series: Series; readonly count: number; readonly note?: string };

const CONTENDERS: Readonly<Record<Series, Contender>> = {
  allocations: addressRelease,
  'Elastic IPs': addressRelease,
  both: addressRelease,
  'all manual': allManual,
  AwsCustomResource: awsCustomResource,
  'sequential handler': sequentialHandler,
};

function run(series: Series, count: number): Run {
  const hasAllocations = series !== 'Elastic IPs';
  const hasAddresses = series === 'Elastic IPs' || series === 'both';
  const take: Run['take'] = (ec2) => takeHoldings(ec2, { allocations: hasAllocations ? count : 0, addresses: hasAddresses ? count : 0 });
  return { series, count, take, contender: CONTENDERS[series], ...circumstances(series, count) };
}

/** A machine has no room for as many processes as Lambda has, and nobody has time for half an hour. */
function circumstances(series: Series, count: number): Pick<Run, 'timeScale' | 'unkindness' | 'note'> {
  if (series === 'all manual') return { timeScale: 4, note: 'four times real time' };
  if (series !== 'AwsCustomResource' || count === 1) return {};
  if (count <= 100) return { timeScale: 0.2, note: 'a fifth of real time' };
  return { unkindness: { lambdaConcurrency: 100 }, note: 'at most 100 invocations at a time' };
}

