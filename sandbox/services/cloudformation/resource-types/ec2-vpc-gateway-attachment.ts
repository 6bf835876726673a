import { detachVpnGateway, ownPart } from '../../ec2/network-parts';
import { VPN_GATEWAY } from '../../ec2/resource-ids';
import { ec2State } from '../../ec2/state';
import { callEc2, ec2ResourceType, ifFound, isCode, pollUntil, text } from '../handlers/ec2-calls';
import type { Properties, ResourceContext } from '../handlers/resource-type';
import { whileDependent } from '../handlers/while-dependent';

/** AWS::EC2::VPCGatewayAttachment: `Ref` gives `IGW|vpcId` or `VGW|vpcId`. Its deletion waits for public addresses to be unmapped. */
export const ec2VpcGatewayAttachment = ec2ResourceType({
  replacedBy: 'all',

  async create(properties, context) {
    const VpcId = text(properties.VpcId);
    const AttachmentType = properties.InternetGatewayId === undefined ? 'VGW' : 'IGW';
    if (AttachmentType === 'IGW') await callEc2(context, 'AttachInternetGateway', { InternetGatewayId: text(properties.InternetGatewayId), VpcId });
    else ec2State(context.world).networkParts.put({ ...vpnGatewayOf(properties, context), vpcId: VpcId });
    return { physicalId: `${AttachmentType}|${VpcId ?? ''}`, attributes: { AttachmentType } };
  },

  // An internet gateway shows what it is attached to.
  adopt(physicalId, properties, context) {
    if (physicalId.startsWith('VGW|')) ec2State(context.world).networkParts.put({ ...vpnGatewayOf(properties, context), vpcId: physicalId.slice('VGW|'.length) });
  },

  async delete({ physicalId }, properties, context) {
    const VpcId = physicalId.slice('IGW|'.length);
    if (physicalId.startsWith('VGW|')) {
      await detach(properties, context);
      return;
    }
    await whileDependent(context, async () => {
      try {
        await ifFound(callEc2(context, 'DetachInternetGateway', { InternetGatewayId: text(properties.InternetGatewayId), VpcId }));
      } catch (error) {
        if (!isCode(error, 'Gateway.NotAttached')) throw error;
      }
    });
  },
});

function vpnGatewayOf({ VpnGatewayId }: Properties, context: ResourceContext) {
  return ownPart(context, VPN_GATEWAY, text(VpnGatewayId) ?? '');
}

async function detach(properties: Properties, context: ResourceContext): Promise<void> {
  const { networkParts } = ec2State(context.world);
  const gateway = networkParts.get(text(properties.VpnGatewayId) ?? '');
  if (gateway?.vpcId === undefined) return;
  if (gateway.state !== 'detaching') detachVpnGateway(context.world, gateway);
  await pollUntil(context, async () => Promise.resolve(networkParts.get(gateway.id)?.vpcId === undefined ? true : undefined));
}
