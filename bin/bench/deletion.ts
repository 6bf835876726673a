import { setTimeout as sleep } from 'node:timers/promises';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { RecordedCall } from '../../sandbox/calls';
import { ACCOUNT } from '../../sandbox/principal';
import type { World } from '../../sandbox/world';
import { everyReplica } from '../../sandbox/services/ec2/records';
import { ec2State } from '../../sandbox/services/ec2/state';
import { functions } from '../../sandbox/services/lambda/functions';
import type { Invocation } from '../../sandbox/services/lambda/invocation';
import { buckets } from '../../sandbox/services/s3/buckets';
import { KIND, type Unkindness } from '../../sandbox/unkindness';
import { Cloud, REGION } from '../../test/acceptance/cloud';
import type { Contender } from './contenders';
import type { Holdings } from './holdings';
import { requireStatus } from './require-status';
import { sum } from './sum';
import { WEATHER } from './weather';

/** How one stack's deletion went. Times are seconds of the sandbox. */
export interface Deletion {
  /** From DeleteStack to the end of the stack's deletion. */
  readonly stack: number;
  /** When the function's first invocation began, which is its START; milliseconds since the epoch. */
  readonly from: number;
  /** From that START to its last answer. */
  readonly answered: number;
  /** From that START until EC2 has accepted the last release. */
  readonly released: number;
  /** From that START until no list of EC2's shows anything any more; undefined when something is left. */
  readonly shown: number | undefined;
  /** What was not released. */
  readonly left: number;
  /** Calls of EC2 by the functions that change something, and how many of these were throttled. */
  readonly mutating: number;
  readonly throttled: number;
  /** Calls of EC2 by the functions that only look. */
  readonly reads: number;
  /** How often the functions were called. */
  readonly invocations: number;
  /** What Lambda bills for them. */
  readonly billedSeconds: number;
  readonly gbSeconds: number;
  /** The most that a process of the functions had. */
  readonly maxMemoryMb: number;
  /** When each release was accepted, in seconds since that START. */
  readonly releases: readonly number[];
}

export interface DeletionOptions {
  readonly contender: Contender;
  /** Takes what is to be released. */
  readonly take: (ec2: EC2Client) => Promise<Holdings>;
  /** @default 1 */
  readonly timeScale?: number;
  /** What differs from the benchmark's weather. @default - nothing */
  readonly unkindness?: Partial<Unkindness>;
  /** What others do meanwhile; called when the deletion begins. The returned function ends it. */
  readonly meanwhile?: (cloud: Cloud, holdings: Holdings) => () => Promise<void>;
}

const STACK = 'Benchmark';

/** How often it is looked whether EC2's lists still show anything, in milliseconds of the machine. */
const LOOK_EVERY = 10;

/** Deploys a stack with the contender in a sandbox of its own, which is kind until then, and measures its deletion. */
export async function measureDeletion({ contender, take, timeScale = 1, unkindness, meanwhile }: DeletionOptions): Promise<Deletion> {
  const { lambdaConcurrency } = { ...WEATHER, ...unkindness };
  const cloud = await Cloud.start({ timeScale, unkindness: { ...KIND, lambdaConcurrency } });
  try {
    const holdings = await take(cloud.ec2);
    const status = await cloud.deploy(STACK, (stack) => contender(stack, holdings));
    await requireStatus(cloud, STACK, status, 'CREATE_COMPLETE');
    await settled(functions(cloud.sandbox.world, ACCOUNT, REGION).invocations);
    await endIdleEnvironments(cloud.sandbox.world);
    // Logs that arrive late would only be lost with their group.
    cloud.sandbox.world.unkindness = { ...WEATHER, logLag: KIND.logLag, ...unkindness };
    return await watchDeletion(cloud, holdings, meanwhile);
  } finally {
    await cloud.stop();
  }
}

/** A stack is deleted long after it was deployed: nothing is warm any more. */
async function endIdleEnvironments(world: World): Promise<void> {
  const all = functions(world, ACCOUNT, REGION);
  for (const environment of all.all().flatMap(({ name }) => all.environments(name))) {
    environment.kill();
    await environment.gone;
  }
}

/** A function that has answered may still be at its end: killed then, Lambda would call it again. */
async function settled(invocations: readonly Invocation[]): Promise<void> {
  while (invocations.some(({ endedAt }) => endedAt === undefined)) await sleep(LOOK_EVERY);
}

async function watchDeletion(cloud: Cloud, holdings: Holdings, meanwhile: DeletionOptions['meanwhile']): Promise<Deletion> {
  const { world } = cloud.sandbox;
  const invocations = functions(world, ACCOUNT, REGION).invocations;
  const earlier = { calls: world.calls.all.length, invocations: invocations.length };
  const answers: number[] = [];
  buckets(world).onPut(`cloudformation-custom-resource-response-${REGION.replaceAll('-', '')}`, () => {
    answers.push(world.clock.now());
  });
  let shownUntil: number | undefined;
  const looking = setInterval(() => {
    if (shownUntil === undefined && !isListed(world, holdings)) shownUntil = world.clock.now();
  }, LOOK_EVERY);
  const stopOthers = meanwhile?.(cloud, holdings);
  const beganAt = world.clock.now();
  await cloud.destroy(STACK);
  const endedAt = world.clock.now();
  await stopOthers?.();
  clearInterval(looking);
  const runs = invocations.slice(earlier.invocations);
  await settled(runs);

  const from = Math.min(...runs.map(({ handledFrom = Number.POSITIVE_INFINITY }) => handledFrom));
  const since = (time: number) => (time - from) / 1000;
  const calls = world.calls.all.slice(earlier.calls).filter(({ service, caller }) => service === 'ec2' && caller.includes('assumed-role'));
  const mutating = calls.filter(isMutating);
  const releases = mutating.filter(({ action, outcome }) => action.startsWith('Release') && outcome?.httpStatus === 200).map(({ outcome }) => since(outcome?.at ?? 0));
  return {
    from,
    stack: (endedAt - beganAt) / 1000,
    answered: since(Math.max(...answers)),
    released: Math.max(0, ...releases),
    shown: shownUntil === undefined ? undefined : since(shownUntil),
    left: left(world, holdings),
    mutating: mutating.length,
    throttled: mutating.filter(({ outcome }) => outcome?.code === 'RequestLimitExceeded').length,
    reads: calls.length - mutating.length,
    invocations: runs.length,
    billedSeconds: sum(runs.map(({ billed }) => secondsOf(billed))),
    gbSeconds: sum(runs.map(({ billed }) => secondsOf(billed) * ((billed?.memoryMb ?? 0) / 1024))),
    maxMemoryMb: Math.max(...runs.map(({ maxMemoryKb = 0 }) => maxMemoryKb)) / 1024,
    releases,
  };
}

function secondsOf(billed: Invocation['billed']): number {
  return (billed?.milliseconds ?? 0) / 1000;
}

function isMutating({ action }: RecordedCall): boolean {
  return !/^(Describe|Get)/.test(action);
}

function isListed(world: World, { poolId, addressIds }: Holdings): boolean {
  const { addresses } = ec2State(world);
  const { allocations } = ec2State(world).contentOf(poolId);
  return everyReplica().some((replica) => allocations.list(replica).length > 0 || addressIds.some((id) => addresses.shown(id, replica)));
}

function left(world: World, { poolId, addressIds }: Holdings): number {
  const { addresses } = ec2State(world);
  const { allocations } = ec2State(world).contentOf(poolId);
  return [...allocations.all()].length + addressIds.filter((id) => addresses.get(id)).length;
}
