import type { GetIpamAddressHistoryRequest, GetIpamAddressHistoryResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr, parseCidr } from '../cidr';
import { refuseDryRun } from '../errors';
import { historyOf } from '../ipam/history';
import { scopeAtHome } from '../ipam/pools';
import { page } from '../pagination';

const BOUNDS = { min: 1, max: 1000, unasked: 100 };

/** What had a CIDR and when, as it is now or was when it went: changes of its compliance in between are not kept. */
export function getIpamAddressHistory(input: GetIpamAddressHistoryRequest, call: CallContext): GetIpamAddressHistoryResult {
  const { world } = call;
  const scope = scopeAtHome(call, input.IpamScopeId ?? '');
  const cidr = formatCidr(parseCidr(input.Cidr ?? '', 'cidr'));
  refuseDryRun(input);
  const to = input.EndTime?.getTime() ?? world.clock.now();
  const from = input.StartTime?.getTime() ?? to;
  const history = historyOf(world, scope.id, cidr, from, to).filter(({ VpcId }) => input.VpcId === undefined || VpcId === input.VpcId);
  const { records, nextToken } = page(history.map((record, index) => ({ sequence: index + 1, record })), input, BOUNDS);
  return { HistoryRecords: records, NextToken: nextToken };
}
