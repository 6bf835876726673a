import { EC2Client } from '@aws-sdk/client-ec2';
import { HttpResponse } from '@smithy/core/protocols';
import { existencesOf, holderKey, type Existence, type Holder } from '../../../lambda/observe/holders';
import type { World } from '../../../lambda/world';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const HERE = { region: 'us-east-1', roleArn: undefined };

/** Whether the holder exists, by what EC2 answers to each call. */
async function existenceOf(holder: Omit<Holder, 'at'>, answers: Readonly<Record<string, string | { readonly code: string }>>): Promise<unknown> {
  const handle = ({ body }: { readonly body?: unknown }) => {
    const action = new URLSearchParams(String(body)).get('Action') ?? '';
    const answer = answers[action] ?? '';
    const [statusCode, text] =
      typeof answer === 'string'
        ? [200, `<${action}Response xmlns="${NAMESPACE}">${answer}</${action}Response>`]
        : [400, `<Response><Errors><Error><Code>${answer.code}</Code><Message>refused</Message></Error></Errors></Response>`];
    return Promise.resolve({ response: new HttpResponse({ statusCode, headers: { 'content-type': 'text/xml' }, body: Buffer.from(text) }) });
  };
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const ec2 = new EC2Client({ region: 'us-east-1', credentials, maxAttempts: 1, requestHandler: { handle } });
  const asked = { ...holder, at: HERE };
  const existences = await existencesOf({ ec2: () => ec2 } as unknown as World, [asked]);
  return existences.get(holderKey(asked));
}

const subnet = (content: string) => ({ DescribeSubnets: `<subnetSet><item><subnetId>subnet-1</subnetId>${content}</item></subnetSet>` });
const ipv6 = (cidr: string, state: string) =>
  `<ipv6CidrBlockAssociationSet><item><ipv6CidrBlock>${cidr}</ipv6CidrBlock><ipv6CidrBlockState><state>${state}</state></ipv6CidrBlockState></item></ipv6CidrBlockAssociationSet>`;

test.each<[string, string, string, Existence]>([
  ['has its IPv4 block', '10.0.1.0/24', '<cidrBlock>10.0.1.0/24</cidrBlock>', 'yes'],
  ['has an IPv6 block, however that is written', '2001:DB8:0:1:0::/64', ipv6('2001:db8:0:1::/64', 'associated'), 'yes'],
  ['has an IPv6 block beside its IPv4 one', '2001:db8:0:1::/64', `<cidrBlock>10.0.1.0/24</cidrBlock>${ipv6('2001:db8:0:1::/64', 'associated')}`, 'yes'],
  ['has another IPv4 block', '10.0.2.0/24', `<cidrBlock>10.0.1.0/24</cidrBlock>${ipv6('2001:db8:0:1::/64', 'associated')}`, 'withoutCidr'],
  ['has an IPv6 block that is being taken away', '2001:db8:0:1::/64', ipv6('2001:db8:0:1::/64', 'disassociating'), 'yes'],
  ['had an IPv6 block, which stays listed for a while', '2001:db8:0:1::/64', `<cidrBlock>10.0.1.0/24</cidrBlock>${ipv6('2001:db8:0:1::/64', 'disassociated')}`, 'withoutCidr'],
  ['has a part of the block', '10.0.0.0/16', '<cidrBlock>10.0.1.0/24</cidrBlock>', 'yes'],
  ['has a block that nobody can read', '10.0.1.0/24', '<cidrBlock>all of them</cidrBlock>', 'yes'],
  ['shows no block at all', '10.0.1.0/24', '', 'yes'],
])('a subnet that %s', async (_, cidr, content, existence) => {
  expect(await existenceOf({ type: 'subnet', id: 'subnet-1', cidr }, subnet(content))).toBe(existence);
});

const range = (first: string, last: string) => `<poolAddressRangeSet><item><firstAddress>${first}</firstAddress><lastAddress>${last}</lastAddress></item></poolAddressRangeSet>`;

test.each<[string, string, Existence]>([
  ['has a range with its addresses', range('198.51.100.0', '198.51.100.255'), 'yes'],
  ['has only other addresses', range('203.0.113.0', '203.0.113.15'), 'withoutCidr'],
  ['has no range any more', '<poolAddressRangeSet/>', 'withoutCidr'],
  ['does not say what it has', '', 'yes'],
])('a public IPv4 pool that %s', async (_, ranges, existence) => {
  const answers = { DescribePublicIpv4Pools: `<publicIpv4PoolSet><item><poolId>ipv4pool-ec2-1</poolId>${ranges}</item></publicIpv4PoolSet>` };
  expect(await existenceOf({ type: 'ec2-public-ipv4-pool', id: 'ipv4pool-ec2-1', cidr: '198.51.100.16/28' }, answers)).toBe(existence);
});

const below = (state: string) => `<ipamPoolSet><item><ipamPoolId>ipam-pool-2</ipamPoolId><state>${state}</state></item></ipamPoolSet>`;
const provisioned = (state: string) => `<ipamPoolCidrSet><item><cidr>10.1.0.0/16</cidr><state>${state}</state></item></ipamPoolCidrSet>`;

test.each<[string, string, string | { readonly code: string }, Existence]>([
  ['has the CIDR', 'create-complete', provisioned('provisioned'), 'yes'],
  ['is about to give it back', 'modify-complete', provisioned('pending-deprovision'), 'yes'],
  ['could not give it back', 'modify-complete', provisioned('failed-deprovision'), 'yes'],
  ['gave it back', 'modify-complete', provisioned('deprovisioned'), 'withoutCidr'],
  ['has nothing', 'create-complete', '<ipamPoolCidrSet/>', 'withoutCidr'],
  ['does not let the role see what it has', 'create-complete', { code: 'UnauthorizedOperation' }, 'yes'],
  ['is busy', 'create-complete', { code: 'RequestLimitExceeded' }, 'unknown'],
])('a pool below that %s', async (_, state, cidrs, existence) => {
  const answers = { DescribeIpamPools: below(state), GetIpamPoolCidrs: cidrs };
  expect(await existenceOf({ type: 'ipam-pool', id: 'ipam-pool-2', cidr: '10.1.0.0/16' }, answers)).toBe(existence);
});
