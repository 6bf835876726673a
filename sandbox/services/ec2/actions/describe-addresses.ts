import type { DescribeAddressesRequest, DescribeAddressesResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { describeAddress } from '../addresses';
import type { AddressEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { someReplica } from '../records';
import { checkId, ELASTIC_IP, notFound } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<AddressEntity> = {
  'allocation-id': ({ id }) => id,
  'association-id': ({ association }) => association?.id,
  'instance-id': () => undefined,
  'network-border-group': ({ networkBorderGroup }) => networkBorderGroup,
  'network-interface-id': ({ association }) => association?.networkInterfaceId,
  'network-interface-owner-id': ({ association, account }) => association && account,
  'private-ip-address': ({ association }) => association?.privateIpAddress,
  'public-ip': ({ publicIp }) => publicIp,
  domain: () => 'vpc',
};

/** Not paginated. One unknown id or address fails the whole call. */
export function describeAddresses(input: DescribeAddressesRequest, call: CallContext): DescribeAddressesResult {
  const { world, caller, region } = call;
  const ids = new Set(input.AllocationIds);
  const ips = new Set(input.PublicIps);
  for (const id of ids) checkId(ELASTIC_IP, id);
  refuseDryRun(input);
  const passes = matchesFilters(input.Filters, FILTERS, ({ tags }) => tags);
  const shown = ec2State(world)
    .addresses.list(someReplica(call))
    .map(({ record }) => record)
    .filter((address) => address.account === caller.account && address.region === region);
  const unknownIds = [...ids].filter((id) => !shown.some((address) => address.id === id));
  if (unknownIds.length > 0) throw notFound(ELASTIC_IP, ...unknownIds);
  const unknownIp = [...ips].find((ip) => !shown.some((address) => address.publicIp === ip));
  if (unknownIp !== undefined) throw new AwsError('InvalidAddress.NotFound', `Address '${unknownIp}' not found.`);
  const isWanted = (address: AddressEntity) => (ids.size === 0 || ids.has(address.id)) && (ips.size === 0 || ips.has(address.publicIp));
  return { Addresses: shown.filter((address) => isWanted(address) && passes(address)).map((address) => describeAddress(world, address)) };
}
