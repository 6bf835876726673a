import type { Ground, Probe } from '../probe';
import { RunStack } from '../stacks';
import type { Sighting } from '../watcher';
import { sayTime, SECOND, waitFor } from '../wait';

const PROBE = 'stack-life';
/** CloudFormation's answers may be that old. */
const OLDEST = 30 * SECOND;
const SLOW = 30;

/** One stack from its creation to its deletion, seen by its own resources. */
export const stackLife: Probe = {
  name: PROBE,
  minutes: 15,
  creates: [{ what: 'stack, role and log group', count: 1 }],
  assumptions: ['A5', 'A7', 'A9', 'A10', 'A11', 'A13', 'A15', 'A16', 'A17', 'A19', 'A20', 'A21', 'A22', 'A24', 'A25', 'A26', 'A27', 'A29', 'A30'],
  async run(ground) {
    const { local, clock, mark, watcher, find, waiting } = ground;
    const resource = (properties: Readonly<Record<string, string | number>> = {}, dependsOn: string[] = []) => watcher.resource(PROBE, properties, dependsOn);
    const kept = (marker: string) => ({
      Kept: resource({ Marker: marker, Looks: 3 }),
      Under: resource(),
      Slow: resource({ Sleeps: 'Delete', Seconds: SLOW, Looks: 12 }, ['Under']),
      Replaced: resource({ Id: marker === '1' ? 'old' : 'new' }),
      Long: resource({ Bytes: 4096, ServiceTimeout: 300 }),
      Twice: resource({ Twice: 'Create', ServiceTimeout: 300 }),
    });
    const stack = new RunStack(local.cloudFormation, clock, mark, PROBE);
    waiting('a stack to be created');
    const created = await stack.create({ Resources: { ...kept('1'), Removed: resource(), Refusing: resource({ Refuses: 'Delete' }) } });
    const logged = await waitFor(clock, { every: SECOND, atMost: 60 * SECOND }, async () => ((await watcher.sightingsSoFar(PROBE)).some(({ logicalId, look }) => logicalId === 'Slow' && look === 0) ? true : undefined));
    find('A5', logged !== undefined && logged.after <= 20 * SECOND, logged === undefined ? 'not within a minute' : `the log had all ${sayTime(logged.after)} after the stack was there`);
    const stateOf = (name: string, events: Awaited<ReturnType<RunStack['events']>>) => events.filter(({ LogicalResourceId }) => LogicalResourceId === name).at(-1)?.ResourceStatus;
    const afterCreation = await stack.events();
    find('A7', stateOf('Long', afterCreation) === 'CREATE_COMPLETE', `after an answer of 4096 bytes: ${stateOf('Long', afterCreation)}`);
    find('A10', stateOf('Twice', afterCreation) === 'CREATE_COMPLETE' && created?.StackStatus === 'CREATE_COMPLETE', `after SUCCESS and FAILED: ${stateOf('Twice', afterCreation)}`);

    waiting('an update that removes a resource and replaces another one');
    await stack.update({ Resources: kept('2') });
    waiting('an update that is taken back');
    await stack.update({ Resources: { ...kept('3'), New: resource(), Fails: resource({ Refuses: 'Create' }, ['New', 'Kept']) } });
    waiting('the deletion');
    await stack.delete();
    const seen = await watcher.sightings(PROBE);
    const events = await stack.events();
    judge(ground, seen);

    const failed = events.find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Fails' && ResourceStatus === 'CREATE_FAILED');
    const ended = events.find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Kept' && ResourceStatus === 'CREATE_COMPLETE');
    find('A11', failed?.ResourceStatusReason?.includes('as asked') === true, `FAILED: "${failed?.ResourceStatusReason}"; SUCCESS: "${ended?.ResourceStatusReason ?? ''}"`);
    const times = events.map(({ Timestamp }) => Number(Timestamp));
    find('A24', times.every((time, index) => time >= (times[index - 1] ?? 0)), `${times.length} events, from first to last`);
    judgeOrder(ground, seen);
  },
};

function judge({ find }: Ground, seen: readonly Sighting[]): void {
  const of = (logicalId: string, requestType: string) => seen.filter((each) => each.logicalId === logicalId && each.requestType === requestType && each.look > 0);
  const statusOf = (sightings: readonly Sighting[]) => sightings.at(-1)?.stack?.status ?? sightings.at(-1)?.stack?.error ?? 'never called';
  const status = (number: string, expected: string, sightings: readonly Sighting[]) => {
    find(number, statusOf(sightings) === expected, `the stack is ${statusOf(sightings)}`);
  };
  status('A17', 'DELETE_IN_PROGRESS', of('Kept', 'Delete'));
  status('A19', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', of('Removed', 'Delete'));
  status('A20', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', of('New', 'Delete'));
  status('A21', 'UPDATE_ROLLBACK_IN_PROGRESS', of('Kept', 'Update'));

  const slow = of('Slow', 'Delete');
  const first = slow.find((each) => each.stack?.status === 'DELETE_IN_PROGRESS');
  const old = first === undefined ? Infinity : first.at - (slow[0]?.at ?? 0);
  find('A22', old < OLDEST, `it said so after ${sayTime(old)}`);
  const [record] = of('Kept', 'Delete').slice(-1);
  const began = of('Kept', 'Delete')[0]?.at ?? 0;
  find('A25', record?.record?.status === 'DELETE_IN_PROGRESS', `the resource is ${record?.record?.status ?? record?.record?.error ?? 'not seen'}`);
  const at = Date.parse(record?.record?.at ?? '');
  find('A26', Math.abs(at - began) <= OLDEST, `it is ${sayTime(began - at)} older than the first call`);
  find('A27', record?.stack?.deletionTime !== undefined, record?.stack?.deletionTime === undefined ? 'there was none' : 'there was one');

  const [replaced] = of('Replaced', 'Delete');
  find('A29', replaced?.id === 'old' && replaced.record?.id === 'new', `the Delete is for ${replaced?.id}, the record is of ${replaced?.record?.id ?? replaced?.record?.error}`);
  const refused = of('Refusing', 'Delete').length;
  find('A30', refused === 3, `in a clean-up, a Delete that fails came ${refused} times`);
  const [kept] = of('Kept', 'Delete');
  find('A16', kept?.id === `${PROBE}-Kept`, `the Delete is for ${kept?.id}`);
  find('A15', seen.every(({ isText = true }) => isText), 'of all requests');
  const sent = kept?.sent === undefined ? undefined : Date.parse(kept.sent.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  find('A9', sent !== undefined && Math.abs(sent - began) <= OLDEST, sent === undefined ? 'the URL has no X-Amz-Date' : `signed ${sayTime(began - sent)} before the first call`);
}

/** What depends on nothing is deleted at once, beside the slow one; what something depends on only after that. */
function judgeOrder({ find }: Ground, seen: readonly Sighting[]): void {
  const [free] = seen.filter(({ logicalId, requestType }) => logicalId === 'Kept' && requestType === 'Delete');
  const [under] = seen.filter(({ logicalId, requestType }) => logicalId === 'Under' && requestType === 'Delete');
  const slow = seen.find(({ logicalId, requestType, look }) => logicalId === 'Slow' && requestType === 'Delete' && look === 0);
  const isSideBySide = free !== undefined && slow !== undefined && free.at < slow.at;
  const lag = under === undefined || slow === undefined ? Infinity : under.at - slow.at;
  find('A13', isSideBySide && lag >= -SECOND && lag <= OLDEST, `an independent one was called ${sayTime((slow?.at ?? Infinity) - (free?.at ?? Infinity))} before another one had answered, one below that ${sayTime(lag)} after`);
}
