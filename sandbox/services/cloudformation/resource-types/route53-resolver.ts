import { PARTITION } from '../../../principal';
import type { NetworkPartEntity } from '../../ec2/entities';
import { RESOLVER_ENDPOINT, RESOLVER_RULE, RESOLVER_RULE_ASSOCIATION } from '../../ec2/resource-ids';
import { ownSubnet } from '../../ec2/vpcs';
import { text } from '../handlers/ec2-calls';
import { networkPart } from '../handlers/network-part';
import type { Properties, ResourceType } from '../handlers/resource-type';

const arnOf = ({ region, account, type, id }: NetworkPartEntity) => `arn:${PARTITION}:route53resolver:${region}:${account}:${type}/${id}`;
const addressesOf = ({ IpAddresses }: Properties) => (IpAddresses ?? []) as readonly { readonly SubnetId?: string }[];

/** Resolver endpoints with an interface for each address, and the rules of outbound ones. */
export const ROUTE53_RESOLVER: Readonly<Record<string, ResourceType>> = {
  'AWS::Route53Resolver::ResolverEndpoint': networkPart({
    kind: RESOLVER_ENDPOINT,
    prefix: ({ Direction }) => (Direction === 'OUTBOUND' ? 'rslvr-out' : 'rslvr-in'),
    replacedBy: ['Direction', 'SecurityGroupIds'],
    vpcId: (properties, context) => ownSubnet(context, text(addressesOf(properties)[0]?.SubnetId) ?? '').vpcId,
    shown: ({ Direction, Name }) => ({ Direction: text(Direction), Name: text(Name) }),
    interfaces: (properties) => [
      {
        subnetIds: addressesOf(properties).map(({ SubnetId }) => SubnetId),
        description: (id) => `Route 53 Resolver: ${id}`,
        groups: properties.SecurityGroupIds as readonly string[],
        managedBy: 'resolver',
      },
    ],
    id: 'ResolverEndpointId',
    attributes: (part, interfaceIds) => ({ Arn: arnOf(part), Direction: part.shown.Direction, Name: part.shown.Name, HostVPCId: part.vpcId, IpAddressCount: String(interfaceIds.length) }),
  }),
  'AWS::Route53Resolver::ResolverRule': networkPart({
    kind: RESOLVER_RULE,
    replacedBy: ['RuleType'],
    vpcId: () => undefined,
    shown: ({ ResolverEndpointId, DomainName, RuleType }) => ({ ResolverEndpointId: text(ResolverEndpointId), DomainName, RuleType }),
    id: 'ResolverRuleId',
    attributes: (part) => ({ Arn: arnOf(part), DomainName: part.shown.DomainName, ResolverEndpointId: part.shown.ResolverEndpointId }),
  }),
  'AWS::Route53Resolver::ResolverRuleAssociation': networkPart({
    kind: RESOLVER_RULE_ASSOCIATION,
    replacedBy: ['Name', 'ResolverRuleId', 'VPCId'],
    vpcId: ({ VPCId }) => text(VPCId),
    shown: ({ ResolverRuleId, Name }) => ({ ResolverRuleId: text(ResolverRuleId), Name }),
    id: 'ResolverRuleAssociationId',
    attributes: ({ shown, vpcId }) => ({ ResolverRuleId: shown.ResolverRuleId, Name: shown.Name, VPCId: vpcId }),
  }),
};
