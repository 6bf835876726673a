import type { CreatePublicIpv4PoolRequest, CreatePublicIpv4PoolResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { PUBLIC_IPV4_POOL } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';

export function createPublicIpv4Pool(input: CreatePublicIpv4PoolRequest, { world, caller, region }: CallContext): CreatePublicIpv4PoolResult {
  const tags = tagsFrom(input.TagSpecifications, PUBLIC_IPV4_POOL);
  refuseDryRun(input);
  const { id } = ec2State(world).publicIpv4Pools.put({
    id: world.random.id(PUBLIC_IPV4_POOL.prefix),
    account: caller.account,
    region,
    tags,
    networkBorderGroup: input.NetworkBorderGroup ?? region,
    cidrs: [],
  });
  return { PoolId: id };
}
