import { CLOUDFORMATION } from './cloudformation';
import { POOLS } from './pools';
import type { TurnRound } from './turn-round';

/** For each row of docs/assumptions.md that a probe settles, a sandbox in which it is not true; by the rows' numbers. */
export const TURNED_ROUND: Readonly<Record<string, TurnRound>> = { ...CLOUDFORMATION, ...POOLS };
