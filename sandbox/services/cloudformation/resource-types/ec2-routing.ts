import type { NetworkAclAssociation, NetworkAclEntry, PortRange, Route, RouteTableAssociation } from '@aws-sdk/client-ec2';
import { NETWORK_ACL, ROUTE_TABLE } from '../../ec2/resource-ids';
import { flag, number, text } from '../handlers/ec2-calls';
import { networkPart, networkPartEntry } from '../handlers/network-part';
import type { Properties, ResourceType } from '../handlers/resource-type';

const destinationOf = ({ DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId }: Properties) =>
  text(DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId);

/** Route tables and network ACLs, with what is in them and which subnets they are associated with. */
export const EC2_ROUTING: Readonly<Record<string, ResourceType>> = {
  'AWS::EC2::RouteTable': networkPart({ kind: ROUTE_TABLE, id: 'RouteTableId' }),
  // A route does not keep its target from being deleted: it becomes a black hole.
  'AWS::EC2::Route': networkPartEntry({
    of: 'RouteTableId',
    list: 'Routes',
    attribute: 'CidrBlock',
    entry: (properties): Route => ({
      DestinationCidrBlock: text(properties.DestinationCidrBlock),
      DestinationIpv6CidrBlock: text(properties.DestinationIpv6CidrBlock),
      DestinationPrefixListId: text(properties.DestinationPrefixListId),
      // An endpoint's id stands there, too.
      GatewayId: text(properties.GatewayId ?? properties.VpcEndpointId),
      NatGatewayId: text(properties.NatGatewayId),
      InstanceId: text(properties.InstanceId),
      NetworkInterfaceId: text(properties.NetworkInterfaceId),
      TransitGatewayId: text(properties.TransitGatewayId),
      EgressOnlyInternetGatewayId: text(properties.EgressOnlyInternetGatewayId),
      Origin: 'CreateRoute',
      State: 'active',
    }),
    id: (properties) => `${text(properties.RouteTableId) ?? ''}|${destinationOf(properties) ?? ''}`,
  }),
  'AWS::EC2::SubnetRouteTableAssociation': networkPartEntry({
    of: 'RouteTableId',
    list: 'Associations',
    entry: ({ RouteTableId, SubnetId }, id): RouteTableAssociation => ({
      Main: false,
      RouteTableAssociationId: id,
      RouteTableId: text(RouteTableId),
      SubnetId: text(SubnetId),
      AssociationState: { State: 'associated' },
    }),
    id: (_properties, { world }) => world.random.id('rtbassoc'),
  }),
  'AWS::EC2::NetworkAcl': networkPart({ kind: NETWORK_ACL }),
  'AWS::EC2::NetworkAclEntry': networkPartEntry({
    of: 'NetworkAclId',
    list: 'Entries',
    entry: ({ RuleNumber, Protocol, RuleAction, Egress, CidrBlock, Ipv6CidrBlock, PortRange: range }): NetworkAclEntry => ({
      RuleNumber: number(RuleNumber),
      Protocol: text(Protocol),
      RuleAction: text(RuleAction) as NetworkAclEntry['RuleAction'],
      Egress: flag(Egress) ?? false,
      CidrBlock: text(CidrBlock),
      Ipv6CidrBlock: text(Ipv6CidrBlock),
      PortRange: range as PortRange | undefined,
    }),
    id: (_properties, { world }) => `acle-${world.random.hex(17)}`,
  }),
  // A subnet has always one: when this goes, the VPC's own takes its place.
  'AWS::EC2::SubnetNetworkAclAssociation': networkPartEntry({
    of: 'NetworkAclId',
    list: 'Associations',
    attribute: 'AssociationId',
    entry: ({ NetworkAclId, SubnetId }, id): NetworkAclAssociation => ({ NetworkAclAssociationId: id, NetworkAclId: text(NetworkAclId), SubnetId: text(SubnetId) }),
    id: (_properties, { world }) => world.random.id('aclassoc'),
  }),
};
