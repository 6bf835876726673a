import { CLOUDFORMATION } from './cloudformation';
import { NETWORK } from './network';
import { POOLS } from './pools';
import type { TurnedRound } from './turn-round';

/** For each row of docs/assumptions.md that a probe settles, a sandbox in which it is not true; by the rows' numbers. */
export const TURNED_ROUND: Readonly<Record<string, TurnedRound>> = { ...CLOUDFORMATION, ...POOLS, ...NETWORK };
