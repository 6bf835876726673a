import { live, type Life } from '../../bin/cli/rehearse/life';
import type { Entry } from '../../bin/cli/rehearse/report';
import type { Snapshot } from '../../bin/cli/rehearse/snapshot/snapshot';
import { NOTHING } from '../../bin/cli/rehearse/taking';
import { takeSnapshot } from '../../bin/cli/rehearse/snapshot/take-snapshot';
import { createHandler } from '../../lambda/handler';
import { ec2State } from '../../sandbox/services/ec2/state';
import { KIND, WEATHERS } from '../../sandbox/unkindness';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { World } from '../../sandbox/world';
import { SimulatedLambda } from '../simulation/lambda';
import { isServiceManaged, type Scenario } from '../simulation/scenario';
import { Surroundings } from '../simulation/surroundings';
import { releasedIn, seenBy, thingsIn } from './account';

/** How the destroy of a stack went. */
export interface Destroyed {
  /** By their logical ids: what was not deleted. */
  readonly resources: string;
  /** What of the allocations and addresses was released, what went otherwise, and what is there still. */
  readonly things: string;
  readonly seconds: number;
}

/** One destroy of a stack, and how it was rehearsed from a snapshot taken before. */
export interface Comparison {
  /** Whether others have taken away something in the hour before; or the destroy before failed. */
  readonly stack: 'at rest' | 'in the middle of things' | 'stuck';
  readonly real: Destroyed;
  readonly rehearsed: readonly Destroyed[];
  readonly notes: readonly string[];
}

export type Weather = 'everyday' | 'worst-case';

const MINUTE = 60_000;

/**
 * One sandbox plays the account: the stack in it is rehearsed from a snapshot so many times, then destroyed; and both once more if that failed.
 * `shown` is what the rehearsals see of the snapshot.
 */
export async function compare(scenario: Scenario, weather: Weather, runs: number, shown: (snapshot: Snapshot) => Snapshot = (snapshot) => snapshot): Promise<Comparison[]> {
  const clock = new VirtualClock();
  const world = new World(clock, KIND, scenario.seed, 'https://sandbox');
  const account = new Account(world, scenario, weather);
  const isAtRest = scenario.seed % 2 === 0;
  // EC2 does not show for its interfaces' last four minutes that a load balancer is gone: a rehearsal takes it to stay.
  const least = scenario.addresses.some(isServiceManaged) ? 5 : 0;
  await clock.run(async () => account.deploy(isAtRest ? undefined : Math.max(least, scenario.seed % 35) * MINUTE));
  const comparisons: Comparison[] = [];
  for (const stack of [isAtRest ? 'at rest' : 'in the middle of things', 'stuck'] as const) {
    const snapshot = shown(await clock.run(async () => account.snapshot()));
    const lives: Life[] = [];
    for (let run = 1; run <= runs; run += 1) lives.push(await live({ stacks: [], snapshot, take: NOTHING, weather }, run));
    const ids = new Set(lives.flatMap(({ timeline }) => timeline.flatMap(({ kind, id }) => (kind === 'resource' ? [] : [id]))));
    const real = await clock.run(async () => account.destroy(ids));
    comparisons.push({ stack, real, rehearsed: lives.map(destroyedIn), notes: [...new Set(lives.flatMap(({ notes }) => notes))] });
    if (real.resources === '') break;
  }
  return comparisons;
}

class Account {
  readonly #surroundings: Surroundings;

  constructor(
    private readonly world: World,
    scenario: Scenario,
    private readonly weather: Weather,
  ) {
    new SimulatedLambda(world, createHandler, { killedAfter: [], clockSkew: 0, mishap: () => undefined });
    this.#surroundings = new Surroundings(world, scenario);
  }

  /** Everything that there is that long after others did the last thing; undefined: others do nothing. */
  async deploy(before: number | undefined): Promise<void> {
    const { world } = this;
    await this.#surroundings.build();
    world.unkindness = WEATHERS[this.weather];
    if (before === undefined) return;
    const last = this.#surroundings.goOn();
    await world.clock.sleep(last * 1000 + before);
  }

  async snapshot(): Promise<Snapshot> {
    const { clock } = this.world;
    // What was done last is in every list.
    await clock.sleep(MINUTE);
    const aws = seenBy(this.world);
    return takeSnapshot(aws, aws.world({ clock, log: () => undefined, retries: true }), 'Stack');
  }

  /** The user destroys the stack; `ids` are those that a rehearsal knew of. What it has to know of is what is in pools that are the stack's or have to be empty, and what is released. */
  async destroy(ids: ReadonlySet<string>): Promise<Destroyed> {
    const { world } = this;
    const { clock } = world;
    const surroundings = this.#surroundings;
    const began = clock.now();
    const callsBefore = world.calls.all.length;
    const before = thingsIn(world);
    const pools = surroundings.pools.filter((pool) => pool.inStack || surroundings.mustBeEmpty(pool) || surroundings.mustBeDeleted(pool));
    const inPools = new Set(pools.flatMap(({ id }) => [...ec2State(world).contentOf(id).allocations.all()].map((allocation) => allocation.id)));
    await surroundings.operate('DeleteStack');
    const seconds = (clock.now() - began) / 1000;
    const after = new Set(thingsIn(world));
    const released = releasedIn(world.calls.all.slice(callsBefore));
    const things = before.filter((id) => ids.has(id) || inPools.has(id) || released.has(id)).map((id) => [id, after.has(id) ? 'left' : released.has(id) ? 'released' : 'gone'] as const);
    const resources = [...surroundings.stack.resources.values()].filter(({ status }) => status !== 'DELETE_COMPLETE').map(({ logicalId, status }) => [logicalId, status === 'DELETE_FAILED' ? 'failed' : 'untouched'] as const);
    return { resources: said(surroundings.stack.status === 'DELETE_COMPLETE' ? [] : resources), things: said(things), seconds };
  }
}

function destroyedIn({ timeline, seconds }: Life): Destroyed {
  const things = timeline.filter(({ kind }) => kind !== 'resource').map(({ id, end }) => [id, endOf(end)] as const);
  const resources = timeline.filter(({ kind, end }) => kind === 'resource' && end !== 'deleted').map(({ name, end }) => [name, end] as const);
  return { resources: said(resources), things: said(things), seconds };
}

function endOf(end: Entry['end']): string {
  return end === 'released' || end === 'left' ? end : 'gone';
}

function said(ends: readonly (readonly [string, string])[]): string {
  return ends.map(([name, end]) => `${name} ${end}`).sort().join(', ');
}
