import type { CreateLoadBalancerInput, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import { perform } from '../../../api';
import { AwsError } from '../../../aws-error';
import { elasticLoadBalancingV2Api } from '../../elastic-load-balancing-v2';
import { adoptLoadBalancer } from '../../elastic-load-balancing-v2/load-balancers';
import { pollUntil, text } from '../handlers/ec2-calls';
import { generatedName } from '../handlers/generated-name';
import type { ResourceContext } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

const LONGEST_NAME = 32;

/** AWS::ElasticLoadBalancingV2::LoadBalancer: `Ref` gives its ARN. */
export const elasticLoadBalancingV2LoadBalancer = serviceResourceType('ElasticLoadBalancingV2', {
  // The sandbox's Elastic Load Balancing modifies nothing.
  replacedBy: 'all',

  async create(properties, context) {
    const ipamPoolId = text(properties.Ipv4IpamPoolId);
    const { LoadBalancers } = await perform(elasticLoadBalancingV2Api, context, 'CreateLoadBalancer', {
      Name: text(properties.Name) ?? generatedName(context, LONGEST_NAME),
      Type: properties.Type as CreateLoadBalancerInput['Type'],
      Scheme: properties.Scheme as CreateLoadBalancerInput['Scheme'],
      Subnets: properties.Subnets as string[] | undefined,
      SubnetMappings: properties.SubnetMappings as CreateLoadBalancerInput['SubnetMappings'],
      SecurityGroups: properties.SecurityGroups as string[] | undefined,
      IpamPools: ipamPoolId === undefined ? undefined : { Ipv4IpamPoolId: ipamPoolId },
    });
    const arn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    context.identified(arn);
    const created = await pollUntil(context, async () => {
      const found = await look(arn, context);
      return found?.State?.Code === 'active' ? found : undefined;
    });
    return {
      physicalId: arn,
      attributes: {
        LoadBalancerArn: arn,
        LoadBalancerFullName: arn.slice(arn.indexOf('/') + 1),
        LoadBalancerName: created.LoadBalancerName,
        DNSName: created.DNSName,
        CanonicalHostedZoneID: created.CanonicalHostedZoneId,
        SecurityGroups: created.SecurityGroups,
      },
    };
  },

  adopt(arn, _properties, { world, account, region }) {
    adoptLoadBalancer(world, { arn, account, region });
  },

  // It does not wait for the interfaces, which hold subnets and Elastic IPs for minutes: aws-cloudformation/cloudformation-coverage-roadmap#831.
  async delete({ physicalId }, _properties, context) {
    await perform(elasticLoadBalancingV2Api, context, 'DeleteLoadBalancer', { LoadBalancerArn: physicalId });
    await pollUntil(context, async () => ((await look(physicalId, context)) ? undefined : true));
  },
});

async function look(arn: string, context: ResourceContext): Promise<LoadBalancer | undefined> {
  try {
    const { LoadBalancers } = await perform(elasticLoadBalancingV2Api, context, 'DescribeLoadBalancers', { LoadBalancerArns: [arn] });
    return LoadBalancers?.[0];
  } catch (error) {
    if (error instanceof AwsError && error.code === 'LoadBalancerNotFound') return undefined;
    throw error;
  }
}
