import { NestedStack, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Report } from '../../bin/cli/rehearse/report';
import { allIn } from '../../bin/cli/rehearse/snapshot/snapshot';
import { privatePool } from '../../bin/example';
import { EmptyOnDelete } from '../../lib';
import { Account, outcomeOf, rehearsed, type Outcome } from './account';

const RUNS = 2;
const REGION = 'us-east-1';

interface Compared {
  readonly report: Report;
  readonly real: Outcome;
}

/** Deploys the stack, lets somebody take something of its pool, and rehearses and destroys it: so many times, since the first may leave it stuck. */
async function compared(fill: (stack: Stack) => void, take: (account: Account, poolId: string) => Promise<unknown>, times = 1): Promise<Compared[]> {
  const account = new Account();
  await account.deploy((app) => fill(new Stack(app, 'Stack', { env: { region: REGION } })));
  const pool = allIn((await account.snapshot('Stack')).stack).find(({ type }) => type === 'AWS::EC2::IPAMPool');
  await take(account, pool?.physicalId ?? '');
  const found: Compared[] = [];
  for (let time = 0; time < times; time += 1) {
    const report = await rehearsed(await account.snapshot('Stack'), RUNS);
    found.push({ report, real: await account.destroy('Stack') });
  }
  await account.stop();
  return found;
}

/** Of so few rehearsals the times need not span the real one: how often they do, many stacks tell. */
function expectSame({ report, real: { seconds: _, ...end } }: Compared): void {
  expect(outcomeOf(report)).toMatchObject(end);
}

const takeCidr = (NetmaskLength: number) => async (account: Account, IpamPoolId: string) => account.byHand('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength });

test('a pool of a nested stack', async () => {
  const all = await compared((stack) => void privatePool(new NestedStack(stack, 'Below')).with(new EmptyOnDelete()), takeCidr(28));
  all.forEach(expectSame);
  expect(all[0]?.real).toMatchObject({ status: 'DELETE_COMPLETE', left: [], released: [expect.any(String)] });
});

test.each([
  ['a stack', (stack: Stack) => stack],
  ['a nested stack', (stack: Stack) => new NestedStack(stack, 'Below')],
])('%s that is stuck, and stays so', async (_, place) => {
  const all = await compared((stack) => void privatePool(place(stack)), takeCidr(28), 2);
  all.forEach(expectSame);
  expect(all.map(({ real }) => real.status)).toEqual(['DELETE_FAILED', 'DELETE_FAILED']);
});

function publicPool(stack: Stack, addressFamily: 'ipv4' | 'ipv6', netmaskLength: number): ec2.CfnIPAMPool {
  const ipam = new ec2.CfnIPAM(stack, 'Ipam', { tier: 'advanced', operatingRegions: [{ regionName: REGION }] });
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', { addressFamily, ipamScopeId: ipam.attrPublicDefaultScopeId, locale: REGION, publicIpSource: 'amazon', awsService: 'ec2' });
  new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, netmaskLength });
  return pool;
}

test('an IPv6 pool', async () => {
  const all = await compared((stack) => void publicPool(stack, 'ipv6', 52).with(new EmptyOnDelete()), takeCidr(56));
  all.forEach(expectSame);
  expect(all[0]?.real).toMatchObject({ status: 'DELETE_COMPLETE', left: [], released: [expect.any(String)] });
});

test('a public pool with an Elastic IP that is not listed', async () => {
  const all = await compared((stack) => void publicPool(stack, 'ipv4', 29).with(new EmptyOnDelete()), async (account, IpamPoolId) => account.byHand('AllocateAddress', { IpamPoolId }));
  all.forEach(expectSame);
  // Nobody has listed the address, which keeps its pool.
  expect(all[0]?.real).toMatchObject({ status: 'DELETE_FAILED', left: [expect.stringMatching(/^eipalloc-/), expect.stringMatching(/^ipam-pool-alloc-/)], released: [] });
});
