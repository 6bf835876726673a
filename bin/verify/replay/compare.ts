import type { RecordedExchange } from '../recording';
import { callOf, EMPTY, factsOf, MEMBERS, type Facts } from './facts';

/** A member of an answer that is not as it was recorded. */
export interface Difference {
  readonly probe: string;
  readonly call: string;
  readonly member: string;
  readonly recorded: string;
  readonly sandbox: string;
}

const CHANGES_NOTHING = /^(?:Describe|Get|List|Filter)/;
const NO_SUCH_MEMBER = 'absent';

/** All answers to one call of a probe; of a call that was repeated until something was so, the last one is what came of it. */
interface Answers {
  readonly operation: string;
  readonly all: readonly Facts[];
  readonly last: Facts;
}

/**
 * What the sandbox answered to a probe's calls, beside what was recorded. How often something was asked until it was so says nothing: the last
 * answer is compared member by member, and of those before it what is in no answer at all of the other side to that operation.
 */
export function compare(probe: string, recorded: readonly RecordedExchange[], sandbox: readonly RecordedExchange[], ever = { recorded: answersIn(recorded), sandbox: answersIn(sandbox) }): Difference[] {
  const [theirs, ours] = [byCall(recorded), byCall(sandbox)];
  const differences: Difference[] = [];
  const tell = (call: string, member: string, inRecording: string, inSandbox: string): void => {
    differences.push({ probe, call, member, recorded: inRecording, sandbox: inSandbox });
  };
  for (const call of new Set([...theirs.keys(), ...ours.keys()])) {
    const [there, here] = [theirs.get(call), ours.get(call)];
    if (!there || !here) {
      tell(call, 'the call', there ? 'asked' : 'not asked', here ? 'asked' : 'not asked');
      continue;
    }
    const different = [
      ...[...there.last.keys(), ...here.last.keys()].map((path) => ({ path, recorded: valuesOf(there.last, path), sandbox: valuesOf(here.last, path) })),
      ...unknownTo(ever.sandbox.get(here.operation), there).map(({ path, value }) => ({ path, recorded: `${value}, meanwhile`, sandbox: 'never' })),
      ...unknownTo(ever.recorded.get(there.operation), here).map(({ path, value }) => ({ path, recorded: 'never', sandbox: `${value}, meanwhile` })),
    ].filter((each) => each.recorded !== each.sandbox);
    const told: string[] = [];
    for (const each of different.sort((one, other) => Number(one.path.endsWith(MEMBERS)) - Number(other.path.endsWith(MEMBERS)))) {
      if (goesWithoutSaying(each.path, told)) continue;
      told.push(each.path);
      tell(call, each.path, each.recorded, each.sandbox);
    }
  }
  return differences;
}

/** Of what is not there the members are not there either, and a structure with other members is told by these. */
function goesWithoutSaying(path: string, told: readonly string[]): boolean {
  const structure = path.endsWith(MEMBERS) ? path.slice(0, -MEMBERS.length) : undefined;
  return told.some((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[`) || (structure !== undefined && each.startsWith(structure)));
}

function valuesOf(facts: Facts, path: string): string {
  return [...(facts.get(path) ?? [NO_SUCH_MEMBER])].sort().join(', ');
}

/** By the calls, and by what was changed before: what is asked again after a change is another call. */
function byCall(exchanges: readonly RecordedExchange[]): Map<string, Answers> {
  const calls = new Map<string, Facts[]>();
  const operations = new Map<string, string>();
  let after = '';
  const times = new Map<string, number>();
  for (const exchange of exchanges) {
    const { operation, error } = exchange;
    const asked = callOf(exchange);
    const isLook = CHANGES_NOTHING.test(operation);
    // What is changed side by side may come in any order; what was refused before it was done is the same call.
    const call = isLook ? `${asked}${after}` : `${asked} (${(times.get(asked) ?? 0) + 1})`;
    calls.set(call, [...(calls.get(call) ?? []), factsOf(exchange)]);
    operations.set(call, operation);
    if (isLook || error !== undefined) continue;
    for (const each of [asked, operation]) times.set(each, (times.get(each) ?? 0) + 1);
    after = `, after ${operation} (${times.get(operation)})`;
  }
  return new Map([...calls].map(([call, all]) => [call, { operation: operations.get(call) ?? '', all, last: all.at(-1) ?? new Map<string, ReadonlySet<string>>() }]));
}

/** Everything that was ever answered to an operation. */
export function answersIn(exchanges: readonly RecordedExchange[]): Map<string, Facts[]> {
  const known = new Map<string, Facts[]>();
  for (const exchange of exchanges) known.set(exchange.operation, [...(known.get(exchange.operation) ?? []), factsOf(exchange)]);
  return known;
}

/** What was said on the way to the last answer, and on the other side never. That a list was empty says nothing: lists lag. */
function unknownTo(known: readonly Facts[] = [], { all }: Answers): { readonly path: string; readonly value: string }[] {
  const values = all.slice(0, -1).flatMap((facts) => [...facts].flatMap(([path, said]) => [...said].map((value) => ({ path, value }))));
  return values.filter(({ path, value }) => value !== EMPTY && !known.some((other) => other.get(path)?.has(value)));
}
