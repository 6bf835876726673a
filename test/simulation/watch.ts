import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { RecordedCall } from '../../sandbox/calls';
import { ACCOUNT } from '../../sandbox/principal';
import { formatCidr } from '../../sandbox/services/ec2/cidr';
import { ec2State } from '../../sandbox/services/ec2/state';
import { buckets } from '../../sandbox/services/s3/buckets';
import type { Troubles } from './faults';
import { isByFunction } from './faults';
import { REGION, type Run, type SimulatedLambda } from './lambda';
import type { Pool, Surroundings, Thing } from './surroundings';
import { logicalId } from './template';

/** What was created less than this before the handler looked for the last time, no list may have shown. */
const LISTS_LAG = 10_000;

export type Invariant =
  | 'nothing unlisted is released'
  | 'nothing is released while the stack is not being deleted'
  | 'nothing is released unless somebody asked for it'
  | "another account's allocation is released only by its id"
  | 'no cascade takes along what somebody uses'
  | 'what AWS manages is not touched'
  | 'SUCCESS only when everything listed is gone'
  | 'an answer fits, and is the same resource'
  | 'one answer takes effect, in time'
  | 'one destroy succeeds when the faults pass'
  | 'a second destroy finishes what a first could not'
  | 'no credential is logged'
  | 'the calls stay within their bound'
  | 'the stack comes to rest'
  | 'a deployment releases nothing'
  | 'a DryRun that was carried out fails the deployment, which says so'
  | 'what is not listed is still there';

/** Counts how often an invariant was checked, and keeps what broke it. */
export class Findings {
  readonly violations: string[] = [];
  readonly checked = new Map<Invariant, number>();

  expect(invariant: Invariant, holds: boolean, tell: () => string): void {
    this.checked.set(invariant, (this.checked.get(invariant) ?? 0) + 1);
    if (!holds) this.violations.push(`${invariant}: ${tell()}`);
  }
}

export interface Answer {
  readonly at: number;
  readonly key: string;
  readonly status: string;
}

/** Watches every call the function makes, every answer and every line of its log. It knows the truth; the handler knows EC2's lists. */
export class Watch {
  readonly answers: Answer[] = [];
  /** When a pool was to be deleted with all that is in it. */
  readonly #cascadedAt = new Map<string, number>();

