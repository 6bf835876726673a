import type { AddIpamOperatingRegion, Ipam } from '@aws-sdk/client-ec2';
import { callEc2, ec2ResourceType, ifFound, pollUntil, tagSpecifications, text } from '../handlers/ec2-calls';
import { handlerFailure } from '../handlers/handler-failure';
import type { ResourceContext, ResourceState } from '../handlers/resource-type';

/** AWS::EC2::IPAM: `Ref` gives its id. */
export const ec2Ipam = ec2ResourceType({
  // The sandbox's EC2 has no ModifyIpam.
  replacedBy: 'all',

  async create(properties, context) {
    const { Ipam: created } = await callEc2(context, 'CreateIpam', {
      Description: text(properties.Description),
      OperatingRegions: properties.OperatingRegions as AddIpamOperatingRegion[] | undefined,
      Tier: properties.Tier as Ipam['Tier'],
      TagSpecifications: tagSpecifications('ipam', properties, context),
    });
    const id = created?.IpamId ?? '';
    context.identified(id);
    return stateOf(
      await pollUntil(context, async () => {
        const ipam = await look(id, context);
        if (ipam?.State === 'create-failed') throw handlerFailure(ipam.StateMessage ?? ipam.State, 'NotStabilized', context);
        return ipam?.State === 'create-complete' ? ipam : undefined;
      }),
    );
  },

  async delete({ physicalId }, _properties, context) {
    if (!(await ifFound(callEc2(context, 'DeleteIpam', { IpamId: physicalId })))) return;
    await pollUntil(context, async () => {
      const ipam = await look(physicalId, context);
      if (ipam?.State === 'delete-failed') throw handlerFailure(ipam.StateMessage ?? ipam.State, 'NotStabilized', context);
      return !ipam || ipam.State === 'delete-complete' ? true : undefined;
    });
  },
});

async function look(id: string, context: ResourceContext): Promise<Ipam | undefined> {
  const found = await ifFound(callEc2(context, 'DescribeIpams', { IpamIds: [id] }));
  return found?.Ipams?.[0];
}

function stateOf(ipam: Ipam): ResourceState {
  return {
    physicalId: ipam.IpamId ?? '',
    attributes: {
      IpamId: ipam.IpamId,
      Arn: ipam.IpamArn,
      PrivateDefaultScopeId: ipam.PrivateDefaultScopeId,
      PublicDefaultScopeId: ipam.PublicDefaultScopeId,
      ScopeCount: ipam.ScopeCount,
      DefaultResourceDiscoveryId: ipam.DefaultResourceDiscoveryId,
      DefaultResourceDiscoveryAssociationId: ipam.DefaultResourceDiscoveryAssociationId,
      ResourceDiscoveryAssociationCount: ipam.ResourceDiscoveryAssociationCount,
    },
  };
}
