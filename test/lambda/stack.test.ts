import {
  CloudFormationServiceException,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type CloudFormationClient,
  type DescribeStackResourceCommand,
  type ResourceStatus,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { Invocation } from '../../lambda/invocation';
import { isRollback, whyDeleted, type Cause, type Deletion } from '../../lambda/stack';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

const BEGAN = Date.parse('2026-11-20T11:59:00Z');
const SENT = Date.parse('2026-11-20T11:59:01Z');
const SIGNED = 'https://bucket.s3.amazonaws.com/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261120T115901Z&X-Amz-Expires=7200&X-Amz-Signature=secret';
const REQUEST = { StackId: 'arn:stack', LogicalResourceId: 'AddressRelease', PhysicalResourceId: 'ours', ResponseURL: SIGNED };

/** What CloudFormation shows of the resource at one time. */
interface Shown {
  /** Of the stack; 'none' when it is not in the list, nothing when there is no list. */
  readonly status?: string;
  readonly resourceStatus?: string;
  readonly physicalId?: string | undefined;
  readonly updated?: Date | undefined;
  readonly error?: Error;
  /** Of the resource alone. */
  readonly resourceError?: Error;
  readonly eventsError?: Error;
  /** What the stack went through, the newest first. */
  readonly history?: readonly string[] | undefined;
  /** No event of anything else either; without a history not even their list. */
  readonly noEvents?: boolean;
  /** The last event of the resource. */
  readonly event?: Partial<StackEvent>;
  readonly created?: Date;
  readonly deleted?: Date;
}

const DEPLOYED = ['DELETE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_IN_PROGRESS'];

/** Two events in a page; an event of a nested stack has the type of a stack's own, but not its id. */
function eventsPage(stackId: string, { history = DEPLOYED, event }: Shown, token = '0'): { StackEvents: StackEvent[]; NextToken?: string } {
  const nested = { ResourceType: 'AWS::CloudFormation::Stack', LogicalResourceId: 'Nested', PhysicalResourceId: 'arn:nested', ResourceStatus: 'CREATE_COMPLETE' as const };
  const own = history.map((status) => ({ ResourceType: 'AWS::CloudFormation::Stack', LogicalResourceId: 'Stack', PhysicalResourceId: stackId, ResourceStatus: status as ResourceStatus }));
  const resource = event ? [{ ResourceType: 'Custom::AddressRelease', LogicalResourceId: 'AddressRelease', PhysicalResourceId: 'ours', ...event }] : [];
  const all = [nested, ...resource, ...own].map((each) => ({ StackId: stackId, StackName: 'Stack', EventId: 'id', Timestamp: new Date(BEGAN), ...each }));
  const from = Number(token);
  return { StackEvents: all.slice(from, from + 2), ...(from + 2 < all.length && { NextToken: String(from + 2) }) };
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
  return whyWithin(900_000, wanted, {}, ...shown);
}

async function whyWithin(remaining: number, wanted: Cause[], { url = SIGNED }: { url?: string }, ...shown: Shown[]): Promise<Told> {
  const clock = new VirtualClock();
  const from = clock.now();
  const log: unknown[] = [];
  const inputs: unknown[] = [];
  let looks = 0;
  const send = (command: DescribeStacksCommand | DescribeStackEventsCommand | DescribeStackResourceCommand) => {
    inputs.push(command.input);
    if (command instanceof DescribeStacksCommand) looks += 1;
    const now = shown[Math.min(looks, shown.length) - 1] ?? {};
    const { error, status, resourceStatus, ...rest } = now;
    if (error) return Promise.reject(error);
    if (command instanceof DescribeStacksCommand) {
      const stack = { StackStatus: status, CreationTime: now.created, DeletionTime: now.deleted };
      return Promise.resolve(status === undefined ? {} : { Stacks: status === 'none' ? [] : [stack] });
    }
    if (command instanceof DescribeStackEventsCommand && now.noEvents) return Promise.resolve(now.history ? { StackEvents: [] } : {});
    if (command instanceof DescribeStackEventsCommand) return now.eventsError ? Promise.reject(now.eventsError) : Promise.resolve(eventsPage('arn:stack', now, command.input.NextToken));
    if (now.resourceError) return Promise.reject(now.resourceError);
    const LastUpdatedTimestamp = 'updated' in rest ? rest.updated : new Date(BEGAN);
    return Promise.resolve({ StackResourceDetail: { ResourceStatus: resourceStatus, PhysicalResourceId: 'physicalId' in rest ? rest.physicalId : 'ours', LastUpdatedTimestamp } });
  };
  const world = { clock, cloudFormation: { send } as unknown as CloudFormationClient, log: (...record: unknown[]) => log.push(record) } as unknown as World;
  let deletion: Deletion | undefined;
  let error: unknown;
  try {
    deletion = await whyDeleted(world, new Invocation(clock, remaining), { ...REQUEST, ResponseURL: url }, wanted);
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
    expect(deletion).toEqual({ is: 'wanted', cause: 'STACK_DELETION', began: { at: BEGAN, by: 'the resource' } });
    expect(inputs).toEqual([
      { StackName: 'arn:stack' },
      { StackName: 'arn:stack', NextToken: undefined },
      { StackName: 'arn:stack', NextToken: '2' },
      { StackName: 'arn:stack', LogicalResourceId: 'AddressRelease' },
    ]);
    expect(milliseconds).toBe(0);
  });

  test.each<[string, Shown, Cause]>([
    ['its creation is rolled back', { status: 'ROLLBACK_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' }, 'CREATION_ROLLBACK'],
    ['an update that added it is rolled back', { status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' }, 'CREATION_ROLLBACK'],
    ['it was removed from the template', cleaningUp, 'REMOVAL'],
    ['it was replaced', { ...cleaningUp, resourceStatus: 'CREATE_COMPLETE', physicalId: 'another' }, 'REPLACEMENT'],
  ])('%s: wanted by whoever asked for that, and by nobody else', async (_, shown, cause) => {
    expect((await why(['STACK_DELETION', cause], shown)).deletion).toEqual({ is: 'wanted', cause, began: { at: BEGAN, by: 'the resource' } });
    const others = (['STACK_DELETION', 'CREATION_ROLLBACK', 'REMOVAL', 'REPLACEMENT'] as const).filter((other) => other !== cause);
    expect((await why(others, shown)).deletion).toEqual({ is: 'unwanted', because: `the stack is ${shown.status ?? ''}` });
  });

  test('in a stack that is being deleted a resource is never taken for one that was replaced', async () => {
    expect((await why(['STACK_DELETION'], { ...deleting, physicalId: 'another' })).deletion).toMatchObject({ is: 'wanted', cause: 'STACK_DELETION' });
  });

  // Recorded of a stack whose creation was rolled back: test/sandbox/recorded-facts/stacks.json.
  test.each<[string, Shown]>([
    ['is being rolled back', { status: 'ROLLBACK_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' }],
    ['was rolled back', { status: 'ROLLBACK_COMPLETE', resourceStatus: 'DELETE_IN_PROGRESS' }],
    ['was rolled back, and is deleted to be created anew', { ...deleting, history: ['DELETE_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_IN_PROGRESS', 'CREATE_IN_PROGRESS'] }],
  ])('that a stack has a DeletionTime does not make it one that its user deletes: one whose creation %s has it, too', async (_, shown) => {
    const { deletion } = await why(['STACK_DELETION'], { ...shown, deleted: new Date(BEGAN) });
    expect(deletion).toMatchObject({ is: 'unwanted' });
  });

  test('a resource of which CloudFormation shows no physical id is not taken for one that was replaced', async () => {
    expect((await why(['REMOVAL', 'REPLACEMENT'], { ...cleaningUp, physicalId: undefined })).deletion).toMatchObject({ is: 'wanted', cause: 'REMOVAL' });
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS'])(
    'a stack that is %s deletes nothing for any cause',
    async (status) => {
      const { deletion, inputs } = await why(['STACK_DELETION', 'CREATION_ROLLBACK', 'REMOVAL', 'REPLACEMENT'], { status, resourceStatus: 'DELETE_IN_PROGRESS' });
      expect(deletion).toEqual({ is: 'unwanted', because: `the stack is ${status}` });
      expect(inputs).not.toContainEqual(expect.objectContaining({ LogicalResourceId: 'AddressRelease' }));
    },
  );

  test.each<[string, Shown]>([['the list', {}], ['the stack', { status: 'none' }], ['its status', { status: '' }]])(
    'an answer without %s is none, and asked for again: the stack may well be one that is being deleted',
    async (_, shown) => {
      expect((await why(['STACK_DELETION'], shown, shown, deleting)).deletion).toMatchObject({ is: 'wanted' });
      const { deletion, error, milliseconds } = await why(['STACK_DELETION'], shown);
      expect(deletion).toBeUndefined();
      expect(error).toMatchObject({ name: 'Unfinished', message: expect.stringContaining('the answer has no') as string });
      expect(milliseconds).toBe(855_000);
    },
  );

  test.each<[string, Shown]>([['without their list', { history: undefined, noEvents: true }], ['without any of them', { history: [], noEvents: true }]])(
    'an answer %s tells nothing of the events of a stack, however old that is',
    async (_, shown) => {
      const { deletion } = await why(['STACK_DELETION'], { ...deleting, ...shown, created: new Date(0) });
      expect(deletion?.is === 'wanted').toBe(false);
    },
  );

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

  describe('when the record of the resource does not say that it is being deleted', () => {
    const records: [string, Shown][] = [
      ['says CREATE_COMPLETE', { ...deleting, resourceStatus: 'CREATE_COMPLETE' }],
      ['has no status', { ...deleting, resourceStatus: undefined }],
      ['has no time', { ...deleting, updated: undefined }],
      ['does not exist', { ...deleting, resourceError: refused('ValidationError') }],
      ['can not be had', { ...deleting, resourceError: refused('InternalFailure', 500) }],
    ];

    test.each(records)('since it %s, it is asked for again every two seconds', async (_, early) => {
      const { deletion, log, milliseconds } = await why(['STACK_DELETION'], early, early, deleting);
      expect(deletion).toMatchObject({ is: 'wanted', began: { by: 'the resource' } });
      expect(milliseconds).toBe(4_000);
      const record = ['waiting for CloudFormation', { obstacle: 'CloudFormation does not show AddressRelease as being deleted' }];
      expect(log).toEqual([record, record]);
    });

    test.each(records)('and it still %s after half a minute, the stack alone decides: its deletion began when the request was signed', async (_, shown) => {
      const { deletion, milliseconds } = await why(['STACK_DELETION'], shown);
      expect(deletion).toEqual({ is: 'wanted', cause: 'STACK_DELETION', began: { at: SENT, by: 'the request' } });
      expect(milliseconds).toBe(30_000);
    });

    test.each(records)('it %s, and the construct was only removed, nothing is released', async (_, shown) => {
      expect((await why(['STACK_DELETION'], { ...shown, status: cleaningUp.status })).deletion).toMatchObject({ is: 'unwanted' });
    });

    const [[, absent]] = records as [[string, Shown]];

    test("the resource's last event knows better when it began", async () => {
      const { deletion } = await why(['STACK_DELETION'], { ...absent, event: { ResourceStatus: 'DELETE_IN_PROGRESS' } });
      expect(deletion).toMatchObject({ began: { at: BEGAN, by: "the resource's event" } });
    });

    test.each<[Partial<StackEvent>]>([
      [{ ResourceStatus: 'CREATE_COMPLETE' }],
      [{ ResourceStatus: 'DELETE_IN_PROGRESS', PhysicalResourceId: 'another' }],
      [{ ResourceStatus: 'DELETE_IN_PROGRESS', LogicalResourceId: 'Other' }],
    ])('an event that is about something else tells nothing: %j', async (event) => {
      expect((await why(['STACK_DELETION'], { ...absent, event })).deletion).toMatchObject({ began: { by: 'the request' } });
    });

    test.each(['DELETE_COMPLETE', 'DELETE_FAILED'] as const)('a late copy of a Delete whose last event is %s ends quietly', async (status) => {
      expect((await why(['STACK_DELETION'], { ...absent, event: { ResourceStatus: status } })).deletion).toEqual({ is: 'over', resourceStatus: status });
    });

    test('a failure from before this request was sent is that of an earlier deletion, in the record and in the event', async () => {
      const before = new Date(SENT - 31_000);
      const failed = { ...deleting, resourceStatus: 'DELETE_FAILED', updated: before, event: { ResourceStatus: 'DELETE_FAILED' as const, Timestamp: before } };
      expect((await why(['STACK_DELETION'], failed)).deletion).toMatchObject({ is: 'wanted', began: { by: 'the request' } });
      expect((await why(['STACK_DELETION'], { ...failed, updated: new Date(SENT - 30_000) })).deletion).toMatchObject({ is: 'over' });
    });

    test('a request that is signed otherwise leaves the time to the stack, and that to this invocation, which then is the last', async () => {
      const unsigned = (shown: Shown) => whyWithin(900_000, ['STACK_DELETION'], { url: 'https://bucket.s3.amazonaws.com/key?Expires=1&Signature=secret' }, shown);
      expect((await unsigned({ ...absent, deleted: new Date(BEGAN - 5) })).deletion).toMatchObject({ began: { at: BEGAN - 5, by: 'the stack' } });
      expect((await unsigned(absent)).deletion).toMatchObject({ began: { at: new VirtualClock().now(), by: 'this invocation' } });
    });

    test('no time is later than now, whatever a clock says', async () => {
      const late = { url: SIGNED.replace('20261120T115901Z', '20261120T130000Z') };
      expect((await whyWithin(900_000, ['STACK_DELETION'], late, absent)).deletion).toMatchObject({ began: { at: new VirtualClock().now() + 30_000, by: 'the request' } });
    });

    test('that it may not be asked for is an error at once', async () => {
      const error = refused('AccessDenied', 403);
      expect(await why(['STACK_DELETION'], { ...deleting, resourceError: error })).toMatchObject({ error, milliseconds: 0 });
      expect(await why(['STACK_DELETION'], { ...deleting, eventsError: error })).toMatchObject({ error, milliseconds: 0 });
    });
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

  test.each(['AccessDenied', 'ValidationError'])('what no repetition will help (%s) is not waited for', async (name) => {
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
  const { error, inputs } = await whyWithin(0, ['STACK_DELETION'], {}, deleting);
  expect(error).toMatchObject({ name: 'Unfinished', message: 'there was no time to ask CloudFormation' });
  expect(inputs).toEqual([]);
});

describe('a stack that is being deleted', () => {
  const after = (...history: string[]) => why(['STACK_DELETION'], { ...deleting, history });

  // What the stack went through, as its own events tell: the newest first.
  test.each([
    ['its creation failed with OnFailure=DELETE', ['DELETE_IN_PROGRESS', 'CREATE_IN_PROGRESS']],
    ['so did that of a change set', ['DELETE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS']],
    ['it was rolled back, and is deleted to be created anew', ['DELETE_IN_PROGRESS', 'ROLLBACK_FAILED', 'ROLLBACK_IN_PROGRESS', 'CREATE_IN_PROGRESS']],
    ['it was rolled back in whole', ['DELETE_IN_PROGRESS', 'ROLLBACK_COMPLETE']],
    ['its creation failed with rollback disabled', ['DELETE_IN_PROGRESS', 'CREATE_FAILED']],
    ['a deletion after that failed', ['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_IN_PROGRESS']],
    ['an update after that failed, too', ['DELETE_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_IN_PROGRESS']],
    ['it was only reviewed', ['DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS']],
  ])('was never created completely when %s: nothing is released unless a creation that failed was asked for', async (_, history) => {
    const { deletion, milliseconds } = await after(...history);
    expect(deletion).toEqual({ is: 'unwanted', because: 'the stack is DELETE_IN_PROGRESS and was never created completely' });
    // That it was complete at last may not show yet.
    expect(milliseconds).toBe(30_000);
    expect((await why(['STACK_DELETION', 'CREATION_ROLLBACK'], { ...deleting, history })).deletion).toMatchObject({ is: 'wanted' });
  });

  test.each([
    ['created', ['DELETE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_IN_PROGRESS']],
    ['imported', ['DELETE_IN_PROGRESS', 'IMPORT_COMPLETE', 'IMPORT_IN_PROGRESS']],
    ['updated', ['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_IN_PROGRESS']],
    ['created, before an update failed', ['DELETE_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS', 'CREATE_COMPLETE']],
    ['created, before an update could not be rolled back', ['DELETE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'CREATE_COMPLETE']],
    ['created, before an update was rolled back', ['DELETE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']],
    ['created, before a deletion failed', ['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'CREATE_COMPLETE']],
    ['made whole by an update after its creation had failed', ['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_IN_PROGRESS']],
  ])('is deleted by the user when it was once %s', async (_, history) => {
    expect(await after(...history)).toMatchObject({ deletion: { is: 'wanted', cause: 'STACK_DELETION' }, milliseconds: 0 });
  });

  test('of whose creation no event is left was created long ago, if it says so itself', async () => {
    const left = { ...deleting, history: ['DELETE_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS'] };
    const daysAgo = (days: number) => new Date(new VirtualClock().now() - days * 24 * 3_600_000);
    expect(await why(['STACK_DELETION'], { ...left, created: daysAgo(90) })).toMatchObject({ deletion: { is: 'wanted' }, milliseconds: 0 });
    for (const created of [daysAgo(80), undefined]) {
      const { deletion, milliseconds } = await why(['STACK_DELETION'], { ...left, created });
      expect(deletion).toEqual({ is: 'unclear', because: 'the events of the stack do not tell whether it was ever created completely' });
      expect(milliseconds).toBe(30_000);
    }
  });

  test('is not asked for more than fifty pages of events: then nobody can tell', async () => {
    const history = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'DELETE_IN_PROGRESS' : 'DELETE_FAILED'));
    const { deletion, inputs } = await after(...history, 'CREATE_COMPLETE');
    expect(deletion).toMatchObject({ is: 'unclear' });
    expect(inputs.filter((input) => (input as { NextToken?: string }).NextToken === '98')).not.toEqual([]);
    expect(inputs.filter((input) => (input as { NextToken?: string }).NextToken === '100')).toEqual([]);
  });
});

describe('a nested stack that is being deleted', () => {
  /** Why its resource is deleted, while the stacks above it have these statuses, the next one first. */
  async function nested(...above: string[]): Promise<Deletion> {
    return inPlace(['STACK_DELETION'], [deleting.status, ...above]);
  }

  /** The same, while it has the first of these statuses itself. */
  async function inPlace(wanted: Cause[], stacks: readonly string[], neverComplete: readonly string[] = []): Promise<Deletion> {
    const clock = new VirtualClock();
    const send = (command: DescribeStacksCommand | DescribeStackEventsCommand | DescribeStackResourceCommand) => {
      const { input } = command;
      if (command instanceof DescribeStackEventsCommand) return Promise.resolve(eventsPage(input.StackName ?? '', { history: neverComplete.includes(input.StackName ?? '') ? ['DELETE_IN_PROGRESS', 'CREATE_IN_PROGRESS'] : DEPLOYED }, command.input.NextToken));
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
      expect(await nested(...above)).toEqual({ is: 'unwanted', because: `the stack above it, ${above.length}, is ${above.at(-1) ?? ''}` });
    },
  );

  test.each([[['DELETE_IN_PROGRESS'], '1'], [['CREATE_IN_PROGRESS'], '1'], [['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS'], '2']])(
    'is only rolled back below %j, of which number %s was never complete',
    async (above, never) => {
      expect(await inPlace(['STACK_DELETION'], [deleting.status, ...above], [never])).toEqual({
        is: 'unwanted',
        because: `the stack above it, ${never}, is ${above.at(-1) ?? ''} and was never created completely`,
      });
      expect(await inPlace(['STACK_DELETION', 'CREATION_ROLLBACK'], [deleting.status, ...above], [never])).toMatchObject({ is: 'wanted' });
    },
  );

  test('is asked itself for all else: while a resource is taken out of it, the stack above may be rolled back', async () => {
    expect(await inPlace(['REMOVAL'], [cleaningUp.status, 'UPDATE_ROLLBACK_IN_PROGRESS'])).toMatchObject({ is: 'wanted', cause: 'REMOVAL' });
  });
});

test.each([
  ['UPDATE_ROLLBACK_IN_PROGRESS', true],
  ['UPDATE_IN_PROGRESS', false],
  ['ROLLBACK_IN_PROGRESS', false],
])('whether an Update of a stack that is %s takes an update back: %s', async (StackStatus, expected) => {
  const send = ({ input }: DescribeStacksCommand) => {
    expect(input).toEqual({ StackName: 'arn:stack' });
    return Promise.resolve({ Stacks: [{ StackStatus }] });
  };
  expect(await isRollback({ cloudFormation: { send } } as unknown as World, 'arn:stack')).toBe(expected);
});
