import type { Assumption } from './assumptions';
import type { Outcome } from './runner';

export interface Row {
  readonly number: string;
  readonly probe: string;
  readonly verdict: string;
  readonly says: string;
  readonly measured: string;
  readonly otherwise: string;
}

export function rowsOf(outcomes: readonly Outcome[], assumptions: ReadonlyMap<string, Assumption>): Row[] {
  const rows = outcomes.flatMap(({ probe, findings }) =>
    probe.assumptions.map((number) => {
      const { says = '', otherwise = '' } = assumptions.get(number) ?? {};
      const { verdict = 'not found out', measured = '' } = findings[number] ?? {};
      return { number, probe: probe.name, verdict, says, measured, otherwise };
    }),
  );
  return rows.sort((one, other) => one.number.localeCompare(other.number, 'en', { numeric: true }));
}

/** A table to paste into an issue. */
export function tableOf(rows: readonly Row[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [
    line(['', 'it is assumed', 'verdict', 'seen']),
    '|---|---|---|---|',
    ...rows.map(({ number, says, verdict, measured, otherwise }) => line([number, says, verdict === 'differs' ? `**differs**: ${otherwise}` : verdict, measured])),
  ].join('\n');
}
