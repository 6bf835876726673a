import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClockReading } from './messages';

/**
 * Makes this process's time the sandbox's: whoever asks for the time gets the sandbox's, and whoever waits, waits
 * the shorter for it, so that a function's deadlines and back-offs keep their proportions. It has to run before the
 * function's code is loaded. (Timers inside Node.js itself, such as those of fetch, stay on the machine's time.)
 */
export function installClock({ now, at, timeScale }: ClockReading): () => number {
  const hostHrtime = process.hrtime.bigint.bind(process.hrtime);
  const start = BigInt(at);
  const elapsed = () => (Number(hostHrtime() - start) / 1e6) * timeScale;
  const sandboxNow = () => now + elapsed();
  installDate(sandboxNow);
  installMonotonicClocks(elapsed, start);
  // Rounded up: a timer that fires early would be seen as one that did not wait.
  installTimers((ms) => (ms === undefined ? undefined : Math.ceil(ms / timeScale)));
  syncBuiltinESMExports();
  return sandboxNow;
}

function installDate(sandboxNow: () => number): void {
  const HostDate = Date;
  HostDate.now = () => Math.floor(sandboxNow());
  const SandboxDate = new Proxy(HostDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [sandboxNow()] : args, newTarget) as object,
    apply: () => new HostDate(sandboxNow()).toString(),
  });
  HostDate.prototype.constructor = SandboxDate;
  globalThis.Date = SandboxDate;
}

function installMonotonicClocks(elapsed: () => number, start: bigint): void {
  const origin = Date.now();
  const elapsedAtOrigin = elapsed();
  Object.defineProperty(performance, 'now', { value: () => elapsed() - elapsedAtOrigin, configurable: true, writable: true });
  Object.defineProperty(performance, 'timeOrigin', { value: origin, configurable: true });
  const nanoseconds = () => start + BigInt(Math.floor(elapsed() * 1e6));
  const hrtime = (previous?: [number, number]): [number, number] => {
    const since = nanoseconds() - (previous ? BigInt(previous[0]) * 1_000_000_000n + BigInt(previous[1]) : 0n);
    return [Number(since / 1_000_000_000n), Number(since % 1_000_000_000n)];
  };
  process.hrtime = Object.assign(hrtime, { bigint: nanoseconds });
}

function installTimers(scaled: (ms: number | undefined) => number | undefined): void {
  const { setTimeout: hostSetTimeout, setInterval: hostSetInterval } = timers;
  const { setTimeout: hostSleep, setInterval: hostTicks } = timersPromises;
  const sleep = <T>(ms?: number, value?: T, options?: Parameters<typeof hostSleep>[2]) => hostSleep(scaled(ms), value, options);
  const ticks = <T>(ms?: number, value?: T, options?: Parameters<typeof hostTicks>[2]) => hostTicks(scaled(ms), value, options);
  const replacements = {
    setTimeout: Object.assign(
      (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => hostSetTimeout(callback, scaled(ms), ...args),
      { [promisify.custom]: sleep },
    ),
    setInterval: (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => hostSetInterval(callback, scaled(ms), ...args),
  };
  Object.assign(globalThis, replacements);
  Object.assign(timers, replacements);
  Object.assign(timersPromises, { setTimeout: sleep, setInterval: ticks });
  const hostWait = timersPromises.scheduler.wait.bind(timersPromises.scheduler);
  Object.defineProperty(timersPromises.scheduler, 'wait', {
    value: (ms: number, options?: Parameters<typeof hostWait>[1]) => hostWait(scaled(ms) ?? 0, options),
  });
  const hostAbortTimeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => hostAbortTimeout(scaled(ms) ?? 0);
  const hostSocketTimeout = Reflect.get(net.Socket.prototype, 'setTimeout');
  net.Socket.prototype.setTimeout = function (this: net.Socket, ms, callback) {
    return hostSocketTimeout.call(this, scaled(ms) ?? 0, callback);
  };
}
