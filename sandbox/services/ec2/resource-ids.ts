import { AwsError } from '../../aws-error';

/** A kind of resource: how its ids look, how EC2 speaks of one that is not there, how IAM names it. */
export interface ResourceKind {
  readonly prefix: string;
  readonly malformed: string;
  readonly notFound: string;
  readonly describe: (id: string) => string;
  /** As in TagSpecifications, and in the ARN. */
  readonly type: string;
  /** IPAM's own ARNs carry no Region. */
  readonly regional: boolean;
}

const kind = (prefix: string, code: string, name: string, type: string, regional = true): ResourceKind => ({
  prefix,
  malformed: `${code}.Malformed`,
  notFound: `${code}.NotFound`,
  describe: (id) => `The ${name} '${id}' does not exist`,
  type,
  regional,
});

export const IPAM = kind('ipam', 'InvalidIpamId', 'ipam ID', 'ipam', false);
export const IPAM_SCOPE = kind('ipam-scope', 'InvalidIpamScopeId', 'ipam-scope ID', 'ipam-scope', false);
export const IPAM_POOL = kind('ipam-pool', 'InvalidIpamPoolId', 'ipam-pool ID', 'ipam-pool', false);
/** Worded as in hashicorp/terraform-provider-aws#28913. Of IPAM's ARNs, this one has a Region. */
export const IPAM_POOL_ALLOCATION: ResourceKind = {
  ...kind('ipam-pool-alloc', 'InvalidIpamPoolAllocationId', '', 'ipam-pool-allocation'),
  describe: (id) => `The IPAM pool allocation (${id}) does not exist.`,
};
export const IPAM_RESOURCE_DISCOVERY = kind('ipam-res-disco', 'InvalidIpamResourceDiscoveryId', 'ipam-resource-discovery ID', 'ipam-resource-discovery', false);
export const IPAM_RESOURCE_DISCOVERY_ASSOCIATION = kind(
  'ipam-res-disco-assoc',
  'InvalidIpamResourceDiscoveryAssociationId',
  'ipam-resource-discovery-association ID',
  'ipam-resource-discovery-association',
  false,
);
export const ELASTIC_IP: ResourceKind = {
  ...kind('eipalloc', 'InvalidAllocationID', 'allocation ID', 'elastic-ip'),
  malformed: 'InvalidParameterValue',
};
export const EIP_ASSOCIATION: ResourceKind = {
  ...kind('eipassoc', 'InvalidAssociationID', 'association ID', 'elastic-ip'),
  malformed: 'InvalidParameterValue',
};
export const VPC = kind('vpc', 'InvalidVpcID', 'vpc ID', 'vpc');
export const VPC_CIDR_ASSOCIATION = kind('vpc-cidr-assoc', 'InvalidVpcCidrBlockAssociationID', 'vpc CIDR block association ID', 'vpc');
export const SUBNET = kind('subnet', 'InvalidSubnetID', 'subnet ID', 'subnet');
export const NETWORK_INTERFACE: ResourceKind = {
  ...kind('eni', 'InvalidNetworkInterfaceID', 'networkInterface ID', 'network-interface'),
  malformed: 'InvalidNetworkInterfaceId.Malformed',
};
export const INTERNET_GATEWAY: ResourceKind = {
  ...kind('igw', 'InvalidInternetGatewayID', 'internetGateway ID', 'internet-gateway'),
  malformed: 'InvalidInternetGatewayId.Malformed',
};
/** A pool of public addresses of the account's own, as they were before IPAM. */
export const PUBLIC_IPV4_POOL: ResourceKind = {
  ...kind('ipv4pool-ec2', 'InvalidPublicIpv4PoolID', 'publicIpv4Pool ID', 'ipv4pool-ec2'),
  malformed: 'InvalidPublicIpv4PoolID.Malformed',
};
export const NAT_GATEWAY: ResourceKind = {
  ...kind('nat', '', '', 'natgateway'),
  malformed: 'NatGatewayMalformed',
  notFound: 'NatGatewayNotFound',
  describe: (id) => `The Nat Gateway ${id} was not found`,
};
export const SECURITY_GROUP: ResourceKind = {
  ...kind('sg', 'InvalidGroup', '', 'security-group'),
  malformed: 'InvalidGroupId.Malformed',
  describe: (id) => `The security group '${id}' does not exist`,
};
export const ROUTE_TABLE: ResourceKind = { ...kind('rtb', 'InvalidRouteTableID', 'routeTable ID', 'route-table'), malformed: 'InvalidRouteTableId.Malformed' };
export const NETWORK_ACL: ResourceKind = { ...kind('acl', 'InvalidNetworkAclID', 'networkAcl ID', 'network-acl'), malformed: 'InvalidNetworkAclId.Malformed' };
export const VPC_ENDPOINT: ResourceKind = {
  ...kind('vpce', 'InvalidVpcEndpointId', '', 'vpc-endpoint'),
  describe: (id) => `The Vpc Endpoint Id '${id}' does not exist`,
};
export const EGRESS_ONLY_INTERNET_GATEWAY = kind('eigw', 'InvalidEgressOnlyInternetGatewayId', 'egressOnlyInternetGateway ID', 'egress-only-internet-gateway');
export const VPN_GATEWAY = kind('vgw', 'InvalidVpnGatewayID', 'vpnGateway ID', 'vpn-gateway');
export const CUSTOMER_GATEWAY = kind('cgw', 'InvalidCustomerGatewayID', 'customerGateway ID', 'customer-gateway');
export const VPN_CONNECTION = kind('vpn', 'InvalidVpnConnectionID', 'vpnConnection ID', 'vpn-connection');
export const FLOW_LOG = kind('fl', 'InvalidFlowLogId', 'flowLog ID', 'vpc-flow-log');
export const DHCP_OPTIONS = kind('dopt', 'InvalidDhcpOptionID', 'dhcpOption ID', 'dhcp-options');
export const INSTANCE = kind('i', 'InvalidInstanceID', 'instance ID', 'instance');
export const LAUNCH_TEMPLATE = kind('lt', 'InvalidLaunchTemplateId', 'launch template ID', 'launch-template');
export const TRANSIT_GATEWAY = kind('tgw', 'InvalidTransitGatewayID', 'transitGateway ID', 'transit-gateway');
export const TRANSIT_GATEWAY_ATTACHMENT = kind('tgw-attach', 'InvalidTransitGatewayAttachmentID', 'transitGatewayAttachment ID', 'transit-gateway-attachment');
export const TRANSIT_GATEWAY_ROUTE_TABLE = kind('tgw-rtb', 'InvalidRouteTableID', 'transitGatewayRouteTable ID', 'transit-gateway-route-table');
/** Route 53 Resolver's. */
export const RESOLVER_ENDPOINT = kind('rslvr-in', 'ResourceNotFoundException', 'resolver endpoint', 'resolver-endpoint');
export const RESOLVER_RULE = kind('rslvr-rr', 'ResourceNotFoundException', 'resolver rule', 'resolver-rule');
export const RESOLVER_RULE_ASSOCIATION = kind('rslvr-rrassoc', 'ResourceNotFoundException', 'resolver rule association', 'resolver-rule-association');

/** Refuses what does not look like an id of that kind. */
export function checkId({ prefix, malformed }: ResourceKind, id: string): void {
  const digits = prefix === 'ipam-pool-alloc' ? '[0-9a-f]{8,40}' : '[0-9a-f]{8}(?:[0-9a-f]{9})?';
  if (!new RegExp(`^${prefix}-${digits}$`).test(id)) throw new AwsError(malformed, `Invalid id: "${id}" (expecting "${prefix}-...")`);
}

export function notFound({ notFound: code, describe }: ResourceKind, ...ids: string[]): AwsError {
  if (ids.length > 1) return new AwsError(code, describe(ids.join(', ')).replace(' ID ', ' IDs ').replace('does not', 'do not'));
  return new AwsError(code, describe(ids[0] ?? ''));
}

export function arn({ type, regional }: ResourceKind, region: string, account: string, id: string): string {
  return `arn:aws:ec2:${regional ? region : ''}:${account}:${type}/${id}`;
}
