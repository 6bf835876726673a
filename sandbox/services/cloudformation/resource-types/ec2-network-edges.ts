import {
  arn,
  CUSTOMER_GATEWAY,
  DHCP_OPTIONS,
  EGRESS_ONLY_INTERNET_GATEWAY,
  FLOW_LOG,
  TRANSIT_GATEWAY,
  TRANSIT_GATEWAY_ATTACHMENT,
  TRANSIT_GATEWAY_ROUTE_TABLE,
  VPC_ENDPOINT,
  VPN_CONNECTION,
  VPN_GATEWAY,
} from '../../ec2/resource-ids';
import { text } from '../handlers/ec2-calls';
import { networkPart, networkPartEntry, type PartDefinition } from '../handlers/network-part';
import type { Properties, ResourceType } from '../handlers/resource-type';

const nowhere = (): undefined => undefined;

/** The named security groups; the VPC's own when none is. */
export function groupsOf(named: unknown, vpcId: unknown): string[] {
  const groups = (named ?? []) as readonly string[];
  return groups.length > 0 ? [...groups] : [(text(vpcId) ?? '').replace('vpc-', 'sg-')];
}

const vpcAttachment: PartDefinition = {
  kind: TRANSIT_GATEWAY_ATTACHMENT,
  replacedBy: ['TransitGatewayId', 'VpcId'],
  shown: ({ TransitGatewayId, SubnetIds }) => ({ TransitGatewayId: text(TransitGatewayId), SubnetIds }),
  interfaces: ({ SubnetIds }) => [
    { subnetIds: SubnetIds as readonly unknown[], description: (id) => `Network Interface for Transit Gateway Attachment ${id}`, groups: [], managedBy: 'transit_gateway' },
  ],
};

const entryOf = (of: string, list: string, entry: (properties: Properties) => unknown) =>
  networkPartEntry({ of, list, entry, id: (properties) => Object.values(properties).map((value) => text(value) ?? '').join('|') });

/** By which ways a VPC is left: endpoints, gateways other than an internet gateway, VPNs, transit gateways; and what records or configures it. */
export const EC2_NETWORK_EDGES: Readonly<Record<string, ResourceType>> = {
  'AWS::EC2::VPCEndpoint': networkPart({
    kind: VPC_ENDPOINT,
    replacedBy: ['ServiceName', 'VpcEndpointType', 'VpcId'],
    shown: ({ VpcEndpointType = 'Gateway', ServiceName, RouteTableIds = [], SubnetIds = [] }) => ({ VpcEndpointType: text(VpcEndpointType), ServiceName: text(ServiceName), RouteTableIds, SubnetIds }),
    interfaces: ({ VpcEndpointType, SubnetIds, SecurityGroupIds, VpcId }) =>
      VpcEndpointType !== 'Interface' ? [] : [
        { subnetIds: (SubnetIds ?? []) as readonly unknown[], description: (id) => `VPC Endpoint Interface ${id}`, groups: groupsOf(SecurityGroupIds, VpcId), managedBy: 'vpc_endpoint' },
      ],
    attributes: (_part, NetworkInterfaceIds, { world }) => ({ NetworkInterfaceIds, DnsEntries: [], CreationTimestamp: new Date(world.clock.now()).toISOString() }),
  }),
  'AWS::EC2::EgressOnlyInternetGateway': networkPart({ kind: EGRESS_ONLY_INTERNET_GATEWAY }),
  // It has a VPC only while an AWS::EC2::VPCGatewayAttachment attaches it.
  'AWS::EC2::VPNGateway': networkPart({ kind: VPN_GATEWAY, replacedBy: ['AmazonSideAsn', 'Type'], vpcId: nowhere, shown: ({ Type }) => ({ Type: text(Type) }), id: 'VPNGatewayId' }),
  'AWS::EC2::VPNGatewayRoutePropagation': {
    replacedBy: 'all',
    create: async ({ RouteTableIds, VpnGatewayId }) => Promise.resolve({ physicalId: `${(RouteTableIds as readonly string[]).join('|')}|${text(VpnGatewayId) ?? ''}`, attributes: {} }),
    delete: async () => Promise.resolve(),
  },
  'AWS::EC2::CustomerGateway': networkPart({ kind: CUSTOMER_GATEWAY, replacedBy: ['BgpAsn', 'IpAddress', 'Type'], vpcId: nowhere, shown: ({ IpAddress, Type }) => ({ IpAddress, Type }), id: 'CustomerGatewayId' }),
  'AWS::EC2::VPNConnection': networkPart({
    kind: VPN_CONNECTION,
    replacedBy: ['CustomerGatewayId', 'TransitGatewayId', 'VpnGatewayId', 'Type'],
    vpcId: nowhere,
    shown: ({ CustomerGatewayId, VpnGatewayId, TransitGatewayId, Type }) => ({ CustomerGatewayId, VpnGatewayId, TransitGatewayId, Type }),
    id: 'VpnConnectionId',
  }),
  'AWS::EC2::VPNConnectionRoute': entryOf('VpnConnectionId', 'Routes', ({ DestinationCidrBlock }) => ({ DestinationCidrBlock })),
  'AWS::EC2::FlowLog': networkPart({
    kind: FLOW_LOG,
    replacedBy: ['DeliverLogsPermissionArn', 'LogDestination', 'LogDestinationType', 'LogGroupName', 'ResourceId', 'ResourceType', 'TrafficType'],
    vpcId: nowhere,
    shown: ({ ResourceId, TrafficType, LogDestinationType, LogGroupName, LogDestination }) => ({ ResourceId, TrafficType, LogDestinationType, LogGroupName, LogDestination }),
  }),
  'AWS::EC2::DHCPOptions': networkPart({ kind: DHCP_OPTIONS, replacedBy: ['DomainName', 'DomainNameServers', 'NtpServers'], vpcId: nowhere, id: 'DhcpOptionsId' }),
  'AWS::EC2::VPCDHCPOptionsAssociation': networkPartEntry({ of: 'DhcpOptionsId', list: 'VpcIds', entry: ({ VpcId }) => VpcId, id: ({ DhcpOptionsId, VpcId }) => `${text(DhcpOptionsId) ?? ''}|${text(VpcId) ?? ''}` }),
  'AWS::EC2::TransitGateway': networkPart({
    kind: TRANSIT_GATEWAY,
    replacedBy: ['AmazonSideAsn', 'MulticastSupport'],
    vpcId: nowhere,
    attributes: ({ id, region, account }) => ({ TransitGatewayArn: arn(TRANSIT_GATEWAY, region, account, id) }),
  }),
  'AWS::EC2::TransitGatewayAttachment': networkPart(vpcAttachment),
  'AWS::EC2::TransitGatewayVpcAttachment': networkPart(vpcAttachment),
  'AWS::EC2::TransitGatewayRouteTable': networkPart({ kind: TRANSIT_GATEWAY_ROUTE_TABLE, replacedBy: ['TransitGatewayId'], vpcId: nowhere, id: 'TransitGatewayRouteTableId' }),
  'AWS::EC2::TransitGatewayRoute': entryOf('TransitGatewayRouteTableId', 'Routes', ({ DestinationCidrBlock }) => ({ DestinationCidrBlock })),
  'AWS::EC2::TransitGatewayRouteTableAssociation': entryOf('TransitGatewayRouteTableId', 'Associations', ({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId),
  'AWS::EC2::TransitGatewayRouteTablePropagation': entryOf('TransitGatewayRouteTableId', 'Propagations', ({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId),
};
