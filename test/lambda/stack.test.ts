import type { DescribeStackResourceCommand} from '@aws-sdk/client-cloudformation';
import { CloudFormationServiceException, DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Invocation } from '../../lambda/invocation';
import { isRollback, whyDeleted, type Cause, type Deletion } from '../../lambda/stack';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

const REQUEST = { StackId: 'arn:stack', LogicalResourceId: 'AddressRelease', PhysicalResourceId: 'ours' };
const BEGAN = Date.parse('2026-11-20T11:59:00Z');

/** What CloudFormation shows of the resource at one time. */
interface Shown {
  /** Of the stack; '' when it is not in the list, nothing when there is no list. */
  readonly status?: string;
  readonly resourceStatus?: string;
  readonly physicalId?: string | undefined;
  readonly updated?: Date | undefined;
  readonly error?: Error;
}

interface Told {
  readonly deletion: Deletion | undefined;
  readonly error: unknown;
  readonly log: unknown[];
  /** How often the stack and the resource were asked for, and what the inputs were. */
  readonly inputs: unknown[];
  readonly milliseconds: number;
}

/** Asks why, while CloudFormation shows this, one after the other; the last stays. */
async function why(wanted: Cause[], ...shown: Shown[]): Promise<Told> {
  return whyWithin(900_000, wanted, ...shown);
}

async function whyWithin(remaining: number, wanted: Cause[], ...shown: Shown[]): Promise<Told> {
  const clock = new VirtualClock();
  const from = clock.now();
  const log: unknown[] = [];
  const inputs: unknown[] = [];
  let looks = 0;
  const send = (command: DescribeStacksCommand | DescribeStackResourceCommand) => {
    inputs.push(command.input);
    if (command instanceof DescribeStacksCommand) looks += 1;
    const { error, status, resourceStatus, ...rest } = shown[Math.min(looks, shown.length) - 1] ?? {};
    if (error) return Promise.reject(error);
    if (command instanceof DescribeStacksCommand) return Promise.resolve(status === undefined ? {} : { Stacks: status === '' ? [] : [{ StackStatus: status }] });
    const LastUpdatedTimestamp = 'updated' in rest ? rest.updated : new Date(BEGAN);
    return Promise.resolve({ StackResourceDetail: { ResourceStatus: resourceStatus, PhysicalResourceId: 'physicalId' in rest ? rest.physicalId : 'ours', LastUpdatedTimestamp } });
  };
  const world = { clock, cloudFormation: { send } as unknown as CloudFormationClient, log: (...record: unknown[]) => log.push(record) } as unknown as World;
  let deletion: Deletion | undefined;
  let error: unknown;
  try {
    deletion = await whyDeleted(world, new Invocation(clock, remaining), REQUEST, wanted);
  } catch (reason) {
    error = reason;
  }
  return { deletion, error, log, inputs, milliseconds: clock.now() - from };
}

