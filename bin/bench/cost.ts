import { INVOCATION_SECONDS } from '../../lib/contract';
import { limitFor, REFILL_PER_SECOND } from './holdings';
import type { Benchmark } from './section';
import { sum } from './sum';
import { decimal, table, whole } from './table';
import { usageOfAwsCustomResources, usageOfTeardown, type Usage } from './teardown-bill';

/** Dollars in us-east-1, without the free tier, as the pages said in November 2026. */
const PRICES = {
  /** x86. @see https://aws.amazon.com/lambda/pricing/ */
  gbSecond: 0.0000166667,
  invocation: 0.2 / 1_000_000,
  /** Lambda's logs, standard class. @see https://aws.amazon.com/cloudwatch/pricing/ */
  logGigabyte: 0.5,
  /** A custom metric is paid by the hour in which it has a value. @see https://aws.amazon.com/cloudwatch/pricing/ */
  metricHour: 0.3 / 730,
  /** Standard workflows. @see https://aws.amazon.com/step-functions/pricing/ */
  stateTransition: 0.025 / 1000,
};

const WAIT_SECONDS = 30 * 60;

/** How many allocations one AddressRelease releases in the measured teardowns. */
const ITEMS = [1, 100, 1000];
const AWS_CUSTOM_RESOURCES = 10;

/** Released, Failed and Duration. */
const METRICS = 3;

/** What the Provider framework's waiter does unless told otherwise. @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources.Provider.html */
const POLL_SECONDS = 5;
/** What one poll is taken to cost: two functions, the framework's and the user's, with Lambda's least memory, each for so long. */
const POLL_FUNCTION_SECONDS = 0.2;
const LEAST_GB = 128 / 1024;

const TIMEOUT_SECONDS = 45 * 60;
/** How long an invocation works, and how long Lambda pauses before it calls the function again. */
const WORK_SECONDS = INVOCATION_SECONDS - 45;
const PAUSES_SECONDS = [60, 120];
const MOST_ITEMS = PAUSES_SECONDS.length * callsIn(WORK_SECONDS) + callsIn(TIMEOUT_SECONDS - PAUSES_SECONDS.length * WORK_SECONDS - sum(PAUSES_SECONDS));

