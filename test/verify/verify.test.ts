import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosen } from '../../bin/verify/command';
import { PROBES } from '../../bin/verify/probes';
import type { RecordingFile } from '../../bin/verify/recording';
import { verify } from '../../bin/verify/verify';
import type { RecordedCall } from '../../sandbox/calls';
import { pageText } from '../documents/pages';
import { leftIn, thingsIn } from './left';
import { createOthers } from './others';
import { commandThere, inSandbox, REGIONS, verdictsOf, verifyThere, VIRTUAL } from './virtual';

const isMutating = ({ action }: RecordedCall) => !/^(Describe|Get|List|Filter)/.test(action);

describe('npm run verify', () => {
  it('says what it would make, where, as whom and for how much at most, and without --yes does nothing', async () => {
    const { code, printed, said, mutating } = await inSandbox(async (connection, world) => {
      const result = await commandThere(connection, {});
      return { ...result, mutating: world.calls.all.filter(isMutating) };
    });
    expect(code).toBe(0);
    expect(mutating).toEqual([]);
    expect(printed).toBe('Nothing was done: give --yes to do it.');
    expect(said).toEqual([
      expect.stringMatching(/^account 111122223333, as arn:/),
      expect.stringContaining('in us-west-2; the IPAM that the probes share is at home in us-east-1'),
      expect.stringMatching(/^\d+ probes, about \d+ minutes: /),
      expect.stringContaining('creates, and removes at the end: an IPAM'),
      'needs room for at most 5 Elastic IPs and 4 VPCs in us-west-2: an account has five of each there, unless its quotas were raised',
      expect.stringContaining('counts each active address of its Regions while it is there: 0 in us-west-2 now'),
      expect.stringMatching(/costs at most 0\.\d\d US dollars by the prices of .* in us-east-1/),
    ]);
  });

  it("runs what README tells to check first: every row that it names has a probe", () => {
    const [, rows = ''] = /npm run verify -- [^`]*--only ([\d,]+)/.exec(pageText('README.md')) ?? [];
    const numbers = rows.split(',');
    expect(chosen(PROBES, numbers).flatMap(({ assumptions }) => assumptions)).toEqual(expect.arrayContaining(numbers.map((number) => `A${number}`)));
  });

  it('does nothing where an IPAM is at home already, of which an account has one', async () => {
    await inSandbox(async (connection, world) => {
      await createOthers(connection);
      const before = world.calls.all.length;
      await expect(commandThere(connection, { homeRegion: REGIONS.elsewhere, yes: true })).rejects.toThrow(/^ipam-\w+ is at home in eu-west-1 already/);
      expect(world.calls.all.slice(before).filter(isMutating)).toEqual([]);
    });
  });

  it('runs every probe against a sandbox: all hold, nothing is left of it, and what others have is as it was', async () => {
    const { verdicts, cleaned, before, after, named } = await inSandbox(async (connection, world) => {
      await createOthers(connection);
      await connection.clock.sleep(60_000);
      const theirs = thingsIn(world);
      const calls = world.calls.all.length;
      const verification = await verifyThere(connection);
      const mutating = JSON.stringify(world.calls.all.slice(calls).filter(isMutating).map(({ input }) => input));
      const ids = [...theirs.keys()].filter((id) => mutating.includes(`"${id}"`));
      return { verdicts: verdictsOf(verification), cleaned: verification.cleaned, before: theirs, after: thingsIn(world), named: ids };
    });
    expect(verdicts).toEqual(Object.fromEntries(VIRTUAL.flatMap(({ assumptions }) => assumptions.map((number) => [number, 'holds']))));
    expect(cleaned.left).toEqual([]);
    expect(named).toEqual([]);
    expect(after).toEqual(before);
    expect(before.size).toBeGreaterThan(40);
  }, 120_000);

  it.each([30, 400])('leaves something when it is killed after %i seconds; --clean removes all of that, and nothing of others', async (seconds) => {
    const { left, code, printed, before, after } = await inSandbox(async (connection, world) => {
      await createOthers(connection);
      await connection.clock.sleep(60_000);
      const theirs = thingsIn(world);
      // Killed: it asks nothing more, and nobody cleans up.
      const killed = { ...connection, isDead: false };
      void verifyThere({ ...connection, clock: { now: () => connection.clock.now(), sleep: (ms) => (killed.isDead ? new Promise(() => undefined) : connection.clock.sleep(ms)) } });
      await connection.clock.sleep(seconds * 1000);
      killed.isDead = true;
      const leftovers = [...thingsIn(world).keys()].filter((id) => !theirs.has(id));
      const result = await commandThere(connection, { clean: true });
      return { left: leftovers, ...result, before: theirs, after: thingsIn(world) };
    });
    expect(left.length).toBeGreaterThan(2);
    expect(code).toBe(0);
    expect(printed.split('\n').every((line) => line.startsWith('removed '))).toBe(true);
    expect(after).toEqual(before);
  });

  it('removes what it made when it is interrupted, and says of the rest that it was', async () => {
    const { verdicts, left } = await inSandbox(async (connection, world) => {
      const interruption = new AbortController();
      const running = verify(connection, REGIONS, VIRTUAL, () => undefined, interruption.signal);
      await connection.clock.sleep(45_000);
      interruption.abort();
      return { verdicts: (await running).outcomes.flatMap(({ findings }) => Object.values(findings)), left: leftIn(world) };
    });
    expect(left).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'not found out').length).toBeGreaterThan(2);
    expect(verdicts.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
  });

  it('keeps what was asked and answered, without ids and accounts, for each probe', async () => {
    const recordings = mkdtempSync(join(tmpdir(), 'recordings-'));
    await inSandbox((connection) => commandThere(connection, { only: ['pool-places'], yes: true, recordings }));
    const text = readFileSync(join(recordings, 'pool-places.json'), 'utf8');
    rmSync(recordings, { recursive: true });
    const { exchanges } = JSON.parse(text) as RecordingFile;
    expect(exchanges.map(({ operation }) => operation)).toContain('DescribeIpamPools');
    expect(text).toContain('<ipam-pool:');
    expect(text).not.toMatch(/111122223333|ipam-pool-[0-9a-f]{8}/);
  });
});
