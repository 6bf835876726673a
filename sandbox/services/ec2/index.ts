import * as model from '@aws-sdk/client-ec2';
import type { Api } from '../../api';
import { AwsError } from '../../aws-error';
import { queryService } from '../../protocols/query';
import { acceptAddressTransfer } from './actions/accept-address-transfer';
import { describeAddressesAttribute, modifyAddressAttribute, resetAddressAttribute } from './actions/address-attributes';
import { allocateAddress } from './actions/allocate-address';
import { allocateIpamPoolCidr } from './actions/allocate-ipam-pool-cidr';
import { associateAddress } from './actions/associate-address';
import { attachInternetGateway } from './actions/attach-internet-gateway';
import { createInternetGateway } from './actions/create-internet-gateway';
import { createIpam } from './actions/create-ipam';
import { createIpamPool } from './actions/create-ipam-pool';
import { createIpamScope } from './actions/create-ipam-scope';
import { createNatGateway } from './actions/create-nat-gateway';
import { createNetworkInterface } from './actions/create-network-interface';
import { createPublicIpv4Pool } from './actions/create-public-ipv4-pool';
import { createSubnet } from './actions/create-subnet';
import { createVpc } from './actions/create-vpc';
import { deleteInternetGateway } from './actions/delete-internet-gateway';
import { deleteIpam } from './actions/delete-ipam';
import { deleteIpamPool } from './actions/delete-ipam-pool';
import { deleteIpamScope } from './actions/delete-ipam-scope';
import { deleteNatGateway } from './actions/delete-nat-gateway';
import { deleteNetworkInterface } from './actions/delete-network-interface';
import { deletePublicIpv4Pool } from './actions/delete-public-ipv4-pool';
import { deleteSubnet } from './actions/delete-subnet';
import { deleteVpc } from './actions/delete-vpc';
import { deprovisionIpamPoolCidr } from './actions/deprovision-ipam-pool-cidr';
import { deprovisionPublicIpv4PoolCidr } from './actions/deprovision-public-ipv4-pool-cidr';
import { describeAddressTransfers } from './actions/describe-address-transfers';
import { describeAddresses } from './actions/describe-addresses';
import { describeAvailabilityZones } from './actions/describe-availability-zones';
import { describeByoipCidrs } from './actions/describe-byoip-cidrs';
import { describeInternetGateways } from './actions/describe-internet-gateways';
import { describeIpamPoolAllocations } from './actions/describe-ipam-pool-allocations';
import { describeIpamPools } from './actions/describe-ipam-pools';
import { describeIpamResourceDiscoveries } from './actions/describe-ipam-resource-discoveries';
import { describeIpamResourceDiscoveryAssociations } from './actions/describe-ipam-resource-discovery-associations';
import { describeIpamScopes } from './actions/describe-ipam-scopes';
import { describeIpams } from './actions/describe-ipams';
import { describeMovingAddresses } from './actions/describe-moving-addresses';
import { describeNatGateways } from './actions/describe-nat-gateways';
import { describeNetworkInterfaces } from './actions/describe-network-interfaces';
import { describePublicIpv4Pools } from './actions/describe-public-ipv4-pools';
import { describeRegions } from './actions/describe-regions';
import { describeSubnets } from './actions/describe-subnets';
import { describeVpcs } from './actions/describe-vpcs';
import { detachInternetGateway } from './actions/detach-internet-gateway';
import { disableAddressTransfer } from './actions/disable-address-transfer';
import { disassociateAddress } from './actions/disassociate-address';
import { enableAddressTransfer } from './actions/enable-address-transfer';
import { getIpamAddressHistory } from './actions/get-ipam-address-history';
import { getIpamDiscoveredAccounts } from './actions/get-ipam-discovered-accounts';
import { getIpamDiscoveredPublicAddresses } from './actions/get-ipam-discovered-public-addresses';
import { getIpamDiscoveredResourceCidrs } from './actions/get-ipam-discovered-resource-cidrs';
import { getIpamPoolAllocations } from './actions/get-ipam-pool-allocations';
import { getIpamPoolCidrs } from './actions/get-ipam-pool-cidrs';
import { getIpamResourceCidrs } from './actions/get-ipam-resource-cidrs';
import { modifyIpam } from './actions/modify-ipam';
import { modifyIpamPool } from './actions/modify-ipam-pool';
import { modifyIpamPoolAllocation } from './actions/modify-ipam-pool-allocation';
import { modifyIpamResourceCidr } from './actions/modify-ipam-resource-cidr';
import { modifyIpamScope } from './actions/modify-ipam-scope';
import { provisionIpamPoolCidr } from './actions/provision-ipam-pool-cidr';
import { provisionPublicIpv4PoolCidr } from './actions/provision-public-ipv4-pool-cidr';
import { releaseAddress } from './actions/release-address';
import { releaseIpamPoolAllocation } from './actions/release-ipam-pool-allocation';
import { createTags, deleteTags, describeTags } from './actions/tags';
import { associateVpcCidrBlock, disassociateVpcCidrBlock } from './actions/vpc-cidr-blocks';
import { admit } from './admission';
import { invalidParameter } from './errors';

