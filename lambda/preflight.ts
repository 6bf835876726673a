import { DescribeAddressesCommand, DescribeIpamPoolsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { isFinal, understand, type Verdict } from './error-table';
import type { Invocation } from './invocation';
import { describeItem, placeKey, type Item, type Location } from './item';
import { listOf } from './list-of';
import { HOLDER_LOOKS } from './observe/holders';
import { Observer } from './observe/observer';
import { keyOf } from './observe/pools';
import { blocked, type Sighting } from './observe/sighting';
import { explain } from './report';
import { tryToAskWhy } from './stack';
import { callsOf, resetReverseDns, type MutatingCall, type Step } from './steps';
import type { World } from './world';

/** What a preflight found: what would stop the release later, and what does not exist yet. */
export interface Findings {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  /** What was sent with DryRun, and not refused. */
  readonly carriedOut?: string;
}

/** A policy that CloudFormation has just attached to the role is not everywhere at once. A93 */
const PERMISSIONS_TAKE = 60_000;
const ASK_AGAIN_AFTER = 5_000;

/**
 * Finds out, without changing anything, what would stop the release: by looking, and by a DryRun of one call for each API,
 * Region and pool. Asks again for a minute while a permission is missing or EC2 is busy.
 */
export async function preflight(
  world: World,
  invocation: Invocation,
  items: readonly Item[],
  request: Pick<CloudFormationCustomResourceEvent, 'StackId' | 'LogicalResourceId'>,
  account: string,
): Promise<Findings> {
  const until = world.clock.now() + PERMISSIONS_TAKE;
  for (;;) {
    const findings = await lookAndTry(world, items, request, account);
    world.log('preflight', { ...findings });
    if (!findings.mayChange || world.clock.now() >= until || invocation.isOver) return findings;
    await invocation.sleep(ASK_AGAIN_AFTER);
  }
}

interface Finding {
  readonly is: 'problem' | 'note';
  readonly text: string;
  /** Asking again may help: a permission is on its way, or EC2 did not answer. */
  readonly mayChange: boolean;
}

async function lookAndTry(
  world: World,
  items: readonly Item[],
  request: Pick<CloudFormationCustomResourceEvent, 'StackId' | 'LogicalResourceId'>,
  account: string,
): Promise<Findings & { readonly mayChange: boolean }> {
  const observer = new Observer(world, account);
  const asked = items.map(asUnknown);
  const sightings = await observer.look(asked);
  const tried = await tryDryRuns(world, dryRuns(asked, sightings, observer));
  // Whoever carries out what must change nothing is asked nothing more.
  if (tried.carriedOut !== undefined) return { problems: [tried.carriedOut], notes: [], carriedOut: tried.carriedOut, mayChange: false };
  const looks = holderPlaces(asked).flatMap((at) => Object.entries(HOLDER_LOOKS).map(async ([api, look]) => tryLook(world, api, at, look)));
  const findings = [
    ...asked.flatMap((item) => judge(item, sightings.get(item))),
    ...asked.flatMap((item) => judgePool(item, observer)),
    ...tried.findings,
    ...(await Promise.all(looks)),
    ...(await askCloudFormation(world, request)),
  ].filter((finding) => finding !== undefined);
  const texts = (is: Finding['is']) => [...new Set(findings.filter((finding) => finding.is === is).map(({ text }) => text))];
  const isCertain = findings.some(({ is, mayChange }) => is === 'problem' && !mayChange);
  return { problems: texts('problem'), notes: texts('note'), mayChange: !isCertain && findings.some(({ mayChange }) => mayChange) };
}

/** Whether a pool that the app does not make is there at all is what is to be found out. */
function asUnknown(item: Item): Item {
  return item.kind === 'addresses' ? item : { ...item, pool: { ...item.pool, known: item.pool.inApp } };
}

function judge(item: Item, sighting: Sighting | undefined): Finding[] {
  const name = describeItem(item);
  if (!sighting) return [];
  if (sighting.is === 'unclear') return [problem(name, sighting.verdict)];
  if (sighting.targets.length === 0) {
    return item.kind === 'allocations' || item.kind === 'addresses' ? [{ is: 'note', text: `${name} does not exist`, mayChange: false }] : [];
  }
  return sighting.targets.flatMap((target) => {
    if (target.verdict?.code === 'ServiceManaged') return [{ ...problem(target.name, target.verdict), mayChange: false }];
    return target.verdict && isFinal(target.verdict) ? [problem(target.name, target.verdict)] : [];
  });
}

/** What the pool's scope does not allow. */
function judgePool(item: Item, observer: Observer): Finding[] {
  const pool = item.kind === 'addresses' ? undefined : observer.found(item.pool);
  if (!pool) return [];
  if (item.kind === 'emptyPool' && item.stopMonitoring && !pool.isPrivate) return [problem(describeItem(item), PUBLIC_SCOPE)];
  if (item.kind === 'emptyPool' && item.cascadeWhenUnused && !pool.canCascade) {
    return [{ is: 'note', text: `${describeItem(item)}: EC2 can't delete it in cascade: it has a public scope and no source resource. IPAM is waited for.`, mayChange: false }];
  }
  return [];
}

const PUBLIC_SCOPE = blocked('PublicScope', 'IPAM can stop monitoring resources only in a private scope', 'leave stopMonitoring out for this pool');

/** What would stop the release; but that EC2 is busy now, or refuses something for a reason that nobody knows, tells nothing of later. */
function problem(name: string, verdict: Verdict): Finding {
  const { meaning, obstacle } = verdict;
  const isBusy = meaning === 'retry' || meaning === 'throttled' || meaning === 'unknown';
  const remedy = verdict.remedy === undefined ? '' : `; ${verdict.remedy}`;
  const text = `${name}: ${explain(verdict)}${remedy}.`;
  return { is: isBusy ? 'note' : 'problem', text, mayChange: isBusy || obstacle === 'permission' };
}

/** One call for each API, Region and pool: of what is there, or of what is listed. */
function dryRuns(items: readonly Item[], sightings: ReadonlyMap<Item, Sighting>, observer: Observer): MutatingCall[] {
  const calls = new Map<string, MutatingCall>();
  for (const item of items) {
    const sighting = sightings.get(item);
    const seen = sighting?.is === 'seen' ? sighting.targets.flatMap(({ step }) => (step ? [step] : [])) : [];
    const place = item.kind === 'addresses' ? '' : keyOf(item.pool);
    for (const call of [...seen, ...stepsFor(item, observer)].flatMap(callsWithOptions)) {
      const key = `${call.api} ${placeKey(call.at)} ${place}`;
      if (!calls.has(key)) calls.set(key, call);
    }
  }
  return [...calls.values()];
}

function callsWithOptions(step: Step): readonly MutatingCall[] {
  const reset = step.do === 'releaseAddress' && step.resetReverseDns ? [resetReverseDns(step.at, step.allocationId)] : [];
  return [...callsOf(step), ...reset];
}

/** Stands in for what is not there yet: EC2 asks for the permission first. */
const ANY_CIDR = '10.0.0.0/24';
const ANY_ALLOCATION = `ipam-pool-alloc-${'0'.repeat(32)}`;
const ANY_VPC = `vpc-${'0'.repeat(17)}`;

/** The steps that an item will need, whether anything is there yet or not. */
function stepsFor(item: Item, observer: Observer): Step[] {
  if (item.kind === 'addresses') {
    const { at, allocationId, resetReverseDns: reset } = item;
    if (allocationId === undefined) return [];
    return [{ do: 'releaseAddress', at, allocationId, associationId: undefined, networkBorderGroup: undefined, resetReverseDns: reset }];
  }
  const pool = observer.found(item.pool);
  if (!pool) return [];
  const { poolId, locale, home, scopeId } = pool;
  switch (item.kind) {
    case 'allocations': {
      const { cidr = ANY_CIDR, allocationId = ANY_ALLOCATION } = item;
      return [{ do: 'releaseAllocation', at: locale, poolId, cidr, allocationId }];
    }
    case 'emptyPool': {
      const resource = { resourceId: ANY_VPC, resourceCidr: ANY_CIDR, resourceRegion: locale.region };
      return [
        ...(item.stopMonitoring && scopeId !== undefined ? [{ do: 'stopMonitoring' as const, at: home, ...resource, scopeId }] : []),
        ...(item.cascadeWhenUnused && pool.canCascade ? [{ do: 'deletePool' as const, at: home, poolId, cascade: true }] : []),
      ];
    }
    case 'deletePool': {
      const { cascade } = item;
      return [
        { do: 'deletePool', at: home, poolId, cascade },
        ...(cascade ? [] : [{ do: 'deprovisionCidr' as const, at: home, poolId, cidr: ANY_CIDR }]),
      ];
    }
  }
}

/**
 * Sends the calls with DryRun, one after the other. AWS answers every DryRun with an error (A91); but an endpoint may carry it out. So what can do
 * no harm is tried first, everywhere; where one of those is carried out no other is sent, and the first one that is carried out all the same is the last.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
 */
async function tryDryRuns(world: World, calls: readonly MutatingCall[]): Promise<{ readonly findings: Finding[]; readonly carriedOut?: string }> {
  const harmless = new Map(calls.map(({ api, at }) => [harmlessKey(api, at), { api: harmlessOf(api), at }]));
  const refused = new Set<string>();
  const findings: Finding[] = [];
  for (const [key, { api, at }] of harmless) {
    const finding = await tryHarmless(world, api, at);
    if (finding === 'carriedOut') return { findings: [...findings, { is: 'note', text: `This endpoint in ${at.region} does not know DryRun: whether the role may release was not tried.`, mayChange: false }] };
    if (finding === 'refused') refused.add(key);
    else findings.push(finding);
  }
  for (const { api, at, send } of calls) {
    if (!refused.has(harmlessKey(api, at))) continue;
    try {
      await send(world.ec2(at), { DryRun: true });
      return { findings, carriedOut: carriedOut(api, at) };
    } catch (error) {
      const verdict = understand(error);
      // A success that nobody can read is one.
      if (isSuccess(error)) return { findings, carriedOut: carriedOut(api, at) };
      const finding = whatStops(api, at, verdict);
      if (finding) findings.push(finding);
    }
  }
  return { findings };
}

type Harmless = 'DescribeAddresses' | 'DescribeIpamPools';

function harmlessOf(api: string): Harmless {
  return api.includes('Address') ? 'DescribeAddresses' : 'DescribeIpamPools';
}

function harmlessKey(api: string, at: Location): string {
  return `${harmlessOf(api)} ${placeKey(at)}`;
}

function carriedOut(api: string, { region }: Location): string {
  return `${api} in ${region} was sent with DryRun, and was not refused: what is listed may be released already. AWS refuses every DryRun; this endpoint is not safe to use with a preflight (set it to SKIP)`;
}

function isSuccess(error: unknown): boolean {
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode ?? 0;
  return status >= 200 && status < 300;
}

/** What a DryRun that can do no harm is answered: 'refused' is what AWS does with each. Where there is no list in it, nobody answered. */
async function tryHarmless(world: World, api: Harmless, at: Location): Promise<Finding | 'refused' | 'carriedOut'> {
  try {
    const ec2 = world.ec2(at);
    if (api === 'DescribeAddresses') listOf(await ec2.send(new DescribeAddressesCommand({ DryRun: true })), 'Addresses');
    else listOf(await ec2.send(new DescribeIpamPoolsCommand({ DryRun: true })), 'IpamPools');
    return 'carriedOut';
  } catch (error) {
    const verdict = understand(error);
    return verdict.meaning === 'allowed' ? 'refused' : { ...problem(`${api} in ${at.region}`, verdict), is: 'note', mayChange: true };
  }
}

/** A look that the release may need: without it, others say what is to be waited for. */
async function tryLook(world: World, api: string, at: Location, look: (ec2: EC2Client) => Promise<unknown>): Promise<Finding | undefined> {
  try {
    await look(world.ec2(at));
    return undefined;
  } catch (error) {
    const verdict = understand(error);
    const finding = whatStops(api, at, verdict);
    return finding && verdict.obstacle === 'operation' ? { ...finding, is: 'note' } : finding;
  }
}

/**
 * The permission, or that there is no such operation: whatever else EC2 says, say that something does not exist, it was allowed to be asked.
 * Throttled or silent, it said nothing. A reverse DNS record that can't be taken away is hardly ever there.
 */
function whatStops(api: string, at: Location, verdict: Verdict): Finding | undefined {
  const { obstacle, meaning } = verdict;
  if (obstacle !== 'permission' && obstacle !== 'operation' && obstacle !== 'silence' && meaning !== 'throttled') return undefined;
  const finding = problem(`${api} in ${at.region}`, verdict);
  return obstacle === 'operation' && api === 'ResetAddressAttribute' ? { ...finding, is: 'note' } : finding;
}

/** Where the resources behind allocations will be looked for. */
function holderPlaces(items: readonly Item[]): Location[] {
  const pools = items.flatMap((item) => (item.kind === 'emptyPool' || (item.kind === 'deletePool' && !item.cascade) ? [item.pool] : []));
  return [...new Map(pools.map((pool) => [placeKey(pool), pool])).values()];
}

/** Nothing is ever released unless the role may ask why the stack is deleted: what else CloudFormation says now tells nothing of later. */
async function askCloudFormation(world: World, request: Pick<CloudFormationCustomResourceEvent, 'StackId' | 'LogicalResourceId'>): Promise<Finding[]> {
  const answers = await tryToAskWhy(world, request);
  return answers.map((error) => {
    const finding = problem('CloudFormation', understand(error));
    return understand(error).obstacle === 'permission' ? finding : { ...finding, is: 'note' };
  });
}
