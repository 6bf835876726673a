import { paginateDescribeIpamPools } from '@aws-sdk/client-ec2';
import { isFinal, understand, type Verdict } from '../error-table';
import { listOfAll } from '../list-of';
import type { World } from '../world';
import type { FoundPool } from './pools';
import { waiting } from './sighting';

/** Lists lag, and a resource may be younger than what EC2 shows: what a cascade takes along must have been seen to be nobody's for this long. */
const SETTLED_AFTER = 10_000;

/** And what was looked at must not be older than this when it is called: another call may have hung meanwhile. */
const FRESH_FOR = 5_000;

/** What passes gets so many tries; then IPAM is waited for as without a cascade. */
const MOST_TRIES = 3;

/** One thing in a pool, as a cascade sees it. */
export interface Content {
  readonly id: string;
  /** `ghost`: the resource behind it does not exist any more. `listed`: it is released anyhow. Everything else is somebody's. */
  readonly is: 'ghost' | 'listed' | 'somebodys';
}

/**
 * Whether a pool may be deleted with all that is in it, instead of waiting for IPAM to notice that nothing of it is used: DeleteIpamPool with
 * Cascade (A66). What is looked at right before the call counts, and what was looked at before that has to agree.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html
 */
export class Cascades {
  /** By pool: since when there has been nothing of somebody's in it, and since when each ghost has been one. */
  readonly #unused = new Map<string, { readonly since: number; readonly ghosts: ReadonlyMap<string, number> }>();
  readonly #tries = new Map<string, number>();
  readonly #refusals = new Map<string, string>();

  constructor(private readonly world: World) {}

  /** What one look at the pool's contents, which began then, comes to: `soon` when later looks have to agree; or until when it may be called. */
  async judge(pool: FoundPool, contents: readonly Content[], lookedAt: number): Promise<'no' | 'soon' | { readonly freshUntil: number }> {
    const { poolId } = pool;
    if (this.refusalOf(pool) !== undefined || contents.length === 0 || contents.some(({ is }) => is === 'somebodys')) {
      this.#unused.delete(poolId);
      return 'no';
    }
    const { since, ghosts: before } = this.#unused.get(poolId) ?? { since: lookedAt, ghosts: new Map<string, number>() };
    const ghosts = new Map(contents.filter(({ is }) => is === 'ghost').map(({ id }) => [id, before.get(id) ?? lookedAt] as const));
    this.#unused.set(poolId, { since, ghosts });
    if ([since, ...ghosts.values()].some((from) => lookedAt - from < SETTLED_AFTER)) return 'soon';
    const verdict = await this.#ifAlone(pool);
    const freshUntil = lookedAt + FRESH_FOR;
    if (verdict !== 'alone' || this.world.clock.now() <= freshUntil) return verdict === 'alone' ? { freshUntil } : verdict;
    this.failed(poolId, waiting('LateLook', 'to look at what is in the pool took too long'));
    return 'soon';
  }

  /** Why the pool is not deleted so any more, if it was tried. */
  refusalOf({ poolId, state }: FoundPool): string | undefined {
    return state === 'delete-failed' ? 'the pool is delete-failed' : this.#refusals.get(poolId);
  }

  /** EC2 did not do it. */
  failed(poolId: string, verdict: Verdict): void {
    const tries = (this.#tries.get(poolId) ?? 0) + 1;
    this.#tries.set(poolId, tries);
    if (tries < MOST_TRIES && !isFinal(verdict) && verdict.meaning !== 'unknown') return;
    this.#refusals.set(poolId, `${verdict.code}: ${verdict.message}`);
  }

  /** A pool below need not have taken anything yet, and would go, too (A67). Where that can't be seen now, a later look may. */
  async #ifAlone({ poolId, home }: FoundPool): Promise<'no' | 'soon' | 'alone'> {
    try {
      const pools = await listOfAll(paginateDescribeIpamPools({ client: this.world.ec2(home), stopOnSameToken: true }, {}), 'IpamPools', 'IpamPoolId');
      return pools.some(({ SourceIpamPoolId, State }) => SourceIpamPoolId === poolId && State !== 'delete-complete') ? 'no' : 'alone';
    } catch (error) {
      this.failed(poolId, understand(error));
      return 'soon';
    }
  }
}