/** What a teardown costs, from what the sandbox's Lambda billed and logged; and how far one AddressRelease scales. */
export const cost: Benchmark = async (progress) => {
  const rows: string[][] = [];
  for (const items of ITEMS) {
    progress(`a teardown of ${items} items`);
    rows.push(billRow(`AddressRelease, ${whole(items)} items and a wait of 30 min`, await usageOfTeardown(items, WAIT_SECONDS), METRICS * PRICES.metricHour));
  }
  progress(`${AWS_CUSTOM_RESOURCES} AwsCustomResources`);
  rows.push(billRow(`AwsCustomResource, ${AWS_CUSTOM_RESOURCES} items, no wait`, await usageOfAwsCustomResources(AWS_CUSTOM_RESOURCES), 0));
  const waiter = waiterUsage();
  rows.push(billRow('Provider framework with its waiter, a wait of 30 min (worked out)', waiter, waiter.stateTransitions * PRICES.stateTransition));
  return {
    title: 'Cost',
    markdown: [
      table(['teardown', 'invocations', 'billed', 'GB-seconds', 'log', 'dollars'], rows),
      'Prices of us-east-1, without the free tier: ' +
        `[Lambda](https://aws.amazon.com/lambda/pricing/) $${PRICES.gbSecond} per GB-second and $0.20 per million invocations, [CloudWatch](https://aws.amazon.com/cloudwatch/pricing/) $0.50 per GB of log and $0.30 per metric and month, paid by the hour, ` +
        '[Step Functions](https://aws.amazon.com/step-functions/pricing/) $0.025 per 1,000 state transitions.',
      [
        `- AddressRelease and AwsCustomResource: what the sandbox's Lambda billed, and what the functions logged when the stack was deleted; the AddressReleases at 60 times the machine's speed, where computing counts sixtyfold, but nearly all of it is waiting; the AwsCustomResources in real time. A function of this size in Lambda computes more slowly than this machine.`,
        `- A function that waits is billed while it waits. AddressRelease also sends ${METRICS} metrics, in one hour.`,
        '- An AwsCustomResource makes one call and is done: for a pool that is not empty yet its stack fails.',
        `- The waiter polls every ${POLL_SECONDS} s, its default. Each poll is one state transition ([retries count](https://aws.amazon.com/step-functions/pricing/)) and two invocations, taken as ${POLL_FUNCTION_SECONDS} s with 128 MB each; its log is left out, since what it holds is the user's.`,
        '- Nothing of this is paid while the stack lives: an idle function, a role and an empty log group cost nothing.',
      ].join('\n'),
      '### How far one AddressRelease scales',
      `EC2 lets an account call a mutating API 50 times in a Region at once, and then ${REFILL_PER_SECOND} times a second ([request throttling](https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html)), a rate that an AddressRelease keeps (see *Release speed*). What takes more than 14 minutes is carried on by a second and a third invocation, after Lambda's pauses of one and two minutes. On paper:`,
      table(
        ['items of one kind', 'at least', ''],
        [100, 1000, 5000, 10_000, MOST_ITEMS, 2 * MOST_ITEMS].map((items) => [
          whole(items),
          `${decimal(secondsFor(items) / 60)} min`,
          secondsFor(items) <= TIMEOUT_SECONDS ? 'fits into 45 minutes' : 'does not fit',
        ]),
      ),
      [
        `- One AddressRelease can release at most ${whole(MOST_ITEMS)} allocations, and as many unassociated Elastic IPs beside them: each API has a bucket of its own. An associated address takes one call of each of two APIs, at the same time.`,
        '- Where AWS has raised the account\'s limits, an AddressRelease finds out, and releases as much faster.',
        '- Several AddressReleases of the same account and Region share these buckets: to split a job within a Region gains nothing but more time, when their stacks are deleted one after the other.',
        '- To split it by Region or by account does help: each has buckets of its own. One AddressRelease with `region` or `assumeRole` on its items uses them all at the same time.',
        '- What is more than that is best released in advance, by several deletions or by `aws ec2 release-ipam-pool-allocation`; what is gone when the stack is deleted takes no call.',
        '- A deletion that runs into its time-out has released what it could; deleting the stack again goes on with the rest.',
      ].join('\n'),
    ].join('\n\n'),
    charts: {},
    goals: [],
  };
};

function billRow(name: string, { invocations, billedSeconds, gbSeconds, logBytes }: Usage, more: number): string[] {
  const dollars = gbSeconds * PRICES.gbSecond + invocations * PRICES.invocation + (logBytes / 1e9) * PRICES.logGigabyte + more;
  return [name, whole(invocations), `${whole(billedSeconds)} s`, whole(gbSeconds), logBytes === 0 ? '-' : `${decimal(logBytes / 1000)} kB`, dollars.toPrecision(2)];
}

function waiterUsage(): Usage & { readonly stateTransitions: number } {
  const polls = WAIT_SECONDS / POLL_SECONDS;
  // The event itself takes the framework's and the user's function, too.
  const invocations = 2 * (1 + polls);
  const billedSeconds = invocations * POLL_FUNCTION_SECONDS;
  return { invocations, billedSeconds, gbSeconds: billedSeconds * LEAST_GB, logBytes: 0, stateTransitions: polls };
}

/** How many calls of one mutating API EC2 lets pass in so many seconds. */
function callsIn(seconds: number): number {
  return Math.floor(seconds * REFILL_PER_SECOND) + 50;
}

/** How long so many calls of one mutating API take at best, with Lambda's pauses; in these the bucket fills up again. */
function secondsFor(calls: number): number {
  const invocations = Math.min(PAUSES_SECONDS.length, Math.ceil(calls / callsIn(WORK_SECONDS)) - 1);
  return limitFor(calls - invocations * callsIn(WORK_SECONDS)) + invocations * WORK_SECONDS + sum(PAUSES_SECONDS.slice(0, invocations));
}
