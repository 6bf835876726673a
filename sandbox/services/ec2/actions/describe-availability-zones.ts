import type { DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { availabilityZones } from '../regions';

const FILTERS: FilterValues<{ name: string; id: string }> = {
  'opt-in-status': () => 'opt-in-not-required',
  'region-name': ({ name }) => name.slice(0, -1),
  'group-name': ({ name }) => groupOf(name.slice(0, -1)),
  state: () => 'available',
  'zone-id': ({ id }) => id,
  'zone-name': ({ name }) => name,
  'zone-type': () => 'availability-zone',
};

/** The zones of a Region are one group. */
const groupOf = (region: string) => `${region}-zg-1`;

export function describeAvailabilityZones(input: DescribeAvailabilityZonesRequest, { region }: CallContext): DescribeAvailabilityZonesResult {
  const zones = availabilityZones(region);
  const unknown = input.ZoneNames?.find((wanted) => !zones.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
  refuseDryRun(input);
  const passes = matchesFilters(input.Filters, FILTERS);
  const isWanted = ({ name, id }: { name: string; id: string }) => (input.ZoneNames?.includes(name) ?? true) && (input.ZoneIds?.includes(id) ?? true);
  return {
    AvailabilityZones: zones
      .filter((zone) => isWanted(zone) && passes(zone))
      .map(({ name, id }) => ({
        ZoneName: name,
        ZoneId: id,
        RegionName: region,
        GroupName: groupOf(region),
        NetworkBorderGroup: region,
        ZoneType: 'availability-zone',
        State: 'available',
        OptInStatus: 'opt-in-not-required',
        Messages: [],
      })),
  };
}
