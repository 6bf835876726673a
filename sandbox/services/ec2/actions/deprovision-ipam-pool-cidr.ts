import type { DeprovisionIpamPoolCidrRequest, DeprovisionIpamPoolCidrResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr, parseCidr } from '../cidr';
import { incorrectState, invalidValue, missingParameter, refuseDryRun } from '../errors';
import { deprovision, describePoolCidr } from '../ipam/pool-cidrs';
import { poolAtHome } from '../ipam/pools';
import { ec2State } from '../state';

/** What it comes to is seen only later: where anything is allocated, failed-deprovision (A62). A second time it is refused (A63). */
export function deprovisionIpamPoolCidr(input: DeprovisionIpamPoolCidrRequest, call: CallContext): DeprovisionIpamPoolCidrResult {
  const pool = poolAtHome(call, input.IpamPoolId ?? '');
  if (input.Cidr === undefined) throw missingParameter('Cidr');
  const text = formatCidr(parseCidr(input.Cidr, 'cidr'));
  const poolCidr = [...ec2State(call.world).contentOf(pool.id).cidrs.all()].findLast(({ cidr }) => formatCidr(cidr) === text);
  if (!poolCidr) throw invalidValue(text, 'cidr', `The CIDR is not provisioned to the IPAM pool ${pool.id}.`);
  refuseDryRun(input);
  if (!['provisioned', 'failed-provision', 'failed-deprovision'].includes(poolCidr.state)) {
    throw incorrectState(`The CIDR ${text} is in state ${poolCidr.state} and cannot be deprovisioned.`);
  }
  return { IpamPoolCidr: describePoolCidr(deprovision(call.world, pool, poolCidr)) };
}
