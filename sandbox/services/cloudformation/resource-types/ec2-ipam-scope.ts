import type { IpamScope } from '@aws-sdk/client-ec2';
import { callEc2, ec2ResourceType, ifFound, pollUntil, tagSpecifications, text } from '../handlers/ec2-calls';
import type { ResourceContext } from '../handlers/resource-type';

/** AWS::EC2::IPAMScope: `Ref` gives its id. */
export const ec2IpamScope = ec2ResourceType({
  // The sandbox's EC2 has no ModifyIpamScope.
  replacedBy: 'all',

  async create(properties, context) {
    const { IpamScope: created } = await callEc2(context, 'CreateIpamScope', {
      IpamId: text(properties.IpamId),
      Description: text(properties.Description),
      TagSpecifications: tagSpecifications('ipam-scope', properties, context),
    });
    const id = created?.IpamScopeId ?? '';
    context.identified(id);
    const scope = await pollUntil(context, async () => {
      const found = await look(id, context);
      return found?.State === 'create-complete' ? found : undefined;
    });
    const { IpamScopeArn: Arn, IpamArn, IpamScopeType, IsDefault, PoolCount } = scope;
    return { physicalId: id, attributes: { IpamScopeId: id, Arn, IpamArn, IpamScopeType, IsDefault, PoolCount } };
  },

  async delete({ physicalId }, _properties, context) {
    if (!(await ifFound(callEc2(context, 'DeleteIpamScope', { IpamScopeId: physicalId })))) return;
    await pollUntil(context, async () => ((await look(physicalId, context)) ? undefined : true));
  },
});

/** The scope, unless it is gone. */
async function look(id: string, context: ResourceContext): Promise<IpamScope | undefined> {
  const found = await ifFound(callEc2(context, 'DescribeIpamScopes', { IpamScopeIds: [id] }));
  return found?.IpamScopes?.find(({ State }) => State !== 'delete-complete');
}