  constructor(
    private readonly surroundings: Surroundings,
    private readonly lambda: SimulatedLambda,
    private readonly findings: Findings,
  ) {
    this.seeCalls();
    buckets(surroundings.world).onPut(`cloudformation-custom-resource-response-${REGION.replaceAll('-', '')}`, (key, body) => this.#answered(key, body));
  }

  /** Sees each call before it has any effect, as a fault that never strikes. Faults can be cleared: then it has to be asked again. */
  seeCalls(): void {
    this.surroundings.world.faults.add({
      when: (call) => {
        if (isByFunction(call)) this.#check(call);
        return false;
      },
      with: 'drop',
    });
  }

  #check({ action, input, region }: RecordedCall): void {
    if (input.DryRun === true) return;
    const { world, things, pools } = this.surroundings;
    const state = ec2State(world);
    const isAssociated = ({ association }: { association?: { id: string } | undefined }) => association !== undefined && association.id === input.AssociationId;
    const touched = [...state.addresses.all()].find((address) => address.id === input.AllocationId || isAssociated(address));
    if (!action.startsWith('Describe')) this.findings.expect('what AWS manages is not touched', touched === undefined || things.get(touched.id)?.isManaged !== true, () => `${action} of ${touched?.id ?? ''}`);
    const listedPool = (test: (pool: Pool) => boolean) => pools.some((pool) => pool.id === input.IpamPoolId && test(pool));
    switch (action) {
      case 'ReleaseIpamPoolAllocation': {
        const thing = things.get(String(input.IpamPoolAllocationId));
        this.#released(action, thing?.listed === true, input);
        if (thing?.isTheirs === true) this.findings.expect("another account's allocation is released only by its id", thing.listed, () => thing.id);
        return;
      }
      case 'ReleaseAddress':
        { this.#released(action, things.get(String(input.AllocationId))?.listed === true, input); return; }
      case 'DisassociateAddress': {
        const holder = [...state.addresses.all()].find(({ association, region: where }) => association?.id === input.AssociationId && where === region);
        const thing = holder && things.get(holder.id);
        this.#released(action, holder === undefined || (thing?.listed === true && thing.mayDisassociate), input); return;
      }
      case 'ResetAddressAttribute': {
        const thing = things.get(String(input.AllocationId));
        this.#released(action, thing?.listed === true && thing.mayResetReverseDns, input); return;
      }
      case 'ModifyIpamResourceCidr': {
        const held = pools.filter(({ id }) => [...state.contentOf(id).allocations.all()].some(({ resourceId }) => resourceId === input.ResourceId));
        this.#released(action, held.every((pool) => pool.spec.empty === 'stopMonitoring' && this.surroundings.mustBeEmpty(pool)), input); return;
      }
      case 'DeprovisionIpamPoolCidr':
        { this.#released(action, listedPool((pool) => this.surroundings.mustBeDeleted(pool)), input); return; }
      case 'DeleteIpamPool':
        { this.#deleted(input); return; }
      default:
        this.findings.expect('nothing unlisted is released', /^(Describe|Get|AssumeRole|PutObject|FilterLogEvents)/.test(action), () => `unexpected call of ${action}`);
    }
  }

  /** A pool is listed to be deleted; or it may go in cascade, with nothing in it that is somebody's. */
  #deleted(input: RecordedCall['input']): void {
    const pool = this.surroundings.pools.find(({ id }) => id === input.IpamPoolId);
    const isCascade = pool !== undefined && !this.surroundings.mustBeDeleted(pool) && this.surroundings.mayCascade(pool) && input.Cascade === true;
    this.#released('DeleteIpamPool', isCascade || (pool !== undefined && this.surroundings.mustBeDeleted(pool)), input);
    if (!isCascade) return;
    this.#cascadedAt.set(pool.id, this.surroundings.world.clock.now());
    const used = this.#usedIn(pool);
    this.findings.expect('no cascade takes along what somebody uses', used.length === 0, () => used.join(', '));
  }

  /** What is somebody's in a pool and was there ten seconds before: by what EC2 really has, whatever its lists show, and by what the scenario lists. */
  #usedIn(pool: Pool): string[] {
    const { world, things, livingSince } = this.surroundings;
    const state = ec2State(world);
    const isOld = (since: number | undefined) => since === undefined || since < world.clock.now() - LISTS_LAG;
    const isThere = (other: { readonly state: string } | undefined) => other !== undefined && other.state !== 'delete-complete';
    const allocations = [...state.contentOf(pool.id).allocations.all()].filter(({ id, resourceType, resourceId = '', cidr }) => {
      if (resourceType === 'custom') return things.get(id)?.listed !== true && isOld(things.get(id)?.createdAt);
      const blocks = state.vpcs.get(resourceId)?.cidrs ?? [];
      const isAttached = blocks.some((block) => block.state !== 'disassociated' && formatCidr(block.cidr) === formatCidr(cidr));
      return (isAttached || state.addresses.get(resourceId) !== undefined || isThere(state.pools.get(resourceId))) && isOld(livingSince.get(resourceId));
    });
    const below = [...state.pools.all()].filter((other) => other.sourcePoolId === pool.id && isThere(other));
    return [...allocations, ...below].map(({ id }) => id);
  }

  #released(action: string, isListed: boolean, input: object): void {
    const { stack, scenario } = this.surroundings;
    this.findings.expect('nothing unlisted is released', isListed, () => `${action} ${JSON.stringify(input)}`);
    const reasons: Partial<Record<string, readonly string[]>> = {
      destroy: ['DELETE_IN_PROGRESS'],
      removeWanted: ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
      rollBackCreationWanted: ['ROLLBACK_IN_PROGRESS'],
      deleteFailedCreationWanted: ['DELETE_IN_PROGRESS'],
    };
    // Of two deliveries at once, one may have ended the deletion while the other was on its way.
    const isLeftToOther = scenario.deliveries === 2 && reasons[scenario.end] !== undefined && this.answers.length > 0;
    const isWanted = isLeftToOther || (reasons[scenario.end]?.includes(stack.status) ?? false);
    this.findings.expect('nothing is released while the stack is not being deleted', isWanted, () => `${action} while the stack was ${stack.status}`);
    const isAsked = isLeftToOther || this.surroundings.mayRelease;
    this.findings.expect('nothing is released unless somebody asked for it', isAsked, () => `${action}, by the end ${scenario.end}`);
  }

