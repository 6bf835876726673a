import {
  DescribeAddressesCommand,
  DescribeIpamPoolsCommand,
  DescribePublicIpv4PoolsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { understand, type Verdict } from '../error-table';
import type { Location } from '../item';
import type { World } from '../world';

/** Whether the resource behind an allocation exists: yes, no, or nobody can say from here. */
export type Existence = 'yes' | 'no' | 'unknown';

/** Asks EC2 for one resource by id. */
const LOOK_UP: Readonly<Record<string, ((ec2: EC2Client, id: string) => Promise<boolean>) | undefined>> = {
  vpc: async (ec2, id) => {
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values: [id] }] }));
    return Vpcs.length > 0;
  },
  subnet: async (ec2, id) => {
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [id] }] }));
    return Subnets.length > 0;
  },
  eip: async (ec2, id) => {
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [id] }] }));
    return Addresses.length > 0;
  },
  'ec2-public-ipv4-pool': async (ec2, id) => {
    const { PublicIpv4Pools = [] } = await ec2.send(new DescribePublicIpv4PoolsCommand({ PoolIds: [id] }));
    return PublicIpv4Pools.length > 0;
  },
  'ipam-pool': async (ec2, id) => {
    const { IpamPools = [] } = await ec2.send(new DescribeIpamPoolsCommand({ IpamPoolIds: [id] }));
    return IpamPools.some(({ State }) => !State?.startsWith('delete'));
  },
};

/** The calls that look for the resources behind allocations, for the preflight to try. */
export const HOLDER_LOOKS: Readonly<Record<string, (ec2: EC2Client) => Promise<unknown>>> = {
  DescribeVpcs: async (ec2) => ec2.send(new DescribeVpcsCommand({ DryRun: true })),
  DescribeSubnets: async (ec2) => ec2.send(new DescribeSubnetsCommand({ DryRun: true })),
  DescribeAddresses: async (ec2) => ec2.send(new DescribeAddressesCommand({ DryRun: true })),
  // The only one without DryRun.
  DescribePublicIpv4Pools: async (ec2) => ec2.send(new DescribePublicIpv4PoolsCommand({ MaxResults: 1 })),
};

/** Whether a resource exists. Gives a verdict when EC2 does not let us see. */
export async function existenceOf(world: World, at: Location, type: string, id: string): Promise<Existence | Verdict> {
  const lookUp = LOOK_UP[type];
  if (!lookUp) return 'unknown';
  try {
    return (await lookUp(world.ec2(at), id)) ? 'yes' : 'no';
  } catch (error) {
    const verdict = understand(error);
    if (verdict.meaning === 'gone') return 'no';
    return verdict.meaning === 'fatal' ? verdict : 'unknown';
  }
}
