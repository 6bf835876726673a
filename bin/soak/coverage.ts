import fc from 'fast-check';
import { kindsOf } from '../../test/simulation/kinds';
import { anyScenario } from '../../test/simulation/scenarios';
import { simulate } from '../../test/simulation/simulate';
import { CountedHandler, type Branch } from './branches';

/** What fewer lives reach, chance decides about. */
const RARE = 5;

/** A branch, and the lives that reach it by their numbers. */
interface Reached extends Branch {
  readonly lives: readonly number[];
}

/** Which branches of the handler so many lives of a seed reach, as Markdown. */
export async function coverage(runs: number, seed: number): Promise<string> {
  const handler = await CountedHandler.build();
  const scenarios = fc.sample(anyScenario, { seed, numRuns: runs });
  const startedAt = Date.now();
  const counts: number[][] = [];
  for (const [life, scenario] of scenarios.entries()) {
    handler.take();
    await simulate(scenario, handler.create);
    for (const [branch, times] of handler.take().entries()) if (times > 0) (counts[branch] ??= []).push(life);
  }
  const perSecond = (runs / (Date.now() - startedAt)) * 1000;
  const reached = handler.branches.map((branch, index) => ({ ...branch, lives: counts[index] ?? [] }));
  const kinds = scenarios.map(kindsOf);
  return [`${runs} lives of seed ${seed}, ${perSecond.toFixed(1)} a second:`, ...byFile(reached), ...byKind(reached, kinds), ...rare(reached)].join('\n');
}

function byFile(branches: readonly Reached[]): string[] {
  const files = [...new Set(branches.map(({ file }) => file))];
  const row = (name: string, of: readonly Reached[]) => {
    const often = of.filter(({ lives }) => lives.length >= RARE).length;
    const never = of.filter(({ lives }) => lives.length === 0).length;
    return `| ${name} | ${of.length} | ${often} | ${of.length - often - never} | ${never} |`;
  };
  const rows = files.map((name) => row(name, branches.filter(({ file }) => file === name)));
  return ['', `| file | branches | in ${RARE} lives or more | in fewer | in none |`, '|---|---:|---:|---:|---:|', ...rows, row('**all**', branches)];
}

/** Of a kind: the lives, and the branches that no life without it reaches. */
function byKind(branches: readonly Reached[], kinds: readonly ReadonlySet<string>[]): string[] {
  const names = [...new Set(kinds.flatMap((of) => [...of]))].sort();
  const rows = names.map((name) => {
    const own = branches.filter(({ lives }) => lives.length >= RARE && lives.every((life) => kinds[life]?.has(name)));
    return `| ${name} | ${kinds.filter((of) => of.has(name)).length} | ${own.length} |`;
  });
  return ['', '| kind | lives | branches that only these reach, and often |', '|---|---:|---:|', ...rows];
}

function rare(branches: readonly Reached[]): string[] {
  const rows = branches
    .filter(({ lives }) => lives.length < RARE)
    .sort((one, other) => one.lives.length - other.lives.length)
    .map(({ file, line, text, lives }) => `${String(lives.length).padStart(5)}  ${file}:${line}  ${text}`);
  return ['', `Reached by fewer than ${RARE}:`, ...rows];
}
