import {
  DescribeAddressesCommand,
  DescribePublicIpv4PoolsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  paginateDescribeIpamPools,
  paginateDescribePublicIpv4Pools,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  paginateGetIpamPoolCidrs,
  type EC2Client,
  type SubnetIpv6CidrBlockAssociation,
  type VpcIpv6CidrBlockAssociation,
} from '@aws-sdk/client-ec2';
import { understand, type Verdict } from '../error-table';
import { groupBy, type NonEmpty } from '../group-by';
import { placeKey, type Location } from '../item';
import { listOf, listOfAll } from '../list-of';
import type { World } from '../world';
import { overlap, rangeBetween, rangeOf, type AddressRange } from './address-range';
import { batchesOf, FILTER_VALUES } from './batches';
import { serviceManaged } from './sighting';

/**
 * Whether the resource behind an allocation exists: yes, no, or nobody can say from here; `leaving` while it is being deleted;
 * `withoutCidr` when it exists, but has no address of the allocation's CIDR block any more. IPAM drops the allocation then, too (A54).
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/release-alloc-ipam.html
 */
export type Existence = 'yes' | 'no' | 'leaving' | 'withoutCidr' | 'unknown';

/** A resource that has an allocation, and where it is. */
export interface Holder {
  readonly at: Location;
  readonly type: string;
  readonly id: string;
  /** Of the allocation. */
  readonly cidr: string;
}

/** A resource that exists. */
interface Existing {
  readonly id: string;
  /** What it has of addresses; undefined where a resource of this type is not known by that, or it could not be seen. */
  readonly ranges?: Ranges | undefined;
  /** The service that manages it. */
  readonly service?: string | undefined;
  /** It is being deleted. */
  readonly isLeaving?: boolean;
}

/** Undefined in it stands for one that could not be read. */
type Ranges = readonly (AddressRange | undefined)[];

/** How EC2 is asked which of some resources exist. */
interface LookUp {
  /** As many at once; one, where an id that does not exist fails the whole call. */
  readonly most: number;
  readonly existing: (ec2: EC2Client, ids: string[]) => Promise<readonly Existing[]>;
}

const LOOK_UP: Readonly<Record<string, LookUp | undefined>> = {
  vpc: {
    most: FILTER_VALUES,
    existing: async (ec2, ids) => {
      const pages = paginateDescribeVpcs(pagingWith(ec2), { Filters: [{ Name: 'vpc-id', Values: ids }] });
      return (await listOfAll(pages, 'Vpcs', 'VpcId')).map(({ VpcId: id, CidrBlockAssociationSet: ipv4, Ipv6CidrBlockAssociationSet: ipv6 }) => ({
        id,
        ranges: ipv4 && [...ipv4.flatMap(({ CidrBlock, CidrBlockState }) => attached(CidrBlock, CidrBlockState)), ...attachedIpv6(ipv6)],
      }));
    },
  },
  subnet: {
    most: FILTER_VALUES,
    existing: async (ec2, ids) => {
      const pages = paginateDescribeSubnets(pagingWith(ec2), { Filters: [{ Name: 'subnet-id', Values: ids }] });
      return (await listOfAll(pages, 'Subnets', 'SubnetId')).map(({ SubnetId: id, CidrBlock: ipv4, Ipv6CidrBlockAssociationSet: ipv6 }) => {
        // One with IPv6 alone has no CidrBlock; none has neither.
        const ranges = [...(ipv4 === undefined ? [] : [rangeOf(ipv4)]), ...attachedIpv6(ipv6)];
        return { id, ranges: ranges.length > 0 ? ranges : undefined };
      });
    },
  },
  eip: {
    most: FILTER_VALUES,
    existing: async (ec2, ids) => {
      const answer = await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: ids }] }));
      return listOf(answer, 'Addresses', 'AllocationId').map(({ AllocationId: id, ServiceManaged: service }) => ({ id, service }));
    },
  },
  'ec2-public-ipv4-pool': {
    most: 1,
    existing: async (ec2, ids) => {
      const pages = paginateDescribePublicIpv4Pools(pagingWith(ec2), { PoolIds: ids });
      return (await listOfAll(pages, 'PublicIpv4Pools', 'PoolId')).map(({ PoolId: id, PoolAddressRanges: ranges }) => ({
        id,
        ranges: ranges?.map(({ FirstAddress, LastAddress }) => rangeBetween(FirstAddress, LastAddress)),
      }));
    },
  },
  'ipam-pool': {
    most: 1,
    existing: async (ec2, ids) => {
      const pages = paginateDescribeIpamPools(pagingWith(ec2), { IpamPoolIds: ids });
      const pools = (await listOfAll(pages, 'IpamPools', 'IpamPoolId')).filter(({ State }) => State !== 'delete-complete');
      return Promise.all(
        pools.map(async ({ IpamPoolId: id, State: state }) => (state === 'delete-in-progress' ? { id, isLeaving: true } : { id, ranges: await provisionedTo(ec2, id) })),
      );
    },
  },
};

