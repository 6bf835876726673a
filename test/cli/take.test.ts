import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readAssembly } from '../../bin/cli/rehearse/assembly';
import { rehearse } from '../../bin/cli/rehearse/rehearse';
import type { Report } from '../../bin/cli/rehearse/report';
import { takingOf } from '../../bin/cli/rehearse/taking';
import { privatePool } from '../../bin/example';
import { AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation } from '../../lib';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'take-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(yaml: string): string {
  const file = join(folder, 'taken.yaml');
  writeFileSync(file, yaml);
  return file;
}

/** A stack with a pool that is emptied, a CIDR of it that is listed by its tag, and addresses by theirs. */
function rehearsal(yaml: string): Promise<Report> {
  // As the CDK CLI has it.
  const app = new App({ context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Network');
  const pool = privatePool(stack);
  const team = { value: 'network' };
  new AddressRelease(stack, 'Release', { ipamAllocations: [IpamAllocation.fromTag(pool, 'team', team)], elasticIps: [ElasticIp.fromTag('team', team)] });
  pool.with(new EmptyOnDelete());
  const stacks = readAssembly(app.synth().directory, { account: '444455556666', region: 'eu-central-1' });
  return rehearse({ stacks, take: takingOf({ file: written(yaml) }), weather: 'everyday' }, { seed: 1, runs: 1, command: '' }, () => undefined);
}

const things = ({ timeline }: Report) => timeline.filter(({ kind }) => kind !== 'resource').map(({ name, type, end }) => ({ name, type: type.split(' ').slice(0, 3).join(' '), end }));

test('what a file names is taken: CIDRs of a pool, addresses that are in use, and VPCs, also one that is gone but IPAM has not noticed', async () => {
  const report = await rehearsal(`
allocations:
  - pool: Pool
    cidr: 10.0.7.0/28
    tags: { team: network }
  - pool: Network/Pool
    netmaskLength: 26
    count: 2
addresses:
  - tags: { team: network }
    heldBy: interface
  - heldBy: natGateway
vpcs:
  - pool: Pool
    cidr: 10.0.128.0/24
    deleted: true
`);
  expect(report).toMatchObject({ verdict: 'pending', failures: [], monthlyUsd: 3.65 });
  expect(report.summary).toMatch(/^One destroy is enough, in .*: 4 released, 1 waited for\. An address is left, and costs USD 3\.65 a month\.$/);
  expect(things(report)).toEqual(expect.arrayContaining([
    { name: '10.0.7.0/28', type: 'manual allocation', end: 'released' },
    { name: '10.0.128.0/24', type: 'allocation of vpc', end: 'noticed' },
  ]));
  expect(things(report).map(({ name, type, end }) => `${type}${name.endsWith('/26') ? ' of 26' : ''} ${end}`).sort()).toEqual([
    'Elastic IP left', 'Elastic IP released', 'allocation of vpc noticed', 'manual allocation of 26 released', 'manual allocation of 26 released', 'manual allocation released',
  ]);
});

test('the first line says only what there is', async () => {
  expect((await rehearsal('allocations: [{}]')).summary).toMatch(/^One destroy is enough, in [^:]*: 1 released\.$/);
});

test('a VPC of another team that stays keeps the pool', async () => {
  const report = await rehearsal('vpcs: [{ netmaskLength: 24 }]');
  expect(report).toMatchObject({ verdict: 'blocked' });
  expect(things(report)).toMatchObject([{ type: 'allocation of vpc', end: 'left' }]);
});

test.each([
  ['pools: []', /taken\.yaml: it may have allocations, addresses, vpcs, not pools/],
  ['allocations: 3', /allocations must be a list/],
  ['addresses:\n  - heldBy: somebody', /entry 1 of addresses has heldBy: "somebody", which must be interface or natGateway/],
  ['allocations:\n  - {}\n  - size: 24', /entry 2 of allocations may have count, tags, pool, cidr, netmaskLength, description, not size/],
  ['allocations:\n  - { cidr: 10.0.0.0/24, count: 2 }', /has a cidr, which can be taken once/],
  ['allocations:\n  - tags: { team: 7 }', /which must be keys with texts/],
  ['allocations: [', /taken\.yaml: .* at line 1/],
  ['- allocations', /it must have allocations, addresses, vpcs/],
])('%j is refused', (yaml, message) => {
  expect(() => takingOf({ file: written(yaml) })).toThrow(message);
});

test('a file that is not there, a pool that is not there, and a CIDR that is not free are said', async () => {
  expect(() => takingOf({ file: join(folder, 'nothing.yaml') })).toThrow(/nothing\.yaml can't be read \(ENOENT\)/);
  await expect(rehearsal('allocations: [{ pool: Pond }]')).rejects.toThrow('there is no pool Pond');
  await expect(rehearsal('allocations: [{ pool: Pool, cidr: 192.0.2.0/24 }]')).rejects.toThrow(/192\.0\.2\.0\/24 can't be taken from pool ipam-pool-/);
});
