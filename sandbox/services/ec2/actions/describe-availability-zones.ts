import type { DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { availabilityZones, zoneGroup } from '../regions';

const FILTERS: FilterValues<{ name: string; id: string }> = {
  'opt-in-status': () => 'opt-in-not-required',
  'region-name': ({ name }) => name.slice(0, -1),
  'group-name': ({ name }) => zoneGroup(name.slice(0, -1)).name,
  state: () => 'available',
  'zone-id': ({ id }) => id,
  'zone-name': ({ name }) => name,
  'zone-type': () => 'availability-zone',
};

export function describeAvailabilityZones(input: DescribeAvailabilityZonesRequest, { region }: CallContext): DescribeAvailabilityZonesResult {
  const zones = availabilityZones(region);
  const unknown = input.ZoneNames?.find((wanted) => !zones.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
  refuseDryRun(input);
  const group = zoneGroup(region);
  const passes = matchesFilters(input.Filters, FILTERS);
  const isWanted = ({ name, id }: { name: string; id: string }) => (input.ZoneNames?.includes(name) ?? true) && (input.ZoneIds?.includes(id) ?? true);
  return {
    AvailabilityZones: zones
      .filter((zone) => isWanted(zone) && passes(zone))
      .map(({ name, id }) => ({
        ZoneName: name,
        ZoneId: id,
        RegionName: region,
        GroupName: group.name,
        GroupLongName: group.longName,
        NetworkBorderGroup: region,
        ZoneType: 'availability-zone',
        State: 'available',
        OptInStatus: 'opt-in-not-required',
        Messages: [],
      })),
  };
}