const actions = {
  CreateIpam: createIpam,
  DescribeIpams: describeIpams,
  ModifyIpam: modifyIpam,
  DeleteIpam: deleteIpam,
  CreateIpamScope: createIpamScope,
  DescribeIpamScopes: describeIpamScopes,
  ModifyIpamScope: modifyIpamScope,
  DeleteIpamScope: deleteIpamScope,
  CreateIpamPool: createIpamPool,
  DescribeIpamPools: describeIpamPools,
  ModifyIpamPool: modifyIpamPool,
  DeleteIpamPool: deleteIpamPool,
  ProvisionIpamPoolCidr: provisionIpamPoolCidr,
  DeprovisionIpamPoolCidr: deprovisionIpamPoolCidr,
  GetIpamPoolCidrs: getIpamPoolCidrs,
  AllocateIpamPoolCidr: allocateIpamPoolCidr,
  ReleaseIpamPoolAllocation: releaseIpamPoolAllocation,
  GetIpamPoolAllocations: getIpamPoolAllocations,
  DescribeIpamPoolAllocations: describeIpamPoolAllocations,
  ModifyIpamPoolAllocation: modifyIpamPoolAllocation,
  GetIpamResourceCidrs: getIpamResourceCidrs,
  ModifyIpamResourceCidr: modifyIpamResourceCidr,
  DescribeIpamResourceDiscoveries: describeIpamResourceDiscoveries,
  DescribeIpamResourceDiscoveryAssociations: describeIpamResourceDiscoveryAssociations,
  GetIpamDiscoveredAccounts: getIpamDiscoveredAccounts,
  GetIpamDiscoveredResourceCidrs: getIpamDiscoveredResourceCidrs,
  GetIpamDiscoveredPublicAddresses: getIpamDiscoveredPublicAddresses,
  GetIpamAddressHistory: getIpamAddressHistory,
  AllocateAddress: allocateAddress,
  DescribeAddresses: describeAddresses,
  DescribeAddressesAttribute: describeAddressesAttribute,
  ModifyAddressAttribute: modifyAddressAttribute,
  ResetAddressAttribute: resetAddressAttribute,
  AssociateAddress: associateAddress,
  DisassociateAddress: disassociateAddress,
  ReleaseAddress: releaseAddress,
  EnableAddressTransfer: enableAddressTransfer,
  AcceptAddressTransfer: acceptAddressTransfer,
  DisableAddressTransfer: disableAddressTransfer,
  DescribeAddressTransfers: describeAddressTransfers,
  DescribeByoipCidrs: describeByoipCidrs,
  DescribeMovingAddresses: describeMovingAddresses,
  CreateVpc: createVpc,
  DescribeVpcs: describeVpcs,
  DeleteVpc: deleteVpc,
  AssociateVpcCidrBlock: associateVpcCidrBlock,
  DisassociateVpcCidrBlock: disassociateVpcCidrBlock,
  CreateSubnet: createSubnet,
  DescribeSubnets: describeSubnets,
  DeleteSubnet: deleteSubnet,
  CreatePublicIpv4Pool: createPublicIpv4Pool,
  DescribePublicIpv4Pools: describePublicIpv4Pools,
  DeletePublicIpv4Pool: deletePublicIpv4Pool,
  ProvisionPublicIpv4PoolCidr: provisionPublicIpv4PoolCidr,
  DeprovisionPublicIpv4PoolCidr: deprovisionPublicIpv4PoolCidr,
  CreateInternetGateway: createInternetGateway,
  DescribeInternetGateways: describeInternetGateways,
  AttachInternetGateway: attachInternetGateway,
  DetachInternetGateway: detachInternetGateway,
  DeleteInternetGateway: deleteInternetGateway,
  CreateNatGateway: createNatGateway,
  DescribeNatGateways: describeNatGateways,
  DeleteNatGateway: deleteNatGateway,
  CreateNetworkInterface: createNetworkInterface,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DeleteNetworkInterface: deleteNetworkInterface,
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeTags: describeTags,
  DescribeRegions: describeRegions,
  DescribeAvailabilityZones: describeAvailabilityZones,
};

/** Amazon EC2, as far as addresses and IPAM need it. */
export const ec2Api: Api<typeof actions> = {
  name: 'ec2',
  actions,
  unknownAction: (action) => new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`),
  admit,
};

/** The same over the EC2 Query protocol. */
export const ec2 = queryService({
  api: ec2Api,
  model,
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  ec2: true,
  invalidParameter,
});
