import type { DescribeIpamResourceDiscoveriesRequest, DescribeIpamResourceDiscoveriesResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { ResourceDiscoveryEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { describeResourceDiscovery } from '../ipam/resource-discoveries';
import { list } from '../listing';
import { IPAM_RESOURCE_DISCOVERY } from '../resource-ids';
import { ec2State } from '../state';

/** The names of the filters are documented nowhere: these are made up after the members of the answer. */
const FILTERS: FilterValues<ResourceDiscoveryEntity> = {
  'ipam-resource-discovery-id': ({ id }) => id,
  'ipam-resource-discovery-region': ({ region }) => region,
  'is-default': () => true,
  'owner-id': ({ account }) => account,
  state: ({ state }) => state,
};

export function describeIpamResourceDiscoveries(input: DescribeIpamResourceDiscoveriesRequest, call: CallContext): DescribeIpamResourceDiscoveriesResult {
  const { world } = call;
  refuseDryRun(input);
  const wanted = { kind: IPAM_RESOURCE_DISCOVERY, ids: input.IpamResourceDiscoveryIds, filters: FILTERS };
  const { records, nextToken } = list(call, ec2State(world).resourceDiscoveries, input, wanted);
  return { IpamResourceDiscoveries: records.map((discovery) => describeResourceDiscovery(world, discovery)), NextToken: nextToken };
}
