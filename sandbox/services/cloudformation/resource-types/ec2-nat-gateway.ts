import type { ConnectivityType, NatGateway } from '@aws-sdk/client-ec2';
import { callEc2, ec2ResourceType, ifFound, pollUntil, retag, tagSpecifications, text } from '../handlers/ec2-calls';
import { handlerFailure } from '../handlers/handler-failure';
import type { ResourceContext } from '../handlers/resource-type';

/** AWS::EC2::NatGateway: `Ref` gives its id. Its deletion ends only when it no longer holds its address. */
export const ec2NatGateway = ec2ResourceType({
  replacedBy: ['AllocationId', 'ConnectivityType', 'PrivateIpAddress', 'SubnetId'],

  async create(properties, context) {
    const { NatGateway: created } = await callEc2(context, 'CreateNatGateway', {
      SubnetId: text(properties.SubnetId),
      AllocationId: text(properties.AllocationId),
      ConnectivityType: properties.ConnectivityType as ConnectivityType | undefined,
      PrivateIpAddress: text(properties.PrivateIpAddress),
      TagSpecifications: tagSpecifications('natgateway', properties, context),
    });
    const id = created?.NatGatewayId ?? '';
    context.identified(id);
    const { NatGatewayAddresses } = await pollUntil(context, async () => {
      const found = await look(id, context);
      if (found?.State === 'failed') throw handlerFailure(found.FailureMessage ?? found.State, 'NotStabilized', context);
      return found?.State === 'available' ? found : undefined;
    });
    return { physicalId: id, attributes: { NatGatewayId: id, EniId: NatGatewayAddresses?.[0]?.NetworkInterfaceId } };
  },

  async update(properties, old, state, context) {
    await retag(state.physicalId, properties, old, context);
    return state;
  },

  async delete({ physicalId }, _properties, context) {
    if (!(await ifFound(callEc2(context, 'DeleteNatGateway', { NatGatewayId: physicalId })))) return;
    await pollUntil(context, async () => {
      const found = await look(physicalId, context);
      return !found || found.State === 'deleted' ? true : undefined;
    });
  },
});

async function look(id: string, context: ResourceContext): Promise<NatGateway | undefined> {
  const found = await ifFound(callEc2(context, 'DescribeNatGateways', { NatGatewayIds: [id] }));
  return found?.NatGateways?.[0];
}
