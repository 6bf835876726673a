/**
 * The Regions that every account has, without opting in, with their names for people.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const NAMES: Readonly<Record<string, string | undefined>> = {
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-northeast-3': 'Asia Pacific (Osaka)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ca-central-1': 'Canada (Central)',
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-north-1': 'Europe (Stockholm)',
  'eu-west-1': 'Europe (Ireland)',
  'eu-west-2': 'Europe (London)',
  'eu-west-3': 'Europe (Paris)',
  'sa-east-1': 'South America (Sao Paulo)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
};

export const REGIONS: readonly string[] = Object.keys(NAMES);

export function isRegion(name: string): boolean {
  return REGIONS.includes(name);
}

/** The group that a Region's zones are. */
export function zoneGroup(region: string): { name: string; longName: string } {
  return { name: `${region}-zg-1`, longName: `${NAMES[region] ?? region} 1` };
}

/** Three Availability Zones in every Region. */
export function availabilityZones(region: string): { name: string; id: string }[] {
  const short = region.replace(/^([a-z]+)-([a-z]+)-(\d)$/, (_, area: string, direction: string, digit: string) => {
    const abbreviation = direction.replace('north', 'n').replace('south', 's').replace('east', 'e').replace('west', 'w').replace('central', 'c');
    return `${area}${abbreviation}${digit}`;
  });
  return ['a', 'b', 'c'].map((letter, index) => ({ name: `${region}${letter}`, id: `${short}-az${index + 1}` }));
}
