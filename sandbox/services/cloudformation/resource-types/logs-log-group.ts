import { logGroups } from '../../logs/log-groups';
import { generatedName } from '../handlers/generated-name';
import type { Properties } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

/** AWS::Logs::LogGroup: `Ref` is its name; its ARN ends in `:*`. */
export const logsLogGroup = serviceResourceType('CloudWatchLogs', {
  replacedBy: ['LogGroupName'],

  create: async (properties, context) => {
    const name = (properties.LogGroupName as string | undefined) ?? generatedName(context, 512);
    const Tags = (properties.Tags ?? []) as { Key: string; Value: string }[];
    const group = logGroups(context.world, context.account, context.region).create({
      name,
      retentionInDays: retentionOf(properties),
      tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    });
    return Promise.resolve({ physicalId: name, attributes: { Arn: group.arn } });
  },

  update: async (properties, _old, state, { world, account, region }) => {
    logGroups(world, account, region).setRetention(state.physicalId, retentionOf(properties));
    return Promise.resolve(state);
  },

  delete: async ({ physicalId }, _properties, { world, account, region }) => {
    const groups = logGroups(world, account, region);
    if (groups.find(physicalId)) groups.delete(physicalId);
    return Promise.resolve();
  },
});

function retentionOf(properties: Properties): number | undefined {
  return properties.RetentionInDays === undefined ? undefined : Number(properties.RetentionInDays);
}