/** A page may be shorter than what was asked for, also where nobody asked for pages: what is on the next one is not gone. */
function pagingWith(client: EC2Client): { readonly client: EC2Client; readonly stopOnSameToken: boolean } {
  return { client, stopOnSameToken: true };
}

/** Blocks stay listed for about half an hour after they were taken away; any state that is not an end counts as there. */
function attached(cidr: string | undefined, state: { readonly State?: string | undefined } | undefined): Ranges {
  return state?.State === 'disassociated' || state?.State === 'failed' ? [] : [rangeOf(cidr)];
}

function attachedIpv6(blocks: readonly Ipv6Block[] = []): Ranges {
  return blocks.flatMap(({ Ipv6CidrBlock, Ipv6CidrBlockState }) => attached(Ipv6CidrBlock, Ipv6CidrBlockState));
}

type Ipv6Block = VpcIpv6CidrBlockAssociation | SubnetIpv6CidrBlockAssociation;

/** What a pool has of the pool above it. Undefined where the role may not see that: then the pool counts as having it. */
async function provisionedTo(ec2: EC2Client, poolId: string | undefined): Promise<Ranges | undefined> {
  try {
    const cidrs = await listOfAll(paginateGetIpamPoolCidrs(pagingWith(ec2), { IpamPoolId: poolId }), 'IpamPoolCidrs');
    return cidrs.flatMap(({ Cidr, State }) => (State === 'deprovisioned' || State === 'failed-provision' ? [] : [rangeOf(Cidr)]));
  } catch (error) {
    if (understand(error).obstacle === 'permission') return undefined;
    throw error;
  }
}

/** The calls that look for the resources behind allocations, for the preflight to try. */
export const HOLDER_LOOKS: Readonly<Record<string, (ec2: EC2Client) => Promise<unknown>>> = {
  DescribeVpcs: async (ec2) => ec2.send(new DescribeVpcsCommand({ DryRun: true })),
  DescribeSubnets: async (ec2) => ec2.send(new DescribeSubnetsCommand({ DryRun: true })),
  DescribeAddresses: async (ec2) => ec2.send(new DescribeAddressesCommand({ DryRun: true })),
  // The only one without DryRun.
  DescribePublicIpv4Pools: async (ec2) => ec2.send(new DescribePublicIpv4PoolsCommand({ MaxResults: 1 })),
};

/** Whether each of the resources exists, in as few calls as filters allow: by its key, a verdict where EC2 does not let us see. */
export async function existencesOf(world: World, holders: readonly Holder[]): Promise<ReadonlyMap<string, Existence | Verdict>> {
  const alike = [...groupBy(holders, ({ at, type }) => `${type} ${placeKey(at)}`).values()];
  const batches = alike.flatMap((some) => batchesOf(some, LOOK_UP[some[0].type]?.most ?? FILTER_VALUES));
  const answers = batches.map(async (batch) => {
    const existence = await lookFor(world, batch);
    return batch.map((holder) => [holderKey(holder), existence(holder)] as const);
  });
  return new Map((await Promise.all(answers)).flat());
}

async function lookFor(world: World, holders: Readonly<NonEmpty<Holder>>): Promise<(holder: Holder) => Existence | Verdict> {
  const [{ at, type }] = holders;
  const lookUp = LOOK_UP[type];
  if (!lookUp) return () => 'unknown';
  try {
    const existing = new Map((await lookUp.existing(world.ec2(at), [...new Set(holders.map(({ id }) => id))])).map((each) => [each.id, each]));
    return ({ id, cidr }) => {
      const found = existing.get(id);
      if (!found) return 'no';
      if (found.service !== undefined) return serviceManaged(found.service);
      if (found.isLeaving) return 'leaving';
      return found.ranges?.some((range) => overlap(range, rangeOf(cidr))) === false ? 'withoutCidr' : 'yes';
    };
  } catch (error) {
    const verdict = understand(error);
    if (verdict.meaning === 'gone') return () => 'no';
    return () => (verdict.meaning === 'fatal' ? verdict : 'unknown');
  }
}

export function holderKey({ at, type, id, cidr }: Holder): string {
  return `${type} ${id} ${cidr} ${placeKey(at)}`;
}
