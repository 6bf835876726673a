import type { Verdict } from '../../test/rehearsals/tally';
import { table } from '../bench/table';

/** How often a destroy was as it was rehearsed, by what was destroyed. */
export function tableOf(verdicts: readonly Verdict[], runs: number): string {
  const kinds = [...new Set(verdicts.flatMap(({ stack, weather }) => [`stack ${stack}`, `weather ${weather}`]))].sort();
  const rows = [...kinds, 'all'].map((kind) => {
    const its = verdicts.filter(({ stack, weather }) => kind === 'all' || kind === `stack ${stack}` || kind === `weather ${weather}`);
    const count = (is: (verdict: Verdict) => boolean) => its.filter(is).length;
    const inRange = count(({ isInRange }) => isInRange);
    return [kind, String(its.length), String(count(({ isSame }) => isSame)), String(count(({ isCertain }) => isCertain)), String(inRange), `${((100 * inRange) / its.length).toFixed(1)} %`];
  });
  return table(['', 'destroyed', 'ended as in a rehearsal', `all ${runs} rehearsals ended the same`, 'time in their range', ''], rows);
}
