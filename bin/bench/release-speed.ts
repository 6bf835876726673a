import { addressRelease, allManual, awsCustomResource, sequentialHandler, type Contender } from './contenders';
import { measureDeletion, type Deletion, type DeletionOptions } from './deletion';
import { limitFor, raisedLimits, takeHoldings } from './holdings';
import { lateAfter, lateWithoutLag } from './last-wait';
import { chartsOf } from './release-charts';
import { goalsOf } from './release-goals';
import { medianBy } from './median';
import { SERIES, type Measured, type ReleaseSpeed, type Series } from './release-measurements';
import { markdownOf } from './release-tables';
import type { Benchmark } from './section';
import { measureSharedBucket } from './shared-bucket';
import { decimal, whole } from './table';

const COUNTS = [1, 10, 100, 1000];
/** With what they share, these are the 500 resources that a stack may have. */
const CUSTOM_RESOURCES = [1, 10, 100, 490];
const ALL_MANUAL = 10_000;
/** How much more the account of these may change than usual: nobody has time for half an hour. */
const RAISED = 4;
const SHARED = 300;
/** After how many seconds IPAM notices. */
const WAITS = [1500, 1620, 1740, 1830, 1980];

/** Deletions of no more items take seconds: they are measured one by one, and several times. */
const SECONDS_ONLY = 100;
const TIMES = 3;

/** How fast a stack's deletion releases what is listed, beside EC2's limit and what one would write instead. */
export const releaseSpeed: Benchmark = async (progress) => {
  const measured: Measured[] = [];
  const measure = async (series: Series, count: number): Promise<void> => {
    const { times, raised, note, ...options } = circumstances(series, count);
    const deletions: Deletion[] = [];
    while (deletions.length < times) deletions.push(await measureDeletion({ contender: CONTENDERS[series], take: holdingsOf(series, count), ...options }));
    const deletion = medianBy(deletions, ({ answered }) => answered);
    progress(`${series}, ${whole(count)}: answered after ${decimal(deletion.answered)} s, ${deletion.left} left`);
    measured.push({ series, count, limit: limitFor(count, raised), deletion, runs: times, note });
  };

  for (const count of COUNTS) {
    for (const pair of [['allocations', 'sequential handler'], ['Elastic IPs', 'both']] as const) {
      // What waits for minutes can wait together; in seconds it would be felt.
      if (count > SECONDS_ONLY) await Promise.all(pair.map(async (series) => measure(series, count)));
      else for (const series of pair) await measure(series, count);
    }
  }
  // These start a process for each allocation.
  for (const count of CUSTOM_RESOURCES) await measure('AwsCustomResource', count);
  await measure('all manual', ALL_MANUAL);

  progress(`sharing the bucket while ${SHARED} allocations are released`);
  const shared = await measureSharedBucket(SHARED);
  progress('the last wait');
  const withoutLag = await lateWithoutLag();
  const late = await Promise.all(WAITS.map(async (waited) => ({ waited, late: await lateAfter(waited) })));

  const order = ({ series, count }: Measured) => SERIES.indexOf(series) * 1e6 + count;
  measured.sort((one, other) => order(one) - order(other));
  const results: ReleaseSpeed = { measured, shared, lateWithoutLag: withoutLag, lateAfter: late };
  return { title: 'Release speed', markdown: markdownOf(results), charts: chartsOf(results), goals: goalsOf(results) };
};

const CONTENDERS: Readonly<Record<Series, Contender>> = {
  allocations: addressRelease,
  'Elastic IPs': addressRelease,
  both: addressRelease,
  'all manual': allManual,
  AwsCustomResource: awsCustomResource,
  'sequential handler': sequentialHandler,
};

function holdingsOf(series: Series, count: number): DeletionOptions['take'] {
  const hasAllocations = series !== 'Elastic IPs';
  const hasAddresses = series === 'Elastic IPs' || series === 'both';
  return (ec2) => takeHoldings(ec2, { allocations: hasAllocations ? count : 0, addresses: hasAddresses ? count : 0 });
}

type Circumstances = Pick<DeletionOptions, 'timeScale' | 'unkindness'> & {
  /** How often it is measured. */
  readonly times: number;
  /** How many times as much as usual the account may change. @default 1 */
  readonly raised?: number;
  readonly note: string;
};

/** A machine has no room for as many processes as Lambda has. */
function circumstances(series: Series, count: number): Circumstances {
  const times = count > SECONDS_ONLY ? 1 : TIMES;
  if (series === 'all manual') return { times, raised: RAISED, unkindness: { throttling: raisedLimits(RAISED) }, note: `the account's limits are ${RAISED} times the documented ones` };
  if (series !== 'AwsCustomResource' || count === 1) return { times, note: '' };
  if (count <= 100) return { times: 1, timeScale: 0.2, note: 'a fifth of real time' };
  return { times, unkindness: { lambdaConcurrency: 100 }, note: 'at most 100 invocations at a time' };
}
