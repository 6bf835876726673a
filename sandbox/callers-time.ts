import type { Caller } from './api';
import type { Clock } from './clock';

type Call = Pick<Caller, 'world' | 'caller'>;

/** The last that a Date can hold. */
const LAST = 8.64e15;

/**
 * A time of the sandbox's as the caller knows it. A function lives in the sandbox's time; a client outside, such as the CDK CLI, compares
 * what it is shown with its own clock, which is the machine's. There it is in whole milliseconds, as AWS's times are.
 */
export function toCallersTime({ world: { clock }, caller }: Call, ms: number): number {
  return caller.isInside ? ms : toMachineTime(clock, ms);
}

export function toMachineTime({ startedAt, timeScale }: Clock, ms: number): number {
  return Math.floor(ms <= startedAt ? ms : startedAt + (ms - startedAt) / timeScale);
}

/** What time it is in the sandbox when it is `ms` for the caller. What was before the sandbox was in everybody's time. */
export function fromCallersTime({ world: { clock }, caller }: Call, ms: number): number {
  if (caller.isInside || ms <= clock.startedAt) return ms;
  return Math.min(LAST, clock.startedAt + (ms - clock.startedAt) * clock.timeScale);
}
