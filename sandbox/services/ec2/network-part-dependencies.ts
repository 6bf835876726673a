import type { IpPermission, NetworkAclAssociation, RouteTableAssociation } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import type { NetworkPartEntity } from './entities';
import { dependencyViolation, madeUp } from './errors';
import { ec2State } from './state';

type Refusal = (world: World, part: NetworkPartEntity) => AwsError | undefined;

/** Why a part is not deleted as long as something depends on it. Types that are not here do not mind. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  // hashicorp/terraform-provider-aws#1671.
  'security-group': (world, { id, isDefault, shown }) => {
    // Documented: "You can't delete a default security group". The code and the rest of the text were not found in any report.
    if (isDefault) return new AwsError('CannotDelete', `the specified group: "${id}" name: "${String(shown.GroupName)}" cannot be deleted by a user`);
    return isGroupInUse(world, id) ? dependencyViolation(`resource ${id} has a dependent object`) : undefined;
  },
  // hashicorp/terraform-provider-aws#73. The main one is answered with the same: aws/aws-cli#1549.
  'route-table': (world, { id, isDefault, shown }) => refuseIf(isDefault === true || associatedSubnets(world, shown).length > 0, 'routeTable', id),
  'network-acl': (world, { id, isDefault, shown }) => {
    if (isDefault) return madeUp('InvalidParameterValue', `cannot delete default network ACL ${id}`);
    return refuseIf(associatedSubnets(world, shown).length > 0, 'networkAcl', id);
  },
  // hashicorp/terraform-provider-aws pull request 5831.
  'vpn-gateway': (world, { id, vpcId }) => (vpcId !== undefined || isNamedBy(world, 'vpn-connection', 'VpnGatewayId', id) ? new AwsError('IncorrectState', 'The VPN gateway is in use.') : undefined),
  'customer-gateway': (world, { id }) => (isNamedBy(world, 'vpn-connection', 'CustomerGatewayId', id) ? new AwsError('IncorrectState', 'The customer gateway is in use.') : undefined),
  'dhcp-options': (world, { id, shown }) => refuseIf(((shown.VpcIds ?? []) as readonly string[]).some((vpcId) => ec2State(world).vpcs.get(vpcId)), 'dhcpOptions', id),
  // hashicorp/terraform-provider-aws#7196, gruntwork-io/cloud-nuke#744.
  'transit-gateway': (world, { id }) => {
    const attachments = namedBy(world, 'transit-gateway-attachment', 'TransitGatewayId', id).map((one) => one.id);
    return attachments.length > 0 ? new AwsError('IncorrectState', `${id} has non-deleted VPC Attachments: ${attachments.join(', ')}.`) : undefined;
  },
  // rebuy-de/aws-nuke#586.
  'resolver-endpoint': (world, { id }) => {
    const rules = namedBy(world, 'resolver-rule', 'ResolverEndpointId', id).map((rule) => `"${rule.id}"`);
    if (rules.length === 0) return undefined;
    return new AwsError('InvalidRequestException', `[RSLVR-00600] Cannot delete resolver endpoint unless its related resolver rules are deleted. The following rules still exist for this resolver endpoint: ${rules.join(', ')}`);
  },
  'resolver-rule': (world, { id }) =>
    isNamedBy(world, 'resolver-rule-association', 'ResolverRuleId', id) ? madeUp('ResourceInUseException', `The resolver rule ${id} is associated with VPCs.`) : undefined,
};

export function refuseDeletion(world: World, part: NetworkPartEntity): void {
  const refusal = REFUSALS[part.type]?.(world, part);
  if (refusal) throw refusal;
}

/** What is in a VPC and keeps it from being deleted: all but what was made with it, and what only refers to it. */
const HOLD_THEIR_VPC = new Set(['security-group', 'route-table', 'network-acl', 'vpc-endpoint', 'egress-only-internet-gateway', 'vpn-gateway', 'transit-gateway-attachment']);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html */
export function holdersOfVpc(world: World, vpcId: string): NetworkPartEntity[] {
  return [...ec2State(world).networkParts.all()].filter((part) => part.vpcId === vpcId && !part.isDefault && HOLD_THEIR_VPC.has(part.type));
}

/** The subnets of an association that are still there: with a subnet, what it is associated with forgets it. */
export function associatedSubnets(world: World, shown: NetworkPartEntity['shown']): string[] {
  const associations = (shown.Associations ?? []) as readonly (RouteTableAssociation & NetworkAclAssociation)[];
  return associations.flatMap(({ SubnetId }) => (SubnetId !== undefined && ec2State(world).subnets.get(SubnetId) ? [SubnetId] : []));
}

function isGroupInUse(world: World, groupId: string): boolean {
  const { networkInterfaces, networkParts } = ec2State(world);
  if ([...networkInterfaces.all()].some(({ groups }) => groups.includes(groupId))) return true;
  return [...networkParts.all()].some(({ id, shown }) => id !== groupId && groupsNamedIn(shown).includes(groupId));
}

/** The groups that the rules of a group refer to. */
function groupsNamedIn({ IpPermissions, IpPermissionsEgress }: NetworkPartEntity['shown']): string[] {
  const permissions = [IpPermissions, IpPermissionsEgress].flatMap((list) => (list ?? []) as readonly IpPermission[]);
  return permissions.flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? []));
}

function namedBy(world: World, type: string, member: string, id: string): NetworkPartEntity[] {
  return [...ec2State(world).networkParts.all()].filter((part) => part.type === type && part.shown[member] === id);
}

function isNamedBy(world: World, type: string, member: string, id: string): boolean {
  return namedBy(world, type, member, id).length > 0;
}

function refuseIf(isHeld: boolean, name: string, id: string): AwsError | undefined {
  return isHeld ? dependencyViolation(`The ${name} '${id}' has dependencies and cannot be deleted.`) : undefined;
}
