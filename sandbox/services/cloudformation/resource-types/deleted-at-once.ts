import { PARTITION } from '../../../principal';
import { generatedName } from '../handlers/generated-name';
import type { Properties, ResourceContext, ResourceState, ResourceType } from '../handlers/resource-type';

/** A resource that AWS deletes at once, too, and that no part of a network waits for. */
function deletedAtOnce(replacedBy: ResourceType['replacedBy'], stateOf: (properties: Properties, context: ResourceContext) => ResourceState): ResourceType {
  return {
    replacedBy,
    create: async (properties, context) => Promise.resolve(stateOf(properties, context)),
    update: async (_properties, _old, state) => Promise.resolve(state),
    delete: async () => Promise.resolve(),
  };
}

/** The ARN of what belongs to a load balancer, or to one of its listeners: the last part is its own. */
function under(owner: unknown, kind: string, { world }: ResourceContext): string {
  return `${String(owner).replace(/:(loadbalancer|listener)\//, `:${kind}/`)}/${world.random.hex(16)}`;
}

export const DELETED_AT_ONCE: Readonly<Record<string, ResourceType>> = {
  'AWS::ElasticLoadBalancingV2::Listener': deletedAtOnce(['LoadBalancerArn'], ({ LoadBalancerArn }, context) => {
    const arn = under(LoadBalancerArn, 'listener', context);
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  }),
  'AWS::ElasticLoadBalancingV2::ListenerRule': deletedAtOnce(['ListenerArn'], ({ ListenerArn }, context) => {
    const arn = under(ListenerArn, 'listener-rule', context);
    return { physicalId: arn, attributes: { RuleArn: arn, IsDefault: false } };
  }),
  'AWS::ElasticLoadBalancingV2::TargetGroup': deletedAtOnce(['Name', 'Port', 'Protocol', 'TargetType', 'VpcId'], ({ Name }, context) => {
    const { account, region, world } = context;
    const name = (Name as string | undefined) ?? generatedName(context, 32);
    const full = `targetgroup/${name}/${world.random.hex(16)}`;
    const arn = `arn:${PARTITION}:elasticloadbalancing:${region}:${account}:${full}`;
    return { physicalId: arn, attributes: { TargetGroupArn: arn, TargetGroupFullName: full, TargetGroupName: name, LoadBalancerArns: [] } };
  }),
  'AWS::IAM::InstanceProfile': deletedAtOnce(['InstanceProfileName', 'Path'], ({ InstanceProfileName }, context) => {
    const name = (InstanceProfileName as string | undefined) ?? generatedName(context, 128);
    return { physicalId: name, attributes: { Arn: `arn:${PARTITION}:iam::${context.account}:instance-profile/${name}` } };
  }),
};