const deleting = { status: 'DELETE_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' };
const cleaningUp = { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' };
const refused = (name: string, httpStatusCode = 400) =>
  new CloudFormationServiceException({ name, message: 'message', $fault: 'client', $metadata: { httpStatusCode } });

describe('why a resource is deleted', () => {
  test('the stack is being deleted: since the time at which the deletion of the resource began', async () => {
    const { deletion, inputs, milliseconds } = await why(['STACK_DELETION'], deleting);
    expect(deletion).toEqual({ is: 'wanted', cause: 'STACK_DELETION', startedAt: BEGAN });
    expect(inputs).toEqual([{ StackName: 'arn:stack' }, { StackName: 'arn:stack', LogicalResourceId: 'AddressRelease' }]);
    expect(milliseconds).toBe(0);
  });

  test.each<[string, Shown, Cause]>([
    ['its creation is rolled back', { status: 'ROLLBACK_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' }, 'CREATION_ROLLBACK'],
    ['an update that added it is rolled back', { status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' }, 'CREATION_ROLLBACK'],
    ['it was removed from the template', cleaningUp, 'REMOVAL'],
    ['it was replaced', { ...cleaningUp, resourceStatus: 'CREATE_COMPLETE', physicalId: 'another' }, 'REPLACEMENT'],
  ])('%s: wanted by whoever asked for that, and by nobody else', async (_, shown, cause) => {
    expect((await why(['STACK_DELETION', cause], shown)).deletion).toEqual({ is: 'wanted', cause, startedAt: BEGAN });
    const others = (['STACK_DELETION', 'CREATION_ROLLBACK', 'REMOVAL', 'REPLACEMENT'] as const).filter((other) => other !== cause);
    expect((await why(others, shown)).deletion).toEqual({ is: 'unwanted', stackStatus: shown.status });
  });

  test('in a stack that is being deleted a resource is never taken for one that was replaced', async () => {
    expect((await why(['STACK_DELETION'], { ...deleting, physicalId: 'another' })).deletion).toMatchObject({ is: 'wanted', cause: 'STACK_DELETION' });
  });

  test('a resource of which CloudFormation shows no physical id is not taken for one that was replaced', async () => {
    expect((await why(['REMOVAL', 'REPLACEMENT'], { ...cleaningUp, physicalId: undefined })).deletion).toMatchObject({ is: 'wanted', cause: 'REMOVAL' });
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS'])(
    'a stack that is %s deletes nothing for any cause',
    async (status) => {
      const { deletion, inputs } = await why(['STACK_DELETION', 'CREATION_ROLLBACK', 'REMOVAL', 'REPLACEMENT'], { status, resourceStatus: 'DELETE_IN_PROGRESS' });
      expect(deletion).toEqual({ is: 'unwanted', stackStatus: status });
      expect(inputs).not.toContainEqual(expect.objectContaining({ LogicalResourceId: 'AddressRelease' }));
    },
  );

  test('a stack that CloudFormation does not show is none that is being deleted', async () => {
    expect((await why(['STACK_DELETION'], {})).deletion).toEqual({ is: 'unwanted', stackStatus: 'unknown' });
    expect((await why(['STACK_DELETION'], { status: '' })).deletion).toEqual({ is: 'unwanted', stackStatus: 'unknown' });
  });

  test('a deletion of the resource that is over is over; one that failed may be an earlier one, for half a minute', async () => {
    const over = await why(['STACK_DELETION'], { ...deleting, resourceStatus: 'DELETE_COMPLETE' });
    expect(over).toMatchObject({ deletion: { is: 'over', resourceStatus: 'DELETE_COMPLETE' }, milliseconds: 0 });
    const failed = { ...deleting, resourceStatus: 'DELETE_FAILED' };
    expect(await why(['STACK_DELETION'], failed)).toMatchObject({ deletion: { is: 'over', resourceStatus: 'DELETE_FAILED' }, milliseconds: 30_000 });
    expect(await why(['STACK_DELETION'], failed, failed, deleting)).toMatchObject({ deletion: { is: 'wanted' }, milliseconds: 4_000 });
  });

  test('a stack that deletes nothing may only not show it yet, for half a minute', async () => {
    expect(await why(['STACK_DELETION'], { status: 'CREATE_COMPLETE' })).toMatchObject({ deletion: { is: 'unwanted' }, milliseconds: 30_000 });
    expect(await why(['STACK_DELETION'], { status: 'CREATE_COMPLETE' }, deleting)).toMatchObject({ deletion: { is: 'wanted' }, milliseconds: 2_000 });
    // Another cause than the wanted one is no old news.
    expect(await why(['STACK_DELETION'], cleaningUp)).toMatchObject({ deletion: { is: 'unwanted' }, milliseconds: 0 });
  });

  test.each<[string, Shown]>([
    ['not as being deleted', { ...deleting, resourceStatus: 'CREATE_COMPLETE' }],
    ['without a status', { ...deleting, resourceStatus: undefined }],
    ['without a time', { ...deleting, updated: undefined }],
  ])('while CloudFormation shows the resource %s it is asked again every two seconds', async (_, early) => {
    const { deletion, log, milliseconds } = await why(['STACK_DELETION'], early, early, deleting);
    expect(deletion).toMatchObject({ is: 'wanted' });
    expect(milliseconds).toBe(4_000);
    const record = ['waiting for CloudFormation', { obstacle: 'CloudFormation does not show AddressRelease as being deleted' }];
    expect(log).toEqual([record, record]);
  });

  test.each<[string, Error]>([
    ['it is too busy', refused('Throttling')],
    ['it fails', refused('InternalFailure', 500)],
    ['nobody hears it', new Error('socket hang up')],
  ])('while CloudFormation does not answer because %s, it is asked again', async (_, error) => {
    const { deletion, log } = await why(['STACK_DELETION'], { error }, deleting);
    expect(deletion).toMatchObject({ is: 'wanted' });
    expect(log).toEqual([['waiting for CloudFormation', { obstacle: `CloudFormation does not say why: ${error.name}: ${error.message}` }]]);
  });

  test.each(['AccessDenied', 'ValidationError', 'Nobody'])('what no repetition will help (%s) is not waited for', async (name) => {
    const error = refused(name);
    expect(await why(['STACK_DELETION'], { error })).toMatchObject({ error, milliseconds: 0 });
  });

  test("when the invocation's time is up the last obstacle is what it says", async () => {
    const { error, milliseconds } = await why(['STACK_DELETION'], { error: refused('Throttling') });
    expect(error).toMatchObject({ name: 'Unfinished', message: 'CloudFormation does not say why: Throttling: message' });
    expect(milliseconds).toBe(new Invocation(new VirtualClock(), 900_000).timeLeft);
  });
});

test('an invocation without time to ask says so', async () => {
  const { error, inputs } = await whyWithin(0, ['STACK_DELETION'], deleting);
  expect(error).toMatchObject({ name: 'Unfinished', message: 'there was no time to ask CloudFormation' });
  expect(inputs).toEqual([]);
});

describe('a nested stack that is being deleted', () => {
  /** Why its resource is deleted, while the stacks above it have these statuses, the next one first. */
  async function nested(...above: string[]): Promise<Deletion> {
    return inPlace(['STACK_DELETION'], [deleting.status, ...above]);
  }

  /** The same, while it has the first of these statuses itself. */
  async function inPlace(wanted: Cause[], stacks: readonly string[]): Promise<Deletion> {
    const clock = new VirtualClock();
    const send = ({ input }: DescribeStacksCommand | DescribeStackResourceCommand) => {
      if ('LogicalResourceId' in input) {
        return Promise.resolve({ StackResourceDetail: { ResourceStatus: deleting.resourceStatus, PhysicalResourceId: 'ours', LastUpdatedTimestamp: new Date(BEGAN) } });
      }
      const level = input.StackName === REQUEST.StackId ? 0 : Number(input.StackName);
      return Promise.resolve({ Stacks: [{ StackStatus: stacks[level], ParentId: level + 1 < stacks.length ? String(level + 1) : undefined }] });
    };
    const world = { clock, cloudFormation: { send } as unknown as CloudFormationClient, log: () => undefined } as unknown as World;
    return whyDeleted(world, new Invocation(clock, 900_000), REQUEST, wanted);
  }

  test.each([['DELETE_IN_PROGRESS'], ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'], ['ROLLBACK_COMPLETE'], ['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS'], ['DELETE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']])(
    'is deleted for good below %s %s',
    async (...above) => {
      expect(await nested(...above)).toMatchObject({ is: 'wanted', cause: 'STACK_DELETION' });
    },
  );

  test.each([['ROLLBACK_IN_PROGRESS'], ['UPDATE_ROLLBACK_IN_PROGRESS'], ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'], ['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']])(
    'is only rolled back below %s %s',
    async (...above) => {
      expect(await nested(...above)).toMatchObject({ is: 'unwanted', stackStatus: above.at(-1) });
    },
  );

  test('is asked itself for all else: while a resource is taken out of it, the stack above may be rolled back', async () => {
    expect(await inPlace(['REMOVAL'], [cleaningUp.status, 'UPDATE_ROLLBACK_IN_PROGRESS'])).toMatchObject({ is: 'wanted', cause: 'REMOVAL' });
  });
});

test.each<[string | undefined, boolean]>([
  ['UPDATE_ROLLBACK_IN_PROGRESS', true],
  ['UPDATE_IN_PROGRESS', false],
  ['ROLLBACK_IN_PROGRESS', false],
  [undefined, false],
  ['', false],
])('whether an Update of a stack that is %s takes an update back: %s', async (StackStatus, expected) => {
  const send = ({ input }: DescribeStacksCommand) => {
    expect(input).toEqual({ StackName: 'arn:stack' });
    return Promise.resolve(StackStatus === undefined ? {} : { Stacks: StackStatus === '' ? [] : [{ StackStatus }] });
  };
  expect(await isRollback({ cloudFormation: { send } } as unknown as World, 'arn:stack')).toBe(expected);
});
