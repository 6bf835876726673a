import type { ModifyIpamResourceCidrRequest, ModifyIpamResourceCidrResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr, parseCidr } from '../cidr';
import { invalidValue, madeUp, refuseDryRun } from '../errors';
import { dropAllocation } from '../ipam/discovery';
import { scopeAtHome } from '../ipam/pools';
import { describeResourceCidr, poolsByResourceCidr } from '../ipam/resource-cidrs';
import { ec2State } from '../state';

/**
 * Monitored=false makes IPAM ignore the CIDR and, "after some time", removes it from any pool it has an allocation in: the only way to give
 * an allocation back without deleting its resource. How long that takes is documented nowhere: as long here as to notice a deletion. A58
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/change-monitoring-state-ipam.html
 */
export function modifyIpamResourceCidr(input: ModifyIpamResourceCidrRequest, call: CallContext): ModifyIpamResourceCidrResult {
  const { world } = call;
  const { resourceCidrs } = ec2State(world);
  const { ResourceId = '', ResourceCidr = '', ResourceRegion = '', Monitored = true } = input;
  const cidr = formatCidr(parseCidr(ResourceCidr, 'resourceCidr'));
  const scope = scopeAtHome(call, input.CurrentIpamScopeId ?? '');
  const destination = input.DestinationIpamScopeId === undefined ? scope : scopeAtHome(call, input.DestinationIpamScopeId);
  if (scope.type === 'public' || destination.type === 'public') throw madeUp('InvalidParameterCombination', 'Only resource CIDRs in private scopes can be modified.');
  refuseDryRun(input);
  const found = [...resourceCidrs.all()].find(
    (one) => one.scopeId === scope.id && one.resourceId === ResourceId && one.region === ResourceRegion && formatCidr(one.cidr) === cidr,
  );
  if (!found) throw madeUp('UnsupportedOperation', `The resource ${ResourceId} with CIDR ${cidr} is not monitored by IPAM in the scope ${scope.id}.`);
  // Made up: what EC2 answers to whoever asks for it again is documented nowhere, so it is the most unkind thing here. A60
  if (!Monitored && !found.monitored) throw invalidValue(ResourceId, 'resourceId', `The CIDR ${cidr} is already ignored.`);
  // The manual's answer still names the pool that the CIDR is leaving.
  const poolId = poolsByResourceCidr(world, scope.id).get(`${ResourceId} ${cidr}`);
  const changed = resourceCidrs.put({ ...found, monitored: Monitored, scopeId: destination.id });
  if (!Monitored || destination.id !== scope.id) dropAllocation(world, changed);
  return { IpamResourceCidr: describeResourceCidr(world, changed, poolId, resourceCidrs.all()) };
}
