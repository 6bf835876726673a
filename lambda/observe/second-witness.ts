import { DescribeIpamPoolAllocationsCommand, type IpamPoolAllocation } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../lib/cidr';
import { understand } from '../error-table';
import type { Location, PoolItem } from '../item';
import { listOfAll } from '../list-of';
import type { World } from '../world';
import { isManual } from './allocations';
import { hasTag } from './listing';
import type { Allocation } from './pools';
import { blocked, NOTHING, waiting, type Sighting } from './sighting';

/** Lists lag, and EC2 may say for a moment that a pool is not there. */
const BELIEVED_AFTER = 15_000;

const REMEDY =
  'if the pool was shared with the account, have it shared again and delete the stack again; if it was deleted, delete the stack again and retain this resource';

/**
 * Who says that a pool is gone which EC2 does not find any more? Where its share was taken back that looks the same, and what the account has
 * in it is still there. DescribeIpamPoolAllocations lists that in whatever pool it is; it does not name the pool. A49
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeIpamPoolAllocations.html
 */
export class SecondWitness {
  /** Since when a pool has not been found while the account still has what is listed of it. */
  readonly #since = new Map<PoolItem, number>();

  constructor(private readonly world: World) {}

  /** What may be left of an item whose pool is not found. */
  async ask(item: PoolItem, at: Location): Promise<Sighting> {
    let owned: Allocation[];
    try {
      owned = await listOfAll(pages(this.world, at), 'IpamPoolAllocations', 'IpamPoolAllocationId', 'Cidr');
    } catch (error) {
      const verdict = understand(error);
      if (verdict.meaning !== 'fatal') return { is: 'unclear', verdict };
      const message = `EC2 does not find the pool any more, and what the account still has in it could not be seen (${verdict.code}: ${verdict.message})`;
      return { is: 'unclear', verdict: blocked('PoolNotFound', message, REMEDY) };
    }
    const left = owned.filter((allocation) => mayBeMeantBy(item, allocation));
    const [first] = left;
    if (!first) {
      this.#since.delete(item);
      return NOTHING;
    }
    const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
    const message = `EC2 does not find the pool any more, and the account still has ${first.IpamPoolAllocationId} (${first.Cidr})${more}`;
    const now = this.world.clock.now();
    const since = this.#since.get(item) ?? now;
    this.#since.set(item, since);
    return { is: 'unclear', verdict: now - since < BELIEVED_AFTER ? waiting('PoolNotFound', message) : blocked('PoolNotFound', message, REMEDY) };
  }
}

/** In doubt it is: nobody says which pool an allocation is of. */
function mayBeMeantBy(item: PoolItem, allocation: Allocation): boolean {
  if (item.kind !== 'allocations') return true;
  const { allocationId, cidr, tag } = item;
  if (allocationId !== undefined) return allocation.IpamPoolAllocationId === allocationId;
  return isManual(allocation) && (cidr === undefined || canonicalCidr(allocation.Cidr) === cidr) && (tag === undefined || hasTag(allocation, tag));
}

interface Page {
  readonly IpamPoolAllocations?: IpamPoolAllocation[] | undefined;
  readonly NextToken?: string | undefined;
}

/** The SDK has no paginator for it yet. */
async function* pages(world: World, at: Location): AsyncGenerator<Page> {
  let token: string | undefined;
  for (;;) {
    const page: Page = await world.ec2(at).send(new DescribeIpamPoolAllocationsCommand({ NextToken: token }));
    yield page;
    const next = page.NextToken === '' ? undefined : page.NextToken;
    if (next === undefined || next === token) return;
    token = next;
  }
}
