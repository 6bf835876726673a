import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { understand } from '../../../lambda/error-table';
import { describeItem, placeKey, type Item } from '../../../lambda/item';
import { Observer } from '../../../lambda/observe/observer';
import { explain } from '../../../lambda/report';
import { callsOf } from '../../../lambda/steps';
import type { World } from '../../../lambda/world';
import { Failure } from '../failure';
import { placeOf } from '../plan/look';

/** What EC2 says to one release that is not carried out. */
export interface Tried {
  readonly name: string;
  readonly api: string;
  readonly region: string;
  readonly isAllowed: boolean;
  /** EC2's answer, where it is not that the call is allowed. */
  readonly answer?: string;
}

/** Asks EC2 with DryRun for each call that a release would begin with. */
export async function dryRun(world: World, account: string, items: readonly Item[]): Promise<Tried[]> {
  const sightings = await new Observer(world, account).look(items);
  const seen = [...sightings.values()].flatMap((sighting) => (sighting.is === 'seen' ? sighting.targets : []));
  const steps = seen.flatMap(({ name, step }) => (step ? [{ name, step }] : []));
  for (const at of new Map(steps.map(({ step }) => [placeKey(step.at), step.at])).values()) await requireDryRun(world, at);
  const tried: Tried[] = [...sightings].flatMap(([item, sighting]) => (sighting.is === 'unclear' ? [{ name: describeItem(item), api: 'to look at it', region: placeOf(item).region, isAllowed: false, answer: explain(sighting.verdict) }] : []));
  for (const { name, step } of steps) {
    for (const { api, at, send } of callsOf(step)) {
      try {
        await send(world.ec2(at), { DryRun: true });
        throw new Failure(`${api} in ${at.region} was sent with DryRun, and was carried out: ${name} may be released`, 'do not use --dry-run with this endpoint');
      } catch (error) {
        if (error instanceof Failure) throw error;
        const verdict = understand(error);
        const isAllowed = verdict.meaning === 'allowed';
        tried.push({ name, api, region: at.region, isAllowed, ...(isAllowed ? {} : { answer: explain(verdict) }) });
      }
    }
  }
  return tried;
}

/** AWS answers every DryRun with an error; an endpoint may carry it out. So what can do no harm is tried first. */
async function requireDryRun(world: World, at: Parameters<World['ec2']>[0]): Promise<void> {
  try {
    await world.ec2(at).send(new DescribeAddressesCommand({ DryRun: true }));
  } catch (error) {
    const verdict = understand(error);
    if (verdict.meaning === 'allowed' || verdict.obstacle === 'permission') return;
    throw error;
  }
  throw new Failure(`the endpoint in ${at.region} does not know DryRun`, 'leave --dry-run out, or ask AWS itself');
}
