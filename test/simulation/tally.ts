import fc from 'fast-check';
import type { Scenario } from './scenario';
import { anyScenario } from './scenarios';
import { simulate, type Life } from './simulate';

/** As many scenarios are drawn from one seed. */
export const BATCH = 100;

/** What came of a number of scenarios, as plain data that can be sent between processes. */
export interface Tally {
  scenarios: number;
  /** By the status of the stack after its first end. */
  readonly ends: Record<string, number>;
  /** Faults that struck, by their kinds. */
  readonly faults: Record<string, number>;
  /** How often each invariant was checked. */
  readonly invariants: Record<string, number>;
  /** `seed/index` of the scenario, and what it broke. */
  readonly failures: { readonly scenario: string; readonly violations: readonly string[] }[];
}

export function emptyTally(): Tally {
  return { scenarios: 0, ends: {}, faults: {}, invariants: {}, failures: [] };
}

export function addTo(total: Tally, part: Tally): void {
  total.scenarios += part.scenarios;
  for (const key of ['ends', 'faults', 'invariants'] as const) {
    for (const [name, times] of Object.entries(part[key])) total[key][name] = (total[key][name] ?? 0) + times;
  }
  total.failures.push(...part.failures);
}

/** Lives through the first scenarios of a seed. */
export async function tally(seed: number, count = BATCH): Promise<Tally> {
  const total = emptyTally();
  for (const [index, scenario] of fc.sample(anyScenario, { seed, numRuns: count }).entries()) {
    const life = await simulate(scenario).catch((error: unknown): Life => ({ violations: [`the simulation itself failed: ${String(error)}`], checked: new Map(), struck: new Map(), status: 'none', trace: [], calls: [] }));
    const { violations, status } = life;
    addTo(total, {
      scenarios: 1,
      ends: { [status]: 1 },
      faults: { ...Object.fromEntries(life.struck), ...befell(scenario) },
      invariants: Object.fromEntries(life.checked),
      failures: violations.length > 0 ? [{ scenario: `${seed}/${index}`, violations }] : [],
    });
  }
  return total;
}

/** What befell the function itself. */
function befell({ dryRuns, killedAfter, deliveries, isDeliveredLate, clockSkew, end }: Scenario): Record<string, number> {
  const kills = killedAfter.filter((calls) => calls !== undefined).length;
  return {
    ...(kills > 0 ? { 'killed after a call': kills } : {}),
    ...(dryRuns === 'refused' ? {} : { 'DryRun carried out': 1 }),
    ...(deliveries > 1 ? { 'delivered twice at once': 1 } : {}),
    ...(isDeliveredLate ? { 'delivered an hour later': 1 } : {}),
    ...(clockSkew !== 0 ? { 'clock skew': 1 } : {}),
    ...(end === 'forgedDelete' ? { 'forged Delete': 1 } : {}),
  };
}
