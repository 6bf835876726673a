import type { Ground, Probe } from '../probe';
import { RunStack } from '../stacks';
import { MINUTE, sayTime, SECOND } from '../wait';

export const lambdaRetries: Probe = {
  name: 'lambda-retries',
  minutes: 9,
  creates: [{ what: 'stack, role and log group', count: 1 }],
  assumptions: ['A1'],
  run: (ground) => watchRetries(ground, 'A1', { timeout: 420, runs: 0 }),
};

/** The same for runs that take all the time that Lambda gives. */
export const longRetries: Probe = {
  name: 'lambda-retries-long',
  minutes: 62,
  creates: [{ what: 'stack, role and log group', count: 1 }],
  assumptions: ['A2', 'A8'],
  run: (ground) => watchRetries(ground, 'A2', { timeout: 3600, runs: 15 * MINUTE }),
};

async function watchRetries({ local, clock, mark, watcher, find, waiting }: Ground, number: string, { timeout, runs }: { readonly timeout: number; readonly runs: number }): Promise<void> {
  const probe = runs === 0 ? 'lambda-retries' : 'lambda-retries-long';
  const stack = new RunStack(local.cloudFormation, clock, mark, probe);
  waiting(`three calls, and for ${timeout} s that no fourth one comes`);
  const began = clock.now();
  await stack.create({ Resources: { Throws: watcher.resource(probe, { ServiceTimeout: timeout, Throws: 'Create', ...(runs === 0 ? {} : { Sleeps: 'Create', Seconds: 900 }) }) } }, 'DO_NOTHING');
  const waited = clock.now() - began;
  const calls = (await watcher.sightings(probe)).filter(({ requestType, look }) => requestType === 'Create' && look === 1).map(({ at }) => at);
  const gaps = calls.slice(1).map((at, index) => at - (calls[index] ?? 0) - runs);
  const [first = 0, second = 0] = gaps;
  const isSo = calls.length === 3 && first > 40 * SECOND && first < 100 * SECOND && second > 90 * SECOND && second < 200 * SECOND;
  find(number, isSo, `${calls.length} calls; after an error it was called again after ${gaps.map(sayTime).join(' and ')}`);
  if (runs > 0) find('A8', Math.abs(waited - timeout * SECOND) <= 3 * MINUTE, `CloudFormation waited ${sayTime(waited)}`);
  await stack.delete();
}
