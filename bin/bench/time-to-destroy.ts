import { barChart, lineChart } from './chart';
import { destroyExample, destroyPool, type Way } from './destroyed-stacks';
import { median } from './median';
import type { Benchmark, Goal } from './section';
import { decimal, table, whole } from './table';
import type { Destruction } from './virtual-stack';
import { WEATHER_NAME } from './weather';

const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);
const COUNTS = [1, 100, 1000, 10_000];
const MOST = 10_000;
const WAYS: readonly Way[] = ['waiting', 'cascading'];

/**
 * The minutes for which Terraform waits at most until IPAM has noticed that a resource is gone. It deletes the subnets before the VPC; the
 * address goes beside them.
 */
const TERRAFORM_WAITS = { subnet: 20, vpc: 35, eip: 10 };
const TERRAFORM = TERRAFORM_WAITS.subnet + TERRAFORM_WAITS.vpc;

interface Measured {
  readonly what: string;
  /** Undefined: the example. */
  readonly allocations: number | undefined;
  readonly way: Way;
  readonly destructions: readonly Destruction[];
}

/** How long a destroy takes that has to wait for IPAM, and one that does not. */
export const timeToDestroy: Benchmark = async (progress) => {
  const measured: Measured[] = [];
  const measure = async (each: Omit<Measured, 'destructions'>, destroy: Promise<Destruction[]>) => {
    const done = { ...each, destructions: await destroy };
    progress(`${done.what}, ${done.way}: ${decimal(minutes(done))} min, at worst ${decimal(worstMinutes(done))}`);
    measured.push(done);
  };
  for (const way of WAYS) await measure({ what: 'the example', allocations: undefined, way }, destroyExample(way, SEEDS));
  for (const count of COUNTS) {
    for (const way of WAYS) await measure({ what: `a pool with ${whole(count)} ${count === 1 ? 'allocation' : 'allocations'}`, allocations: count, way }, destroyPool(way, count, SEEDS));
  }
  return { title: 'Time to destroy', markdown: markdownOf(measured), charts: chartsOf(measured), goals: goalsOf(measured) };
};

function markdownOf(measured: readonly Measured[]): string {
  const head = ['', 'way', 'median (min)', 'worst (min)', 'function, median (s)', 'function, worst (s)', "function's mutating calls, at most", 'cascades', 'stack gone'];
  const rows = measured.map((each) => [
    each.what,
    each.way,
    decimal(minutes(each)),
    decimal(worstMinutes(each)),
    decimal(median(each.destructions.map(({ functionSeconds }) => functionSeconds))),
    decimal(worst(each, ({ functionSeconds }) => functionSeconds)),
    whole(worst(each, ({ mutating }) => mutating)),
    whole(worst(each, ({ cascades }) => cascades)),
    `${each.destructions.filter(isGone).length} of ${each.destructions.length}`,
  ]);
  return [
    `From DeleteStack until the stack is gone, in AWS's time: here time jumps to the next event, and the handler runs in the process of the benchmark.
The sandbox's weather is \`${WEATHER_NAME}\`: IPAM takes 5 to 20 minutes to notice that a subnet is gone, 10 to 30 for a VPC, 1 to 5 for an address; with ${SEEDS.length} seeds each.
*Waiting* is the default; *cascading* is \`cascadeWhenUnused\`. *Function* is from the start of its first run to the end of its last, of all custom resources of the stack.`,
    '![minutes to destroy the example](performance/time-to-destroy.svg)',
    table(head, rows),
    `The example is [bin/teardown-example.ts](../bin/teardown-example.ts): the one that a network team has taken from. Terraform waits up to ${TERRAFORM_WAITS.vpc} minutes until IPAM has noticed that a VPC is gone, ${TERRAFORM_WAITS.subnet} for a subnet, and ${TERRAFORM_WAITS.eip} for an address: for such a network up to ${TERRAFORM} minutes, as the VPC goes after its subnets, and the address beside them. That is worked out, not measured.`,
    'Who only waits, waits twice in the example, and these waits can\'t overlap: the resource planning pool\'s source is the VPC, so the VPC is deleted after that pool, the pool after IPAM has noticed that its subnets are gone, and only then does IPAM begin to notice that the VPC is. To have IPAM ignore the VPC before would begin earlier, but that IPAM gets it done "after some time" is all that is documented of either.',
    'The pool is a private one of the stack, with manual allocations that `IpamAllocation.allManual` lists.',
    '![minutes to destroy a pool by the number of its allocations](performance/time-to-destroy-pool.svg)',
  ].join('\n\n');
}

function chartsOf(measured: readonly Measured[]): Record<string, string> {
  const example = measured.filter(({ allocations }) => allocations === undefined);
  const bars = example.map((each) => ({
    name: `AddressRelease, ${each.way}`,
    value: minutes(each),
    worst: worstMinutes(each),
    label: `${decimal(minutes(each))} min, at worst ${decimal(worstMinutes(each))}`,
  }));
  const terraform = { name: "Terraform's waits, at most", value: TERRAFORM, label: `${TERRAFORM} min`, isDashed: true };
  const curves = WAYS.map((way) => ({
    name: way,
    points: measured.flatMap((each) => (each.way === way && each.allocations !== undefined ? [{ x: each.allocations, y: minutes(each) }] : [])),
  }));
  return {
    'time-to-destroy.svg': barChart('Destroying a network with IPAM pools', "minutes of AWS's time; the thin line is the worst", [terraform, ...bars]),
    'time-to-destroy-pool.svg': lineChart({
      title: 'Destroying a pool with manual allocations',
      x: { label: 'allocations', scale: 'log' },
      y: { label: "minutes of AWS's time, median", scale: 'log' },
      curves,
    }),
  };
}

function goalsOf(measured: readonly Measured[]): Goal[] {
  const cascading = (allocations: number | undefined) => measured.filter((each) => each.way === 'cascading' && each.allocations === allocations);
  const goals = (each: Measured, name: string, most: number, unit: string, got: number): Goal => ({
    name,
    toReach: `at most ${whole(most)} ${unit}`,
    reached: `${decimal(got)} ${unit}${each.destructions.every(isGone) ? '' : ', and a stack that is not gone'}`,
    isReached: got <= most && each.destructions.every(isGone),
  });
  return [
    ...cascading(undefined).map((each) => goals(each, 'the example destroyed, cascading: median', 5, 'min', minutes(each))),
    ...cascading(MOST).flatMap((each) => [
      goals(each, `${whole(MOST)} allocations of a pool, cascading: the function, at worst`, 60, 's', worst(each, ({ functionSeconds }) => functionSeconds)),
      goals(each, `${whole(MOST)} allocations of a pool, cascading: mutating calls`, 120, 'calls', worst(each, ({ mutating }) => mutating)),
    ]),
  ];
}

function minutes({ destructions }: Measured): number {
  return median(destructions.map(({ seconds }) => seconds)) / 60;
}

function worstMinutes(each: Measured): number {
  return worst(each, ({ seconds }) => seconds) / 60;
}

function worst({ destructions }: Measured, valueOf: (destruction: Destruction) => number): number {
  return Math.max(...destructions.map(valueOf));
}

function isGone({ status }: Destruction): boolean {
  return status === 'DELETE_COMPLETE';
}
