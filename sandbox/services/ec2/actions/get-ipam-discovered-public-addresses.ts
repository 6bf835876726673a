import type { GetIpamDiscoveredPublicAddressesRequest, GetIpamDiscoveredPublicAddressesResult, IpamDiscoveredPublicAddress } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { AddressEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { operatingRegionsOf, ownResourceDiscovery } from '../ipam/resource-discoveries';
import { page } from '../pagination';
import { someReplica } from '../records';
import { ec2State } from '../state';
import { tagList } from '../tags';

/** The names of the filters are documented nowhere: these are made up after the members of the answer. */
const FILTERS: FilterValues<AddressEntity> = {
  address: ({ publicIp }) => publicIp,
  'address-allocation-id': ({ id }) => id,
  'address-owner-id': ({ account }) => account,
  'association-status': ({ association }) => statusOf(association),
  'public-ipv4-pool-id': ({ publicIpv4Pool }) => publicIpv4Pool,
};

function statusOf(association: AddressEntity['association']): 'associated' | 'disassociated' {
  return association ? 'associated' : 'disassociated';
}

/** The Elastic IPs of the account in a Region. Other public addresses are not modelled. */
export function getIpamDiscoveredPublicAddresses(input: GetIpamDiscoveredPublicAddressesRequest, call: CallContext): GetIpamDiscoveredPublicAddressesResult {
  const { world } = call;
  const { AddressRegion: region = '' } = input;
  const { addresses, networkInterfaces } = ec2State(world);
  const discovery = ownResourceDiscovery(call, input.IpamResourceDiscoveryId ?? '');
  refuseDryRun(input);
  const isDiscovered = operatingRegionsOf(world, discovery).includes(region);
  const passes = matchesFilters(input.Filters, FILTERS);
  const listed = addresses.list(someReplica(call)).filter(({ record }) => isDiscovered && record.account === discovery.account && record.region === region && passes(record));
  const { records, nextToken } = page(listed, input);
  const now = new Date(world.clock.now());
  const describe = ({ id, account, publicIp, association, serviceManaged, publicIpv4Pool, networkBorderGroup, tags }: AddressEntity): IpamDiscoveredPublicAddress => {
    const networkInterface = association && networkInterfaces.get(association.networkInterfaceId);
    return {
      IpamResourceDiscoveryId: discovery.id,
      AddressRegion: region,
      Address: publicIp,
      AddressOwnerId: account,
      AddressAllocationId: id,
      AssociationStatus: statusOf(association),
      AddressType: serviceManaged ? 'service-managed-ip' : publicIpv4Pool.startsWith('ipam-pool-') ? 'amazon-owned-contig' : publicIpv4Pool === 'amazon' ? 'amazon-owned-eip' : 'byoip',
      Service: networkInterface?.managedBy === 'natGateway' ? 'nat-gateway' : networkInterface?.managedBy && 'load-balancer',
      VpcId: networkInterface?.vpcId,
      SubnetId: networkInterface?.subnetId,
      PublicIpv4PoolId: publicIpv4Pool === 'amazon' ? undefined : publicIpv4Pool,
      NetworkInterfaceId: networkInterface?.id,
      NetworkInterfaceDescription: networkInterface?.description,
      Tags: { EipTags: tagList(tags) },
      NetworkBorderGroup: networkBorderGroup,
      SecurityGroups: networkInterface?.groups.map((GroupId) => ({ GroupId, GroupName: 'default' })),
      SampleTime: now,
    };
  };
  return { IpamDiscoveredPublicAddresses: records.map(describe), OldestSampleTime: now, NextToken: nextToken };
}
