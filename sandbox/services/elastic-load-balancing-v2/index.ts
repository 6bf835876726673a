import * as model from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Api } from '../../api';
import { AwsError } from '../../aws-error';
import { queryService } from '../../protocols/query';
import { CreateLoadBalancer } from './actions/create-load-balancer';
import { DeleteLoadBalancer } from './actions/delete-load-balancer';
import { DescribeLoadBalancers } from './actions/describe-load-balancers';

const VERSION = '2015-12-01';

const actions = { CreateLoadBalancer, DeleteLoadBalancer, DescribeLoadBalancers };

/** Elastic Load Balancing v2, as far as the addresses of load balancers go: nothing is balanced. */
export const elasticLoadBalancingV2Api: Api<typeof actions> = {
  name: 'elasticloadbalancing',
  actions,
  unknownAction: (action) => new AwsError('InvalidAction', `Could not find operation ${action} for version ${VERSION}`),
};

/** The same over HTTP. */
export const elasticLoadBalancingV2 = queryService({
  api: elasticLoadBalancingV2Api,
  model,
  version: VERSION,
  xmlNamespace: `http://elasticloadbalancing.amazonaws.com/doc/${VERSION}/`,
  ec2: false,
  invalidParameter: ({ kind, parameter }) => new AwsError('ValidationError', `1 validation error detected: ${kind} parameter ${parameter}`),
});
