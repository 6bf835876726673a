import type { Clock } from '../../lambda/world';

/** A clock whose time passes only when somebody sleeps: an hour takes a millisecond. */
export class VirtualClock implements Clock {
  #now = Date.parse('2026-11-20T12:00:00Z');

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    return Promise.resolve();
  }
}
