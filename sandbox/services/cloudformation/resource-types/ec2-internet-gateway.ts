import { callEc2, ec2ResourceType, ifFound, retag, tagSpecifications } from '../handlers/ec2-calls';

/** AWS::EC2::InternetGateway: `Ref` gives its id. */
export const ec2InternetGateway = ec2ResourceType({
  replacedBy: [],

  async create(properties, context) {
    const { InternetGateway } = await callEc2(context, 'CreateInternetGateway', {
      TagSpecifications: tagSpecifications('internet-gateway', properties, context),
    });
    const id = InternetGateway?.InternetGatewayId ?? '';
    return { physicalId: id, attributes: { InternetGatewayId: id } };
  },

  async update(properties, old, state, context) {
    await retag(state.physicalId, properties, old, context);
    return state;
  },

  async delete({ physicalId }, _properties, context) {
    await ifFound(callEc2(context, 'DeleteInternetGateway', { InternetGatewayId: physicalId }));
  },
});
