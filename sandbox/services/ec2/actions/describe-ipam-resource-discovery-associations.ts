import type { DescribeIpamResourceDiscoveryAssociationsRequest, DescribeIpamResourceDiscoveryAssociationsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { ResourceDiscoveryAssociationEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { describeAssociation } from '../ipam/resource-discoveries';
import { list } from '../listing';
import { IPAM_RESOURCE_DISCOVERY_ASSOCIATION } from '../resource-ids';
import { ec2State } from '../state';

/** The names of the filters are documented nowhere: these are made up after the members of the answer. */
const FILTERS: FilterValues<ResourceDiscoveryAssociationEntity> = {
  'ipam-id': ({ ipamId }) => ipamId,
  'ipam-resource-discovery-association-id': ({ id }) => id,
  'ipam-resource-discovery-id': ({ resourceDiscoveryId }) => resourceDiscoveryId,
  'is-default': () => true,
  'owner-id': ({ account }) => account,
  state: ({ state }) => state,
};

export function describeIpamResourceDiscoveryAssociations(
  input: DescribeIpamResourceDiscoveryAssociationsRequest,
  call: CallContext,
): DescribeIpamResourceDiscoveryAssociationsResult {
  refuseDryRun(input);
  const wanted = { kind: IPAM_RESOURCE_DISCOVERY_ASSOCIATION, ids: input.IpamResourceDiscoveryAssociationIds, filters: FILTERS };
  const { records, nextToken } = list(call, ec2State(call.world).resourceDiscoveryAssociations, input, wanted);
  return { IpamResourceDiscoveryAssociations: records.map(describeAssociation), NextToken: nextToken };
}
