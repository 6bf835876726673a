import { callerIn, placeIn, type Connection, type Place } from './account';
import { clean, type Cleaned } from './clean';
import { Placeholders } from './placeholders';
import type { Ground, Probe } from './probe';
import { Recording, type Regions } from './recording';
import { RunMark } from './run-mark';
import { runProbes, type Outcome } from './runner';
import { createSharedIpam } from './shared-ipam';
import { Watcher } from './watcher';

export interface Verification {
  readonly outcomes: readonly Outcome[];
  readonly recordings: readonly Recording[];
  readonly cleaned: Cleaned;
}

/** Runs the probes on what all of them share, and removes everything, whatever happens. */
export async function verify(connection: Connection, regions: Regions, probes: readonly Probe[], say: (text: string) => void, interrupted: AbortSignal): Promise<Verification> {
  const { clock } = connection;
  const mark = RunMark.random();
  const placeholders = new Placeholders(mark.run);
  const began = clock.now();
  const recordings: Recording[] = [];
  const placesFor = (probe: string): Record<keyof Regions, Place> => {
    const recording = new Recording(probe, placeholders, began);
    recordings.push(recording);
    const place = (region: string) => placeIn(region, connection, recording, interrupted);
    return { local: place(regions.local), home: place(regions.home), elsewhere: place(regions.elsewhere) };
  };
  const outcomes: Outcome[] = [];
  try {
    const { account } = await callerIn(regions.local, connection);
    const shared = placesFor('shared');
    say(`run ${mark.run}: creates what the probes share`);
    const scopes = await createSharedIpam(shared.home, shared.local, clock, mark);
    const watcher = await Watcher.deploy(shared.local, clock, mark);
    const groundFor = (probe: Probe, settled: Pick<Ground, 'find' | 'waiting'>): Ground => {
      const places = placesFor(probe.name);
      return { mark, account, connection, clock, ...places, scopes, watcher: watcher.at(places.local), interrupted, ...settled };
    };
    outcomes.push(...(await runProbes(probes, groundFor, say, interrupted)));
  } finally {
    say(`run ${mark.run}: removes what it made`);
    const cleaned = await clean([placeIn(regions.local, connection), placeIn(regions.home, connection)], clock, mark.run, say);
    for (const left of cleaned.left) say(`left: ${left}`);
    return { outcomes, recordings, cleaned };
  }
}
