import type { GetIpamPoolCidrsRequest, GetIpamPoolCidrsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr } from '../cidr';
import type { PoolCidrEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { describePoolCidr } from '../ipam/pool-cidrs';
import { isVisible } from '../ipam/pools';
import { FIVE_TO_A_THOUSAND, page } from '../pagination';
import { someReplica } from '../records';
import { checkId, IPAM_POOL, notFound } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<PoolCidrEntity> = {
  cidr: ({ cidr }) => formatCidr(cidr),
  'ipam-pool-cidr-id': ({ id }) => id,
  state: ({ state }) => state,
};

export function getIpamPoolCidrs(input: GetIpamPoolCidrsRequest, call: CallContext): GetIpamPoolCidrsResult {
  const { world } = call;
  const state = ec2State(world);
  const id = input.IpamPoolId ?? '';
  checkId(IPAM_POOL, id);
  refuseDryRun(input);
  const replica = someReplica(call);
  const pool = state.pools.shown(id, replica);
  if (!pool || !isVisible(pool, call)) throw notFound(IPAM_POOL, id);
  const passes = matchesFilters(input.Filters, FILTERS);
  const listed = state.contentOf(id).cidrs.list(replica).filter(({ record }) => passes(record));
  const { records, nextToken } = page(listed, input, { ...FIVE_TO_A_THOUSAND, longest: world.unkindness.longestPage });
  return { IpamPoolCidrs: records.map(describePoolCidr), NextToken: nextToken };
}
