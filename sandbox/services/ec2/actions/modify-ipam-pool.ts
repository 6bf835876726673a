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
  const { IpamPoolId: _, DryRun: __, ...changes } = input;
  if (Object.values(changes).every((change) => change === undefined)) {
    throw invalidCombination('The request must contain a modification to the ipam pool');
  }
  const allocationResourceTags: Record<string, string> = { ...pool.allocationResourceTags };
  for (const { Key = '' } of input.RemoveAllocationResourceTags ?? []) delete allocationResourceTags[Key];
  for (const { Key = '', Value = '' } of input.AddAllocationResourceTags ?? []) allocationResourceTags[Key] = Value;
  const modified = pools.put({
    ...pool,
    state: 'modify-in-progress',
    description: input.Description ?? pool.description,
    autoImport: input.AutoImport ?? pool.autoImport,
    minNetmaskLength: input.AllocationMinNetmaskLength ?? pool.minNetmaskLength,
    maxNetmaskLength: input.AllocationMaxNetmaskLength ?? pool.maxNetmaskLength,
    defaultNetmaskLength: input.ClearAllocationDefaultNetmaskLength ? undefined : (input.AllocationDefaultNetmaskLength ?? pool.defaultNetmaskLength),
    allocationResourceTags,
  });
  afterAWhile(world, world.unkindness.ipamTransition, () => {
    const current = pools.get(pool.id);
    if (current?.state === 'modify-in-progress') pools.put({ ...current, state: 'modify-complete' });
  });
  return { IpamPool: describePool(modified) };
}
