import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One row of docs/assumptions.md. */
export interface Assumption {
  readonly number: string;
  readonly says: string;
  /** What it means for a user if AWS does something else. */
  readonly otherwise: string;
  /** What its cell says of the probe. */
  readonly probe: string;
}

const PAGE = join(__dirname, '..', '..', 'docs', 'assumptions.md');
const CELL = /(?<!\\)\|/;

/** The rows by their numbers. "..." goes on with what the row before says. */
export function readAssumptions(markdown = readFileSync(PAGE, 'utf8')): ReadonlyMap<string, Assumption> {
  const rows = new Map<string, Assumption>();
  for (const line of markdown.split('\n')) {
    if (!/^\| A\d+ \|/.test(line)) continue;
    const [, number = '', says = '', , , otherwise = '', probe = ''] = line.split(CELL).map((cell) => cell.trim());
    rows.set(number, { number, says, otherwise, probe });
  }
  return rows;
}
