import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had. Linux tells it in /proc: the maxRSS of a process also counts what the one that started it had
 * by then, and the sandbox may have had much.
 */
export function maxMemoryKb(): number {
  return fromProc() ?? process.resourceUsage().maxRSS;
}

function fromProc(): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    return undefined;
  }
}
