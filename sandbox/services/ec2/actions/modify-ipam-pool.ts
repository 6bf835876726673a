import type { ModifyIpamPoolRequest, ModifyIpamPoolResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { invalidCombination, refuseDryRun } from '../errors';
import { checkPoolIsStable, describePool, poolAtHome } from '../ipam/pools';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

export function modifyIpamPool(input: ModifyIpamPoolRequest, call: CallContext): ModifyIpamPoolResult {
  const { world } = call;
  const { pools } = ec2State(world);
  const pool = poolAtHome(call, input.IpamPoolId ?? '');
  refuseDryRun(input);
  checkPoolIsStable(pool);
  const changes: Record<string, unknown> = { ...input, IpamPoolId: undefined, DryRun: undefined };
  if (Object.values(changes).every((change) => change === undefined)) {
    throw invalidCombination('The request must contain a modification to the ipam pool');
  }
  const removed = new Set(input.RemoveAllocationResourceTags?.map(({ Key }) => Key));
  const kept = Object.entries(pool.allocationResourceTags).filter(([key]) => !removed.has(key));
  const added = (input.AddAllocationResourceTags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const);
  const modified = pools.put({
    ...pool,
    state: 'modify-in-progress',
    description: input.Description ?? pool.description,
    autoImport: input.AutoImport ?? pool.autoImport,
    minNetmaskLength: input.AllocationMinNetmaskLength ?? pool.minNetmaskLength,
    maxNetmaskLength: input.AllocationMaxNetmaskLength ?? pool.maxNetmaskLength,
    defaultNetmaskLength: input.ClearAllocationDefaultNetmaskLength ? undefined : (input.AllocationDefaultNetmaskLength ?? pool.defaultNetmaskLength),
    allocationResourceTags: Object.fromEntries([...kept, ...added]),
  });
  afterAWhile(world, world.unkindness.ipamTransition, () => {
    const current = pools.get(pool.id);
    if (current?.state === 'modify-in-progress') pools.put({ ...current, state: 'modify-complete' });
  });
  return { IpamPool: describePool(modified) };
}
