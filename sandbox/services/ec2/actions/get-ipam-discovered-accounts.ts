import type { GetIpamDiscoveredAccountsRequest, GetIpamDiscoveredAccountsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { operatingRegionsOf, ownResourceDiscovery } from '../ipam/resource-discoveries';
import { page } from '../pagination';

const FILTERS: FilterValues<string> = { 'account-id': (account) => account };

/** Without AWS Organizations, which are not modelled, that is the account itself. It is looked at all the time. */
export function getIpamDiscoveredAccounts(input: GetIpamDiscoveredAccountsRequest, call: CallContext): GetIpamDiscoveredAccountsResult {
  const { world } = call;
  const { DiscoveryRegion: region = '' } = input;
  const discovery = ownResourceDiscovery(call, input.IpamResourceDiscoveryId ?? '');
  refuseDryRun(input);
  const accounts = operatingRegionsOf(world, discovery).includes(region) ? [discovery.account] : [];
  const listed = accounts.filter(matchesFilters(input.Filters, FILTERS)).map((record, index) => ({ sequence: index + 1, record }));
  const { records, nextToken } = page(listed, input);
  const now = new Date(world.clock.now());
  return {
    IpamDiscoveredAccounts: records.map((AccountId) => ({ AccountId, DiscoveryRegion: region, LastAttemptedDiscoveryTime: now, LastSuccessfulDiscoveryTime: now })),
    NextToken: nextToken,
  };
}
