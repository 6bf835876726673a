import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeIpamsCommand, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import type { Place } from './account';
import { ACTIVE_ADDRESS, DEAREST, PRICES, PRICES_OF } from './price-list';
import type { Creation, Probe } from './probe';
import { refusalOf } from './refusal';
import { ROOM, type Need } from './room';
import { MINUTE } from './wait';

export interface Plan {
  readonly lines: readonly string[];
  /** What keeps a run from being one; undefined when nothing does. */
  readonly obstacle?: string | undefined;
}

/** What all probes share, and removing it at the end. */
const SHARED: readonly Creation[] = [
  { what: 'stack, role and log group', count: 1 },
  { what: 'Lambda function', count: 1 },
];
const AROUND = 10;

/** Who is asked, what will be made, for how long and for how much at most. */
export async function planOf(probes: readonly Probe[], places: { readonly local: Place; readonly home: Place }, caller: { readonly account: string; readonly arn: string }): Promise<Plan> {
  const { local, home } = places;
  const minutes = minutesOf(probes);
  const creations = [...SHARED, ...probes.flatMap(({ creates }) => creates)];
  const counts = new Map<Creation['what'], number>();
  for (const { what, count } of creations) counts.set(what, (counts.get(what) ?? 0) + count);
  const hours = Math.ceil(minutes / 60);
  const made = [...counts].reduce((sum, [what, count]) => sum + PRICES[what] * count, 0) * hours;
  const addresses = await activeAddresses(local);
  const managed = addresses * ACTIVE_ADDRESS * hours * (1 + Number(probes.some(({ ownIpam }) => ownIpam)));
  return {
    lines: [
      `account ${caller.account}, as ${caller.arn}`,
      `in ${local.region}; the IPAM that the probes share is at home in ${home.region}`,
      `${probes.length} probes, about ${minutes} minutes: ${probes.map(({ name }) => name).join(', ')}`,
      `creates, and removes at the end: an IPAM${probes.some(({ ownIpam }) => ownIpam) ? ', another one in each deployed app' : ''}, ${[...counts].map(([what, count]) => `${what} (${count})`).join(', ')}`,
      `needs room for at most ${mostOf(probes, 'addresses')} Elastic IPs and ${mostOf(probes, 'vpcs')} VPCs in ${local.region}: an account has five of each there, unless its quotas were raised`,
      `an IPAM of the advanced tier counts each active address of its Regions while it is there: ${addresses} in ${local.region} now`,
      `costs at most ${(made + managed).toFixed(2)} US dollars by the prices of ${PRICES_OF} in us-east-1, up to ${((made + managed) * DEAREST).toFixed(2)} in the dearest Region (https://aws.amazon.com/vpc/pricing/)`,
    ],
    obstacle: await obstacleOf(probes, local, home),
  };
}

/** How many of them the probes have at once. */
function mostOf(probes: readonly Probe[], what: keyof Need): number {
  return Math.min(ROOM[what], probes.reduce((sum, { room }) => sum + (room?.[what] ?? 0), 0));
}

export function minutesOf(probes: readonly Probe[]): number {
  const alone = probes.filter(({ ownIpam }) => ownIpam).reduce((sum, { minutes }) => sum + minutes, 0);
  // Until there is room for it.
  const before = alone === 0 ? 0 : Math.max(0, ...probes.filter(({ room, ownIpam }) => room?.addresses !== undefined && !ownIpam).map(({ minutes }) => minutes));
  return Math.max(before + alone, ...probes.map(({ minutes }) => minutes)) + AROUND;
}

/** Milliseconds that a whole run should take. */
export function longest(probes: readonly Probe[]): number {
  return minutesOf(probes) * MINUTE;
}

async function activeAddresses({ ec2 }: Place): Promise<number> {
  let count = 0;
  for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client: ec2 }, {})) {
    for (const { PrivateIpAddresses = [], Association } of NetworkInterfaces) count += Math.max(1, PrivateIpAddresses.length) + Number(Association !== undefined);
  }
  return count;
}

/** An account has one IPAM in a home Region, unless its quota was raised; the CDK CLI deploys where it was bootstrapped. */
async function obstacleOf(probes: readonly Probe[], local: Place, home: Place): Promise<string | undefined> {
  const needed = [home, ...(probes.some(({ ownIpam }) => ownIpam) ? [local] : [])];
  for (const { ec2, region } of needed) {
    const { Ipams = [] } = await ec2.send(new DescribeIpamsCommand({}));
    const own = Ipams.find(({ IpamRegion }) => IpamRegion === region);
    if (own) return `${own.IpamId ?? 'an IPAM'} is at home in ${region} already, and an account has one there: choose another Region with --region or --home-region`;
  }
  for (const where of ['local', 'home'] as const) {
    if (!probes.some(({ needsCdk }) => needsCdk === where)) continue;
    const { region, cloudFormation } = { local, home }[where];
    const { error } = await refusalOf(cloudFormation.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' })));
    if (error !== undefined) return `${region} is not bootstrapped for the CDK CLI: run npx cdk bootstrap there, or leave out ${probes.filter(({ needsCdk }) => needsCdk === where).map(({ name }) => name).join(' and ')} with --only`;
  }
  return undefined;
}
