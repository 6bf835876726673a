import type { Finding, Ground, Probe } from './probe';
import { Room } from './room';
import { MINUTE } from './wait';

/** What came of a probe, by the numbers of its assumptions. */
export interface Outcome {
  readonly probe: Probe;
  readonly findings: Readonly<Record<string, Finding>>;
}

export type Settled = Pick<Ground, 'find' | 'waiting'>;

/** A probe that takes three times as long as it should has met something that nobody thought of. */
const PATIENCE = 3;
const LEAST = 20 * MINUTE;

/**
 * Runs the probes side by side, as far as there is room, those with an IPAM of their own one after the other. None stops another one; what a probe did not come to
 * say could not be found out.
 */
export async function runProbes(probes: readonly Probe[], groundFor: (probe: Probe, settled: Settled) => Ground, say: (text: string) => void, interrupted: AbortSignal): Promise<Outcome[]> {
  const outcomes = new Map<Probe, Outcome>();
  const waitingFor = new Map<string, string>();
  const room = new Room();
  const one = async (probe: Probe): Promise<void> => {
    const leave = await Promise.race([room.enter(probe.room ?? {}), aborted(interrupted)]);
    if (interrupted.aborted || typeof leave === 'string') return;
    say(`${probe.name}: begins; about ${probe.minutes} min`);
    outcomes.set(probe, await runProbe(probe, groundFor, say, waitingFor, interrupted));
    leave();
    waitingFor.delete(probe.name);
    const rest = [...waitingFor].map(([name, what]) => `${name} for ${what}`);
    if (rest.length > 0) say(`still waited for: ${rest.join('; ')}`);
  };
  const alone = async (): Promise<void> => {
    for (const probe of probes.filter(({ ownIpam }) => ownIpam)) await one(probe);
  };
  await Promise.all([...probes.filter(({ ownIpam }) => !ownIpam).map(one), alone()]);
  return probes.map((probe) => outcomes.get(probe) ?? { probe, findings: unsettled(probe, {}, 'it was not run') });
}

async function runProbe(probe: Probe, groundFor: (probe: Probe, settled: Settled) => Ground, say: (text: string) => void, waitingFor: Map<string, string>, interrupted: AbortSignal): Promise<Outcome> {
  const findings: Record<string, Finding> = {};
  const ground = groundFor(probe, {
    find: (number, isSo, measured) => {
      if (!probe.assumptions.includes(number)) throw new Error(`the probe ${probe.name} does not say that it settles ${number}`);
      findings[number] = { verdict: isSo ? 'holds' : 'differs', measured };
      say(`${probe.name}: ${number} ${isSo ? 'holds' : 'DIFFERS'}: ${measured}`);
    },
    waiting: (what) => {
      waitingFor.set(probe.name, what);
      say(`${probe.name}: waits for ${what}`);
    },
  });
  const why = await Promise.race([
    probe.run(ground).then(
      () => 'the probe did not come to it',
      (error: unknown) => {
        const { name, message } = error as Error;
        return `${name}: ${message}`;
      },
    ),
    ground.clock.sleep(Math.max(LEAST, PATIENCE * probe.minutes * MINUTE)).then(() => 'it took too long'),
    aborted(interrupted),
  ]);
  const all = unsettled(probe, findings, why);
  for (const [number, { verdict, measured }] of Object.entries(all)) {
    if (verdict === 'not found out') say(`${probe.name}: ${number} could not be found out: ${measured}`);
  }
  return { probe, findings: all };
}

function unsettled({ assumptions }: Probe, findings: Readonly<Record<string, Finding>>, why: string): Record<string, Finding> {
  return Object.fromEntries(assumptions.map((number) => [number, findings[number] ?? { verdict: 'not found out' as const, measured: why }]));
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const tell = () => {
      resolve('it was interrupted');
    };
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { once: true });
  });
}
