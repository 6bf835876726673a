import {
  DescribeAddressesCommand,
  DescribeIpamPoolsCommand,
  DescribePublicIpv4PoolsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../lib/cidr';
import { understand, type Verdict } from '../error-table';
import { groupBy, type NonEmpty } from '../group-by';
import { placeKey, type Location } from '../item';
import { listOf } from '../list-of';
import type { World } from '../world';
import { batchesOf, FILTER_VALUES } from './batches';
import { serviceManaged } from './sighting';

/**
 * Whether the resource behind an allocation exists: yes, no, or nobody can say from here; `withoutCidr` when it does, but has the
 * allocation's CIDR block no more. IPAM drops the allocation then, too.
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/release-alloc-ipam.html
 */
export type Existence = 'yes' | 'no' | 'withoutCidr' | 'unknown';

/** A resource that has an allocation, and where it is. */
export interface Holder {
  readonly at: Location;
  readonly type: string;
  readonly id: string;
  /** Of the allocation, in its canonical form. */
  readonly cidr: string;
}

/** A resource that exists. */
interface Existing {
  readonly id: string | undefined;
  /** Undefined where a resource of this type is not known by its CIDR blocks. */
  readonly cidrs?: readonly string[] | undefined;
  /** The service that manages it. */
  readonly service?: string | undefined;
}

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
      const answer = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values: ids }] }));
      return listOf(answer, 'Vpcs').map(({ VpcId: id, CidrBlockAssociationSet: ipv4, Ipv6CidrBlockAssociationSet: ipv6 = [] }) => ({
        id,
        cidrs: ipv4 && [
          ...ipv4.flatMap(({ CidrBlock, CidrBlockState }) => attached(CidrBlock, CidrBlockState)),
          ...ipv6.flatMap(({ Ipv6CidrBlock, Ipv6CidrBlockState }) => attached(Ipv6CidrBlock, Ipv6CidrBlockState)),
        ],
      }));
    },
  },
  subnet: {
    most: FILTER_VALUES,
    existing: async (ec2, ids) => {
      const answer = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: ids }] }));
      return listOf(answer, 'Subnets').map(({ SubnetId: id }) => ({ id }));
    },
  },
  eip: {
    most: FILTER_VALUES,
    existing: async (ec2, ids) => {
      const answer = await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: ids }] }));
      return listOf(answer, 'Addresses').map(({ AllocationId: id, ServiceManaged: service }) => ({ id, service }));
    },
  },
  'ec2-public-ipv4-pool': {
    most: 1,
    existing: async (ec2, ids) => {
      const answer = await ec2.send(new DescribePublicIpv4PoolsCommand({ PoolIds: ids }));
      return listOf(answer, 'PublicIpv4Pools').map(({ PoolId: id }) => ({ id }));
    },
  },
  'ipam-pool': {
    most: 1,
    existing: async (ec2, ids) => {
      const answer = await ec2.send(new DescribeIpamPoolsCommand({ IpamPoolIds: ids }));
      return listOf(answer, 'IpamPools').filter(({ State }) => !State?.startsWith('delete')).map(({ IpamPoolId: id }) => ({ id }));
    },
  },
};

/** Blocks stay listed for about half an hour after they were taken away; any state that is not an end counts as there. */
function attached(cidr: string | undefined, state: { readonly State?: string | undefined } | undefined): string[] {
  return cidr === undefined || state?.State === 'disassociated' || state?.State === 'failed' ? [] : [canonicalCidr(cidr)];
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
      if (found.service !== undefined && found.service !== '') return serviceManaged(found.service);
      return found.cidrs?.includes(cidr) === false ? 'withoutCidr' : 'yes';
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
