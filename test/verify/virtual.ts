import { setMaxListeners } from 'node:events';
import type { Connection } from '../../bin/verify/account';
import { verifyCommand } from '../../bin/verify/command';
import type { VerifyOptions } from '../../bin/verify/declare';
import type { Probe } from '../../bin/verify/probe';
import { PROBES } from '../../bin/verify/probes';
import type { Regions } from '../../bin/verify/recording';
import { verify, type Verification } from '../../bin/verify/verify';
import { inVirtualSandbox } from '../../bin/verify/virtual-sandbox';
import type { World } from '../../sandbox/world';

export const REGIONS: Regions = { local: 'us-west-2', home: 'us-east-1', elsewhere: 'eu-west-1' };

export const never = new AbortController().signal;
// Every probe and every client listens to it.
setMaxListeners(100, never);

/** The probes that need no CDK CLI: what a sandbox in this process can be asked. */
export const VIRTUAL = PROBES.filter(({ needsCdk }) => needsCdk === undefined);

/** Work in a sandbox whose hours are over in a moment. */
export function inSandbox<T>(work: (connection: Connection, world: World) => Promise<T>, seed = 1): Promise<T> {
  return inVirtualSandbox([REGIONS.local, REGIONS.home], seed, work);
}

export function verifyThere(connection: Connection, probes: readonly Probe[] = VIRTUAL): Promise<Verification> {
  return verify(connection, REGIONS, probes, () => undefined, never);
}

/** The command as somebody types it there. */
export async function commandThere(connection: Connection, options: Partial<VerifyOptions>): Promise<{ readonly code: number; readonly printed: string; readonly said: readonly string[] }> {
  const said: string[] = [];
  let printed = '';
  const output = { print: (text: string) => void (printed += text), say: (text: string) => void said.push(text) };
  const code = await verifyCommand({ region: REGIONS.local, homeRegion: REGIONS.home, timeScale: 1, ...options }, output, never, connection);
  return { code, printed, said };
}

/** The verdicts by the numbers of the assumptions. */
export function verdictsOf({ outcomes }: Verification): Record<string, string> {
  return Object.fromEntries(outcomes.flatMap(({ findings }) => Object.entries(findings).map(([number, { verdict }]) => [number, verdict])));
}
