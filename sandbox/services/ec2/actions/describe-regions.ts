import type { DescribeRegionsRequest, DescribeRegionsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../aws-error';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { isRegion, REGIONS } from '../regions';

const endpoint = (region: string) => `ec2.${region}.amazonaws.com`;

const FILTERS: FilterValues<string> = {
  endpoint,
  'opt-in-status': () => 'opt-in-not-required',
  'region-name': (region) => region,
};

export function describeRegions(input: DescribeRegionsRequest): DescribeRegionsResult {
  const unknown = input.RegionNames?.find((name) => !isRegion(name));
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid region provided: ${unknown}`);
  refuseDryRun(input);
  const passes = matchesFilters(input.Filters, FILTERS);
  const shown = REGIONS.filter((region) => (input.RegionNames?.includes(region) ?? true) && passes(region));
  return { Regions: shown.map((region) => ({ RegionName: region, Endpoint: endpoint(region), OptInStatus: 'opt-in-not-required' })) };
}
