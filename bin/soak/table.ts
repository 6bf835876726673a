import type { Tally } from '../../test/simulation/tally';

/** What came of the scenarios, as a Markdown table. */
export function tableOf({ scenarios, ends, faults, invariants, failures }: Tally, seed: number): string {
  const rows: (readonly [string, number])[] = [
    ['**scenarios**', scenarios],
    ...section('the stack ended', ends),
    ...section('fault', faults),
    ...section('checked', invariants),
    ['**failures**', failures.length],
  ];
  const table = ['| | times |', '|---|---:|', ...rows.map(([name, times]) => `| ${name} | ${times.toLocaleString('en-US')} |`)];
  const told = failures.slice(0, 20).flatMap(({ scenario, violations }) => ['', `npm run soak -- --replay ${scenario}`, ...violations.map((violation) => `  ${violation}`)]);
  return [`Seed ${seed}:`, '', ...table, ...told].join('\n');
}

function section(title: string, counts: Readonly<Record<string, number>>): (readonly [string, number])[] {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, times]) => [`${title}: ${name}`, times]);
}