  #answered(key: string, body: Buffer): void {
    const { world } = this.surroundings;
    const requestId = key.split('|').at(-1) ?? '';
    const run = this.lambda.runs.find(({ event }) => (event as { RequestId?: string }).RequestId === requestId);
    const event = run?.event as { PhysicalResourceId?: string; LogicalResourceId: string } | undefined;
    const answer = JSON.parse(body.toString('utf8')) as CloudFormationCustomResourceResponse;
    const isSame = event?.PhysicalResourceId === undefined || event.PhysicalResourceId === answer.PhysicalResourceId;
    this.findings.expect('an answer fits, and is the same resource', body.byteLength <= 4096 && isSame, () => `${body.byteLength} bytes, ${answer.PhysicalResourceId}`);
    const isFirst = !this.answers.some((other) => other.key === key);
    this.answers.push({ at: world.clock.now(), key, status: answer.Status });
    const isRelease = run?.isDelete === true && (answer.Reason?.includes('listed items are released') ?? false);
    if (answer.Status !== 'SUCCESS' || !isRelease || !isFirst) return;
    const resource = this.surroundings.resources.find((index) => logicalId(index) === event?.LogicalResourceId);
    const left = this.#left(resource ?? 0, this.#lastLook(requestId));
    this.findings.expect('SUCCESS only when everything listed is gone', left.length === 0, () => `left: ${left.join(', ')}`);
  }

  /** When the handler had looked for the last time: the answer may take longer. */
  #lastLook(requestId: string): number {
    const runs = this.lambda.runs.filter(({ event }) => (event as { RequestId?: string }).RequestId === requestId);
    return Math.min(...runs.map(({ decidedAt }) => decidedAt ?? Number.POSITIVE_INFINITY));
  }

  /** What a custom resource lists and is still there. */
  #left(resource: number, lastLook: number): string[] {
    const { world, things, pools } = this.surroundings;
    const state = ec2State(world);
    const isOld = ({ createdAt }: Pick<Thing, 'createdAt'>) => createdAt < lastLook - LISTS_LAG;
    const isThere = ({ kind, id, pool }: Thing) => (kind === 'address' ? state.addresses.get(id) !== undefined : pool !== undefined && state.contentOf(pool.id).allocations.get(id) !== undefined);
    // What others have in a pool that they don't share any more is nothing to this account.
    const isOutOfReach = (pool: Pool | undefined, owner: string) => pool?.spec.owner === 'sharer' && owner !== ACCOUNT && !this.surroundings.isShared(pool.id);
    const mustBeGone = (thing: Thing) => thing.listed && thing.resource === resource && isOld(thing) && !isOutOfReach(thing.pool, thing.at.account);
    const left = [...things.values()].filter((thing) => mustBeGone(thing) && isThere(thing)).map(({ id }) => id);
    const ofPools = pools.filter((_pool, index) => index % this.surroundings.scenario.resources === resource);
    const full = ofPools.filter((pool) => this.surroundings.mustBeEmpty(pool) && [...state.contentOf(pool.id).allocations.all()].some(({ id, owner, resourceId = '' }) => {
      if (isOutOfReach(pool, owner)) return false;
      const since = things.get(id)?.createdAt ?? this.surroundings.livingSince.get(resourceId);
      return since === undefined || isOld({ createdAt: since });
    }));
    const undeleted = ofPools.filter((pool) => this.surroundings.mustBeDeleted(pool) && !['delete-complete', undefined].includes(state.pools.get(pool.id)?.state));
    return [...left, ...full.map(({ id }) => `${id} is not empty`), ...undeleted.map(({ id }) => `${id} is not deleted`)];
  }

  /** What the function wrote, and what it failed with. */
  checkLogs(): void {
    for (const { log, event } of this.lambda.runs) {
      const { ResponseURL = 'no URL' } = event as { ResponseURL?: string };
      const secrets = [ResponseURL, 'X-Amz-Signature', ...this.lambda.secrets];
      const line = log.find((text) => secrets.some((secret) => text.includes(secret)));
      this.findings.expect('no credential is logged', line === undefined, () => line ?? '');
    }
  }

  /** What no handler may touch: whatever is not listed, and nobody else released either. */
  checkUnlisted(takenByOthers: ReadonlySet<string>): void {
    const state = ec2State(this.surroundings.world);
    for (const { id, kind, pool, listed, createdAt } of this.surroundings.things.values()) {
      const cascadedAt = pool && this.#cascadedAt.get(pool.id);
      if (cascadedAt !== undefined && createdAt >= cascadedAt - LISTS_LAG) continue;
      if (listed || takenByOthers.has(id) || (pool && this.surroundings.mustBeDeleted(pool))) continue;
      const isThere = kind === 'address' ? state.addresses.get(id) !== undefined : pool !== undefined && state.contentOf(pool.id).allocations.get(id) !== undefined;
      this.findings.expect('what is not listed is still there', isThere, () => id);
    }
  }

  /**
   * A bound for the calls of the deletion: looks at each source get further apart unless something happens, up to ten seconds, but three while a
   * pool is to go in cascade, which is 14 more a minute of four calls each; each release is tried with a back-off.
   */
  checkCalls(troubles: Troubles): void {
    const { things, pools, lists, scenario, world } = this.surroundings;
    const items = lists.flatMap((list) => Object.values(list) as unknown[][]).reduce((sum, list) => sum + list.length, 0);
    const sources = 2 + items + pools.length + things.size;
    const cascading = pools.filter((pool) => this.surroundings.mayCascade(pool)).length;
    for (const run of this.lambda.runs.filter(({ isDelete }) => isDelete)) {
      const minutes = ((run.endedAt ?? world.clock.now()) - run.startedAt) / 60_000;
      const struck = [...troubles.struck.values()].reduce((sum, times) => sum + times, 0);
      const bound = sources * (30 + 10 * (things.size + scenario.meanwhile.length) + 8 * minutes) + (35 + 56 * cascading) * minutes + struck;
      this.findings.expect('the calls stay within their bound', run.calls <= bound, () => `${run.calls} calls, at most ${Math.round(bound)} expected in ${minutes.toFixed(1)} min`);
    }
  }

  /** The runs of one deletion. */
  runsOf(requestId: string): Run[] {
    return this.lambda.runs.filter(({ event }) => (event as { RequestId?: string }).RequestId === requestId);
  }
}
