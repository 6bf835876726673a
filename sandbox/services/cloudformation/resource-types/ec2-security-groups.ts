import type { IpPermission, UserIdGroupPair } from '@aws-sdk/client-ec2';
import { SECURITY_GROUP } from '../../ec2/resource-ids';
import { number, text } from '../handlers/ec2-calls';
import { generatedName } from '../handlers/generated-name';
import { networkPart, networkPartEntry } from '../handlers/network-part';
import type { Properties, ResourceType } from '../handlers/resource-type';

const LONGEST_NAME = 255;

const rule = (list: 'IpPermissions' | 'IpPermissionsEgress') =>
  networkPartEntry({ of: 'GroupId', list, entry: (properties) => permissionOf(properties), id: (_properties, { world }) => world.random.id('sgr') });

/** A security group and its rules: `Ref` gives the group's id, and a rule's. */
export const EC2_SECURITY_GROUPS: Readonly<Record<string, ResourceType>> = {
  'AWS::EC2::SecurityGroup': networkPart({
    kind: SECURITY_GROUP,
    replacedBy: ['GroupDescription', 'GroupName', 'VpcId'],
    shown: (properties, context) => ({
      GroupName: text(properties.GroupName) ?? generatedName(context, LONGEST_NAME),
      Description: text(properties.GroupDescription),
      IpPermissions: permissionsOf(properties.SecurityGroupIngress),
      IpPermissionsEgress: permissionsOf(properties.SecurityGroupEgress ?? [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]),
    }),
    id: 'GroupId',
    attributes: ({ id, vpcId }) => ({ Id: id, VpcId: vpcId }),
  }),
  'AWS::EC2::SecurityGroupIngress': rule('IpPermissions'),
  'AWS::EC2::SecurityGroupEgress': rule('IpPermissionsEgress'),
};

function permissionsOf(rules: unknown): IpPermission[] {
  return ((rules ?? []) as readonly Properties[]).map(permissionOf);
}

/** A rule as DescribeSecurityGroups shows it. */
function permissionOf(properties: Properties): IpPermission {
  const { CidrIp, CidrIpv6, Description } = properties;
  const group = text(properties.SourceSecurityGroupId ?? properties.DestinationSecurityGroupId);
  const list = text(properties.SourcePrefixListId ?? properties.DestinationPrefixListId);
  const described = { Description: text(Description) };
  return {
    IpProtocol: text(properties.IpProtocol),
    FromPort: number(properties.FromPort),
    ToPort: number(properties.ToPort),
    IpRanges: CidrIp === undefined ? [] : [{ CidrIp: text(CidrIp), ...described }],
    Ipv6Ranges: CidrIpv6 === undefined ? [] : [{ CidrIpv6: text(CidrIpv6), ...described }],
    PrefixListIds: list === undefined ? [] : [{ PrefixListId: list, ...described }],
    UserIdGroupPairs: group === undefined ? [] : [{ GroupId: group, ...described } satisfies UserIdGroupPair],
  };
}
