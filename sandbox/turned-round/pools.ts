import type { DescribeIpamPoolAllocationsResult, DescribeIpamPoolsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error';
import type { RecordedCall } from '../calls';
import { removeAllocation, allocationWithId } from '../services/ec2/ipam/allocations';
import { describePool, localeRegion, poolsIn } from '../services/ec2/ipam/pools';
import { ec2State } from '../services/ec2/state';
import type { World } from '../world';
import { answers, permits, says, SECOND, weather, type TurnRound } from './turn-round';

const LATE = { listLag: { min: 40 * SECOND, max: 50 * SECOND }, lateWrites: 1 };

export const POOLS: Readonly<Record<string, TurnRound>> = {
  A33: (world) => {
    world.faults.surround({ action: 'DeprovisionIpamPoolCidr' }, emptied(world));
  },
  A34: shown((pool, region) => pool.region !== region),
  A35: shown((pool, region) => localeRegion(pool) !== region),
  A36: answers<DescribeIpamPoolsResult>('DescribeIpamPools', (_, __, world) => ({ IpamPools: poolsIn(world, () => true).map(describePool) })),
  A37: weather(LATE),
  A38: weather(LATE),
  A42: says('ReleaseIpamPoolAllocation', 'InvalidParameterCombination', 'NoSuchThing'),
  A43: permits('ReleaseIpamPoolAllocation', 'InvalidParameterCombination', (world, { IpamPoolAllocationId }) => {
    const allocation = allocationWithId(world, String(IpamPoolAllocationId));
    if (allocation) removeAllocation(world, allocation);
    return { Success: true };
  }),
  A44: says('ReleaseIpamPoolAllocation', 'InvalidIpamPoolId.NotFound', 'UnsupportedOperation'),
  A49: answers<DescribeIpamPoolAllocationsResult>('DescribeIpamPoolAllocations', (answer) => ({ ...answer, IpamPoolAllocations: [] })),
  A61: says('DeleteIpamPool', 'DependencyViolation', 'NoSuchThing'),
  A62: (world) => {
    world.faults.surround({ action: 'DeprovisionIpamPoolCidr' }, emptied(world));
  },
  A63: says('DeprovisionIpamPoolCidr', 'IncorrectState', 'NoSuchThing'),
  A64: weather({ poolCidrTransition: { min: 80 * SECOND, max: 90 * SECOND } }),
  A65: weather({ ipamTransition: { min: 80 * SECOND, max: 90 * SECOND } }),
  A66: (world) => {
    world.faults.add({ action: 'DeleteIpamPool', when: ({ input }) => input.Cascade === true, with: new AwsError('DependencyViolation', 'The pool has allocations.') });
  },
  A68: permits('DeleteIpamPool', 'InvalidParameterCombination', () => ({})),
  A70: says('DeleteIpamPool', 'InvalidIpamPoolId.NotFound', 'NoSuchThing'),
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
