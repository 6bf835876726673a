import { createColors } from 'picocolors';
import { connect, type Aws } from '../../bin/cli/aws';
import { planStack } from '../../bin/cli/plan/plan-stack';
import type { Plan } from '../../bin/cli/plan/plan';
import { runRelease } from '../../bin/cli/release/command';
import type { ReleaseOptions } from '../../bin/cli/release/declare';
import type { Screen } from '../../bin/cli/screen';
import { StoppableClock } from '../../bin/cli/stoppable-clock';
import type { Cloud } from '../acceptance/cloud';
import { REGION } from '../acceptance/cloud';

const OPTIONS: ReleaseOptions = { output: 'json', color: false, yes: true };

/** The commands without their process, in the time of the sandbox. */
export async function connected({ sandbox }: Cloud): Promise<Aws> {
  return connect({ region: REGION, endpointUrl: sandbox.url, credentials: sandbox.clientConfig.credentials });
}

export async function planIn(cloud: Cloud, stack: string): Promise<Plan> {
  const aws = await connected(cloud);
  return planStack(aws, aws.world({ clock: cloud.sandbox.world.clock, log: () => undefined, retries: true }), stack);
}

export interface Run {
  readonly code: number;
  /** What was printed, parsed. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly said: readonly string[];
}

export async function releaseIn(cloud: Cloud, stack: string | undefined, options: Partial<ReleaseOptions>, clock = new StoppableClock(cloud.sandbox.world.clock)): Promise<Run> {
  const printed: string[] = [];
  const said: string[] = [];
  const screen: Screen = { colours: createColors(false), isInteractive: false, width: 120, print: (result) => void printed.push(result), say: (text) => void said.push(text) };
  const code = await runRelease({ aws: await connected(cloud), clock, screen, options: { ...OPTIONS, ...options } }, stack);
  return { code, result: JSON.parse(printed.join('') || '{}') as Run['result'], said };
}
