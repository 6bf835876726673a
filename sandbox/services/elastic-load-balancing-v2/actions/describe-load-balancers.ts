import type { DescribeLoadBalancersInput, DescribeLoadBalancersOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeLoadBalancer, loadBalancers, notFound } from '../load-balancers';

/** In one page: an account has fifty of a kind, unless its quota is raised. */
export function DescribeLoadBalancers({ LoadBalancerArns: arns = [], Names: names = [] }: DescribeLoadBalancersInput, call: CallContext): DescribeLoadBalancersOutput {
  const { world, caller, region } = call;
  authorize(call, '*');
  const own = [...loadBalancers(world).values()].filter((one) => one.account === caller.account && one.region === region);
  if (arns.some((arn) => !own.some((one) => one.arn === arn)) || names.some((name) => !own.some((one) => one.name === name))) throw notFound();
  const isWanted = arns.length + names.length === 0 ? () => true : (one: (typeof own)[number]) => arns.includes(one.arn) || names.includes(one.name);
  return { LoadBalancers: own.filter(isWanted).map(describeLoadBalancer) };
}
