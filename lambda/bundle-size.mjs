import { readFileSync } from 'node:fs';

/** How many bytes of the bundle each package, and each of our folders, may take. What one does not need, another may. */
const BUDGET = JSON.parse(readFileSync(new URL('bundle-budget.json', import.meta.url), 'utf8'));

/** The bundle may not be larger than this: a cold start costs every deletion. */
export const MAX_BYTES = Object.values(BUDGET).reduce((sum, bytes) => sum + bytes, 0);

/** What the bundle is made of, as a table: the largest part first, and what is over its budget marked. */
export function sizeReport({ outputs }) {
  const [{ bytes: total, inputs }] = Object.values(outputs);
  const sizes = new Map(Object.keys(BUDGET).map((part) => [part, 0]));
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = partOf(path);
    sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
  }
  const rows = [...sizes].sort(([, a], [, b]) => b - a).map(([part, bytes]) => row(part, bytes, BUDGET[part] ?? 0));
  return [['bytes', 'budget', ''], ...rows, row('the bundle', total, MAX_BYTES)]
    .map(([bytes, budget, part]) => `${bytes.padStart(8)} ${budget.padStart(8)}  ${part}\n`)
    .join('');
}

function row(part, bytes, budget) {
  return [String(bytes), String(budget), bytes > budget ? `${part}: ${bytes - budget} over` : part];
}

function partOf(path) {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? /(?:^|\/)(lambda|lib)\//.exec(path)?.[1] ?? path;
}
