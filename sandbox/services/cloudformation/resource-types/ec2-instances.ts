import { ownNetworkInterface } from '../../ec2/network-interfaces';
import { attachInterface, detachInterface, interfacesOf } from '../../ec2/network-parts';
import { INSTANCE, LAUNCH_TEMPLATE } from '../../ec2/resource-ids';
import { ec2State } from '../../ec2/state';
import { ownSubnet } from '../../ec2/vpcs';
import { ec2ResourceType, text } from '../handlers/ec2-calls';
import { networkPart, type PartInterfaces } from '../handlers/network-part';
import type { Properties, ResourceContext, ResourceType } from '../handlers/resource-type';
import { groupsOf } from './ec2-network-edges';

const instance = networkPart({
  kind: INSTANCE,
  replacedBy: ['AvailabilityZone', 'ImageId', 'KeyName', 'NetworkInterfaces', 'PrivateIpAddress', 'SubnetId', 'SecurityGroupIds'],
  shown: ({ ImageId, InstanceType }) => ({ ImageId, InstanceType }),
  vpcId: (properties, context) => vpcOf(properties, context),
  interfaces: interfacesFor,
  id: 'InstanceId',
});

/** Instances: nothing runs in them. An address stays associated until the instance is terminated. */
export const EC2_INSTANCES: Readonly<Record<string, ResourceType>> = {
  'AWS::EC2::Instance': {
    ...instance,
    async create(properties, context) {
      const state = await instance.create(properties, context);
      for (const { NetworkInterfaceId } of (properties.NetworkInterfaces ?? []) as readonly Properties[]) {
        if (NetworkInterfaceId !== undefined) attachInterface(context.world, ownNetworkInterface(context, text(NetworkInterfaceId) ?? ''), state.physicalId);
      }
      const [primary] = interfacesOf(context.world, state.physicalId);
      const { privateIpAddress: PrivateIp, availabilityZone: AvailabilityZone, vpcId: VpcId } = primary ?? {};
      return { ...state, attributes: { ...state.attributes, PrivateIp, AvailabilityZone, VpcId, PublicIp: '', PublicDnsName: '', PrivateDnsName: '' } };
    },
  },
  'AWS::EC2::NetworkInterfaceAttachment': ec2ResourceType({
    replacedBy: 'all',
    async create({ InstanceId, NetworkInterfaceId }, context) {
      const networkInterface = ownNetworkInterface(context, text(NetworkInterfaceId) ?? '');
      attachInterface(context.world, networkInterface, text(InstanceId) ?? '');
      const id = networkInterface.id.replace('eni-', 'eni-attach-');
      return Promise.resolve({ physicalId: id, attributes: { AttachmentId: id } });
    },
    async delete(_state, { InstanceId, NetworkInterfaceId }, { world }) {
      const networkInterface = ec2State(world).networkInterfaces.get(text(NetworkInterfaceId) ?? '');
      if (networkInterface && networkInterface.partOf === text(InstanceId)) detachInterface(world, networkInterface);
      return Promise.resolve();
    },
  }),
  'AWS::EC2::LaunchTemplate': networkPart({
    kind: LAUNCH_TEMPLATE,
    replacedBy: ['LaunchTemplateName'],
    vpcId: () => undefined,
    id: 'LaunchTemplateId',
    attributes: () => ({ LatestVersionNumber: '1', DefaultVersionNumber: '1' }),
  }),
};

function vpcOf({ SubnetId, NetworkInterfaces }: Properties, context: ResourceContext): string | undefined {
  const [first] = (NetworkInterfaces ?? []) as readonly Properties[];
  const subnetId = text(SubnetId ?? first?.SubnetId);
  if (subnetId !== undefined) return ownSubnet(context, subnetId).vpcId;
  return first?.NetworkInterfaceId === undefined ? undefined : ownNetworkInterface(context, text(first.NetworkInterfaceId) ?? '').vpcId;
}

/** The interfaces that are made with it. */
function interfacesFor(properties: Properties, context: ResourceContext): PartInterfaces[] {
  const { SubnetId, SecurityGroupIds, NetworkInterfaces } = properties;
  const wanted = (NetworkInterfaces ?? [{ SubnetId, GroupSet: SecurityGroupIds }]) as readonly Properties[];
  return wanted.flatMap(({ SubnetId: subnetId, GroupSet }) =>
    subnetId === undefined ? [] : [{ subnetIds: [subnetId], description: () => '', groups: groupsOf(GroupSet, vpcOf(properties, context)), requesterId: context.caller.userId }],
  );
}
