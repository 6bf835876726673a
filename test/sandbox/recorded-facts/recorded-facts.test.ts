import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC2Client, ReleaseAddressCommand } from '@aws-sdk/client-ec2';
import { ACCOUNT } from '../../../sandbox/principal';
import { Sandbox } from '../../../sandbox/sandbox';
import { seedAddressWithPtrRecord, seedLockedAddress } from '../../../sandbox/services/ec2/seed';
import { KIND } from '../../../sandbox/unkindness';
import { Deployment, REGION } from '../cloudformation/deployment';
import { liveThroughChangeSets, liveThroughRefusals } from './change-set-life';
import { differences, type Fact } from './fact';
import { liveThroughIpam, liveThroughNetworks } from './network-life';
import { Observations } from './observations';
import { liveThroughServices } from './service-life';
import { liveThroughCustomResources, liveThroughFailures, liveThroughKeptResources, liveThroughStacks } from './stack-life';

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8'));

const FACTS = ['ec2', 'stacks', 'change-sets', 'services'].flatMap((name) => read(name) as readonly Fact[]);
const SOURCES = read('sources') as Readonly<Record<string, { readonly what: 'recorded' | 'documented' }>>;

const seen = new Observations();

beforeAll(async () => {
  const sandbox = await Sandbox.start({ seed: 1, unkindness: KIND });
  const client = new EC2Client({ ...sandbox.clientConfig, region: REGION });
  await liveThroughNetworks(client, seen);
  await liveThroughIpam(client, seen);
  const place = { account: ACCOUNT, region: REGION };
  const held = { 'a locked address': seedLockedAddress(sandbox.world, place), 'an address with a reverse DNS record': seedAddressWithPtrRecord(sandbox.world, place) };
  for (const [what, { id }] of Object.entries(held)) await seen.see(`releasing ${what}`, () => client.send(new ReleaseAddressCommand({ AllocationId: id })));
  await sandbox.stop();

  const deployment = await Deployment.start();
  await liveThroughStacks(deployment, seen);
  await liveThroughKeptResources(deployment, seen);
  await liveThroughCustomResources(deployment, seen);
  await liveThroughFailures(deployment, seen);
  deployment.answer = () => ({});
  await liveThroughChangeSets(deployment, seen);
  await liveThroughRefusals(deployment, seen);
  await liveThroughServices(deployment, seen);
  await deployment.stop();
}, 120_000);

const named = ({ operation, situation }: Fact, problem: string) => `${operation}, ${situation}: ${problem}`;

test('what others recorded of AWS holds of the sandbox, but for what a row explains', () => {
  expect(FACTS.filter(({ differs }) => differs === undefined).flatMap((fact) => differences(fact, seen.of(fact.situation)).map((problem) => named(fact, problem)))).toEqual([]);
});

test('what a row explains does differ', () => {
  expect(FACTS.filter((fact) => fact.differs !== undefined && differences(fact, seen.of(fact.situation)).length === 0).map((fact) => named(fact, 'holds'))).toEqual([]);
});

test('every row has a source, and every situation of the lives a row', () => {
  expect(FACTS.filter(({ source }) => !Object.hasOwn(SOURCES, source.split(':')[0] ?? '')).map((fact) => named(fact, fact.source))).toEqual([]);
  expect(seen.situations.filter((situation) => !FACTS.some((fact) => fact.situation === situation))).toEqual([]);
});

const ROOT = join(__dirname, '../../..');

test('the sandbox\'s page says how many rows there are of each source, and how many hold', () => {
  const page = readFileSync(join(ROOT, 'sandbox/README.md'), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)`: .* \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(([, source = '', ...figures]) => ({ source, figures: figures.map(Number) }));
  const counted = Object.keys(SOURCES).map((source) => {
    const all = FACTS.filter((fact) => fact.source.startsWith(`${source}:`));
    const differ = all.filter(({ differs }) => differs !== undefined).length;
    return { source, facts: all.length, hold: all.length - differ, differ };
  });
  expect(told.map(({ source, figures: [facts, , hold, differ] }) => ({ source, facts, hold, differ }))).toEqual(expect.arrayContaining(counted));
  expect(told).toHaveLength(counted.length);
  const sum = (column: number) => told.reduce((total, { figures }) => total + (figures[column] ?? 0), 0);
  expect(page).toContain(`${sum(0)} facts`);
  expect(page).toContain(`${sum(1)} of them held when they were first tried`);
  const held = `${sum(1)} held when they were first tried, ${sum(2)} do now`;
  expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`${sum(0)} facts that others recorded of AWS: ${held}`);
  expect(readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8')).toContain(`${sum(0)} facts, of which ${sum(2)} hold`);
});

test.each<[string, Partial<Fact>, object, string[]]>([
  ['a member that is missing', { has: ['A.B'] }, { A: {} }, ['A.B is missing']],
  ['a member that is there', { lacks: ['A[].B'] }, { A: [{}, { B: 1 }] }, ['A[].B is there: 1']],
  ['other members', { members: ['A'] }, { B: 1 }, ['A is missing', 'B is there']],
  ['another form', { is: { A: 'vpc-…' } }, { A: 'subnet-1' }, ['A is "subnet-1", not "vpc-…"']],
  ['another order', { equals: ['a', 'b'] }, ['b', 'a'], ['it is ["b","a"], not ["a","b"]']],
])('a fact tells %s', (_what, fact, answer, told) => {
  expect(differences({ situation: '', operation: '', source: '', ...fact }, { answer })).toEqual(told);
});
