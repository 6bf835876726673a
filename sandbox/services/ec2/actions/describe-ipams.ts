import type { DescribeIpamsRequest, DescribeIpamsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { IpamEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { describeIpam } from '../ipam/ipams';
import { list } from '../listing';
import { IPAM } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<IpamEntity> = {
  'ipam-id': ({ id }) => id,
  'owner-id': ({ account }) => account,
  'ipam-region': ({ region }) => region,
  description: ({ description }) => description,
  state: ({ state }) => state,
  tier: ({ tier }) => tier,
};

export function describeIpams(input: DescribeIpamsRequest, call: CallContext): DescribeIpamsResult {
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(call.world).ipams, input, { kind: IPAM, ids: input.IpamIds, filters: FILTERS });
  return { Ipams: records.map((ipam) => describeIpam(call.world, ipam)), NextToken: nextToken };
}
