/** The Regions that every account has, without opting in. */
export const REGIONS: readonly string[] = [
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1',
  'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
];

export function isRegion(name: string): boolean {
  return REGIONS.includes(name);
}

/** Three Availability Zones in every Region. */
export function availabilityZones(region: string): { name: string; id: string }[] {
  const short = region.replace(/^([a-z]+)-([a-z]+)-(\d)$/, (_, area: string, direction: string, digit: string) => {
    const abbreviation = direction.replace('north', 'n').replace('south', 's').replace('east', 'e').replace('west', 'w').replace('central', 'c');
    return `${area}${abbreviation}${digit}`;
  });
  return ['a', 'b', 'c'].map((letter, index) => ({ name: `${region}${letter}`, id: `${short}-az${index + 1}` }));
}
