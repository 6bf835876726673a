import { callEc2, ec2ResourceType, ifFound, isCode, text } from '../handlers/ec2-calls';
import { whileDependent } from '../handlers/while-dependent';

/** AWS::EC2::VPCGatewayAttachment: `Ref` gives `IGW|vpcId`. Its deletion waits for public addresses to be unmapped. */
export const ec2VpcGatewayAttachment = ec2ResourceType({
  replacedBy: 'all',

  async create(properties, context) {
    if (properties.InternetGatewayId === undefined) throw new Error("the sandbox's EC2 attaches internet gateways only: got VpnGatewayId, use InternetGatewayId");
    const VpcId = text(properties.VpcId);
    await callEc2(context, 'AttachInternetGateway', { InternetGatewayId: text(properties.InternetGatewayId), VpcId });
    return { physicalId: `IGW|${VpcId ?? ''}`, attributes: { AttachmentType: 'IGW' } };
  },

  async delete({ physicalId }, { InternetGatewayId }, context) {
    const VpcId = physicalId.slice('IGW|'.length);
    await whileDependent(context, async () => {
      try {
        await ifFound(callEc2(context, 'DetachInternetGateway', { InternetGatewayId: text(InternetGatewayId), VpcId }));
      } catch (error) {
        if (!isCode(error, 'Gateway.NotAttached')) throw error;
      }
    });
  },
});
