import type { DescribeIpamPoolAllocationsResult, DescribeIpamPoolsResult, Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error';
import type { RecordedCall } from '../calls';
import { removeAllocation, allocationWithId } from '../services/ec2/ipam/allocations';
import { describePool, localeRegion, poolsIn } from '../services/ec2/ipam/pools';
import { ec2State } from '../services/ec2/state';
import type { World } from '../world';
import { answers, permits, says, SECOND, weather, type TurnedRound, type TurnRound } from './turn-round';

const LATE = { listLag: { min: 40 * SECOND, max: 50 * SECOND }, lateWrites: 1 };

export const POOLS: Readonly<Record<string, TurnedRound>> = {
  A33: {
    how: 'what is in a pool goes with its CIDR',
    turn: (world) => {
      world.faults.surround({ action: 'DeprovisionIpamPoolCidr' }, emptied(world));
    },
  },
  A34: { how: "DescribeIpamPools does not show a pool at its IPAM's home", turn: shown((pool, region) => pool.region !== region) },
  A35: { how: 'DescribeIpamPools does not show a pool in its locale', turn: shown((pool, region) => localeRegion(pool) !== region) },
  A36: { how: 'DescribeIpamPools shows a pool everywhere', turn: answers<DescribeIpamPoolsResult>('DescribeIpamPools', (_, __, world) => ({ IpamPools: poolsIn(world, () => true).map(describePool) })) },
  A37: { how: 'lists are 40 seconds behind, after every write', turn: weather(LATE) },
  A38: { how: 'lists are 40 seconds behind, after every write', turn: weather(LATE) },
  A42: { how: 'a second release of an allocation has another code', turn: says('ReleaseIpamPoolAllocation', 'InvalidParameterCombination', 'NoSuchThing') },
  A43: {
    how: 'a release that names another CIDR is carried out',
    turn: permits('ReleaseIpamPoolAllocation', 'InvalidParameterCombination', (world, { IpamPoolAllocationId }) => {
      const allocation = allocationWithId(world, String(IpamPoolAllocationId));
      if (allocation) removeAllocation(world, allocation);
      return { Success: true };
    }),
  },
  A44: { how: 'a release in another Region has another code', turn: says('ReleaseIpamPoolAllocation', 'InvalidIpamPoolId.NotFound', 'UnsupportedOperation') },
  A49: { how: 'DescribeIpamPoolAllocations lists nothing', turn: answers<DescribeIpamPoolAllocationsResult>('DescribeIpamPoolAllocations', (answer) => ({ ...answer, IpamPoolAllocations: [] })) },
  A61: { how: 'DeleteIpamPool refuses a pool that has CIDRs with another code', turn: says('DeleteIpamPool', 'DependencyViolation', 'NoSuchThing') },
  A62: {
    how: 'what is allocated goes with its CIDR',
    turn: (world) => {
      world.faults.surround({ action: 'DeprovisionIpamPoolCidr' }, emptied(world));
    },
  },
  A63: { how: 'a second deprovisioning has another code', turn: says('DeprovisionIpamPoolCidr', 'IncorrectState', 'NoSuchThing') },
  A64: { how: 'pending-provision and pending-deprovision last 80 seconds', turn: weather({ poolCidrTransition: { min: 80 * SECOND, max: 90 * SECOND } }) },
  A65: { how: 'create-, modify- and delete-in-progress last 80 seconds', turn: weather({ ipamTransition: { min: 80 * SECOND, max: 90 * SECOND } }) },
  A66: {
    how: 'a cascade is refused',
    turn: (world) => {
      world.faults.add({ action: 'DeleteIpamPool', when: ({ input }) => input.Cascade === true, with: new AwsError('DependencyViolation', 'The pool has allocations.') });
    },
  },
  A68: { how: 'a cascade is accepted in a public scope', turn: permits('DeleteIpamPool', 'InvalidParameterCombination', () => ({})) },
  A71: {
    how: 'a pool that is gone is listed as if it were there',
    turn: answers<DescribeIpamPoolsResult>('DescribeIpamPools', (answer, { input }) => {
      const [id] = ((input.Filters ?? []) as readonly Filter[]).flatMap(({ Values }) => Values ?? []);
      return id !== undefined && answer.IpamPools?.length === 0 ? { IpamPools: [{ IpamPoolId: id, State: 'create-complete' }] } : answer;
    }),
  },
  A70: { how: 'a second DeleteIpamPool has another code', turn: says('DeleteIpamPool', 'InvalidIpamPoolId.NotFound', 'NoSuchThing') },
};

/** What is in a pool goes with its CIDR. */
function emptied(world: World) {
  return async (proceed: () => Promise<unknown>, { input }: RecordedCall): Promise<unknown> => {
    for (const allocation of [...ec2State(world).contentOf(String(input.IpamPoolId)).allocations.all()]) removeAllocation(world, allocation);
    return proceed();
  };
}

type Pool = ReturnType<typeof poolsIn>[number];

/** Which pools DescribeIpamPools shows, by the Region in which it is asked. Without a filter it shows all: whoever removes them finds them. */
function shown(isShown: (pool: Pool, region: string) => boolean): TurnRound {
  return answers<DescribeIpamPoolsResult>('DescribeIpamPools', (answer, { input, region }, world) => {
    if (input.Filters === undefined && input.IpamPoolIds === undefined) return answer;
    const known = new Set(poolsIn(world, (pool) => isShown(pool, region)).map(({ id }) => id));
    return { ...answer, IpamPools: answer.IpamPools?.filter(({ IpamPoolId = '' }) => known.has(IpamPoolId)) };
  });
}
