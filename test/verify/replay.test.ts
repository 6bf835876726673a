import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyCommand } from '../../bin/verify/command';
import { compare, type Difference } from '../../bin/verify/replay/compare';
import type { RecordedExchange, RecordingFile } from '../../bin/verify/recording';
import { replay } from '../../bin/verify/replay/replay';
import { commandThere, inSandbox, never, VIRTUAL } from './virtual';

/** In npm test what takes a moment; all of it each night, and with TURNED_ROUND=all. */
const SHORT = ['allocations', 'failed-creation'];
const only = process.env.TURNED_ROUND === 'all' ? VIRTUAL.map(({ name }) => name) : SHORT;
/** Of all alterations each ninth is tried. */
const EVERY = 9;

const directory = mkdtempSync(join(tmpdir(), 'recordings-'));
const pathOf = (probe: string) => join(directory, `${probe}.json`);
const recordingOf = (probe: string) => JSON.parse(readFileSync(pathOf(probe), 'utf8')) as RecordingFile;

beforeAll(async () => {
  await inSandbox((connection) => commandThere(connection, { only, yes: true, recordings: directory }), 3);
});
afterAll(() => rmSync(directory, { recursive: true }));

type Answer = Record<string, unknown>;

/** A copy of what was recorded, one answer of it changed. */
function changed(exchanges: readonly RecordedExchange[], index: number, change: (exchange: { output?: Answer; error?: Answer }) => void): RecordedExchange[] {
  const copy = structuredClone(exchanges) as RecordedExchange[];
  change(copy[index] as unknown as { output?: Answer; error?: Answer });
  return copy;
}

/** Where in an answer something is, from the outside in. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, each]) => leavesOf(each, [...path, name]));
}

function parentOf(answer: Answer, path: readonly (string | number)[]): Answer {
  return path.slice(0, -1).reduce<Answer>((value, name) => value[name] as Answer, answer);
}

const told = (differences: readonly Difference[]) => differences.map(({ member, recorded, sandbox }) => ({ member, recorded, sandbox }));

/** The command as somebody types it, who has no account at all. */
async function replayed(there: string): Promise<{ readonly code: number; readonly printed: string }> {
  let printed = '';
  const code = await verifyCommand({ replay: there, timeScale: 1 }, { print: (text) => void (printed += text), say: () => undefined }, never);
  return { code, printed };
}

/** A call that is asked again may be answered by less meanwhile. */
function isLast(exchanges: readonly RecordedExchange[], index: number): boolean {
  return exchanges.findLastIndex(({ operation }) => operation === exchanges[index]?.operation) === index;
}

describe('npm run verify -- --replay', () => {
  it('finds no difference in what the sandbox itself answered', async () => {
    const { code, printed } = await replayed(directory);
    expect(printed).toMatch(new RegExp(`^\\d+ recorded calls of ${only.length} probes: the sandbox answers the same\\.$`));
    expect(code).toBe(0);
  }, 120_000);

  it('says what AWS would have answered otherwise: a member with another value, one more, one less, another error', async () => {
    const { exchanges, ...file } = recordingOf('allocations');
    const taken = exchanges.findIndex(({ operation }) => operation === 'AllocateIpamPoolCidr');
    const refused = exchanges.findIndex(({ operation, error }) => operation === 'ReleaseIpamPoolAllocation' && error?.code === 'InvalidIpamPoolId.NotFound');
    const other = [
      (all: RecordedExchange[]) => changed(all, taken, ({ output }) => Object.assign(output?.IpamPoolAllocation as Answer, { ResourceType: 'manual', ResourceOwner: undefined, Weight: 5 })),
      (all: RecordedExchange[]) => changed(all, refused, ({ error }) => Object.assign(error ?? {}, { code: 'InvalidIpamPoolID.NotFound' })),
    ].reduce((all, change) => change(all), [...exchanges]);
    const there = mkdtempSync(join(tmpdir(), 'recordings-'));
    writeFileSync(join(there, 'shared.json'), JSON.stringify(recordingOf('shared')));
    writeFileSync(join(there, 'allocations.json'), JSON.stringify({ ...file, exchanges: other }));
    const { code, printed } = await replayed(there);
    rmSync(there, { recursive: true });
    const rows = printed.split('\n').filter((line) => line.startsWith('| allocations |')).map((line) => line.split(' | ').slice(-3).join(' | '));
    expect(rows).toEqual([
      'IpamPoolAllocation.ResourceType | "manual" | "custom" |',
      'IpamPoolAllocation.Weight | 5 | absent |',
      'IpamPoolAllocation.ResourceOwner | absent | "<account>" |',
      'error.code | "InvalidIpamPoolID.NotFound" | "InvalidIpamPoolId.NotFound" |',
    ]);
    expect(printed).toContain('the sandbox answers 4 times something else.');
    expect(code).toBe(1);
  });

  it('sees each member that has another value, and each that is missing, wherever it is', () => {
    const unseen: string[] = [];
    let tried = 0;
    for (const probe of SHORT) {
      const { exchanges } = recordingOf(probe);
      for (const [index, { operation, output, error }] of exchanges.entries()) {
        // What a function wrote is not compared.
        if (operation === 'FilterLogEvents') continue;
        const outcome = output === undefined ? 'error' : 'output';
        for (const path of leavesOf(output ?? error).filter(({ length }) => length > 0)) {
          const alterations = [(parent: Answer, member: string) => Reflect.set(parent, member, 'Another'), ...(isLast(exchanges, index) ? [(parent: Answer, member: string) => Reflect.deleteProperty(parent, member)] : [])];
          for (const alter of alterations) {
            tried += 1;
            if (tried % EVERY > 0) continue;
            const there = changed(exchanges, index, (exchange) => alter(parentOf(exchange[outcome] ?? {}, path), String(path.at(-1))));
            if (compare(probe, there, exchanges).length === 0) unseen.push(`${probe} ${index} ${operation} ${path.join('.')}`);
          }
        }
      }
    }
    expect(unseen).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });

  it('says of a call that was recorded and is not made any more, and of one more', () => {
    const { exchanges } = recordingOf('allocations');
    const without = exchanges.filter(({ operation }) => operation !== 'DescribeIpamPoolAllocations');
    expect(told(compare('allocations', exchanges, without))).toEqual([{ member: 'the call', recorded: 'asked', sandbox: 'not asked' }]);
    expect(told(compare('allocations', without, exchanges))).toEqual([{ member: 'the call', recorded: 'not asked', sandbox: 'asked' }]);
  });

  it('refuses a directory without recordings', async () => {
    await expect(replay(join(directory, 'none'), never)).rejects.toThrow(/^there is no recording in /);
  });
});
