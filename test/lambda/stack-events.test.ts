import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { completenessOf, lastEventOf, wasAccepted } from '../../lambda/stack-events';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

const STACK = 'arn:stack';
const NAME = 'AddressRelease';

/** A page of events, as CloudFormation sends them: the newest first. */
interface Page {
  readonly StackEvents?: Partial<StackEvent>[];
  readonly NextToken?: string;
}

/** CloudFormation with these pages, one after the other; the last comes again and again. */
function showing(...pages: Page[]): { readonly world: World; readonly inputs: Record<string, unknown>[] } {
  const inputs: Record<string, unknown>[] = [];
  const send = ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input);
    return Promise.resolve(pages[Math.min(inputs.length, pages.length) - 1]);
  };
  return { world: { clock: new VirtualClock(), cloudFormation: { send } } as unknown as World, inputs };
}

const ours = (ResourceStatus: string): Partial<StackEvent> => ({ LogicalResourceId: NAME, PhysicalResourceId: 'ours', ResourceStatus }) as Partial<StackEvent>;
const others = (ResourceStatus: string): Partial<StackEvent> => ({ ...ours(ResourceStatus), LogicalResourceId: 'Other' });
/** A stack may be called like the resource. */
const stacks = (ResourceStatus: string): Partial<StackEvent> => ({ ...ours(ResourceStatus), PhysicalResourceId: STACK, ResourceType: 'AWS::CloudFormation::Stack' });

describe('whether the last deployment of a resource succeeded, and so its preflight found the pools', () => {
  const accepted = async (...pages: Page[]) => wasAccepted(showing(...pages).world, STACK, NAME);

  test.each([
    ['was created', ['DELETE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_IN_PROGRESS'], true],
    ['was not created', ['DELETE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_IN_PROGRESS'], false],
    ['was created at last', ['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'CREATE_FAILED'], true],
    // Never taken back: the properties of the Delete are those that were refused.
    ['was not updated', ['DELETE_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS', 'CREATE_COMPLETE'], false],
    ['could not be deleted before', ['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'CREATE_COMPLETE'], true],
    ['was deleted before, under the same name', ['DELETE_COMPLETE', 'CREATE_FAILED'], false],
    // Events that are ninety days old are gone; one that failed so long ago is hardly the last.
    ['has no event left', [], true],
  ])('that %s', async (_, statuses, expected) => {
    expect(await accepted({ StackEvents: [stacks('DELETE_IN_PROGRESS'), ...statuses.map(ours)] })).toBe(expected);
  });

  test('is not told by the stack, by another resource or by a status that only contains the word', async () => {
    expect(await accepted({ StackEvents: [stacks('UPDATE_FAILED'), others('CREATE_FAILED'), ours('IMPORT_ROLLBACK_CREATE_FAILED'), ours('CREATE_FAILED_AGAIN'), { ...ours(''), ResourceStatus: undefined }, ours('CREATE_COMPLETE')] })).toBe(true);
    expect(await accepted({ StackEvents: [stacks('CREATE_COMPLETE'), others('UPDATE_COMPLETE'), ours('CREATE_FAILED')] })).toBe(false);
  });

  test('is told by a later page, too', async () => {
    const { world, inputs } = showing({ StackEvents: [stacks('DELETE_IN_PROGRESS')], NextToken: 'one' }, { StackEvents: [], NextToken: 'two' }, { StackEvents: [ours('CREATE_FAILED')] });
    expect(await wasAccepted(world, STACK, NAME)).toBe(false);
    expect(inputs).toEqual([{ StackName: STACK, NextToken: undefined }, { StackName: STACK, NextToken: 'one' }, { StackName: STACK, NextToken: 'two' }]);
  });

  test('is not known, and so not taken for granted, where events come without an end, or none comes', async () => {
    expect(await accepted({ StackEvents: [stacks('DELETE_IN_PROGRESS')], NextToken: 'same' })).toBe(false);
    expect(await accepted(...Array.from({ length: 51 }, (_, page) => ({ StackEvents: [stacks('DELETE_IN_PROGRESS')], NextToken: String(page) })))).toBe(false);
    expect(await accepted({ StackEvents: [] })).toBe(false);
    // An empty token is none.
    expect(await accepted({ StackEvents: [stacks('DELETE_IN_PROGRESS')], NextToken: '' })).toBe(true);
    await expect(accepted({})).rejects.toThrow('the answer has no StackEvents');
  });
});

test('no more than fifty pages are read: the time is kept for the release', async () => {
  const { world, inputs } = showing(...Array.from({ length: 60 }, (_, page) => ({ StackEvents: [others('CREATE_COMPLETE')], NextToken: String(page) })));
  expect(await lastEventOf(world, STACK, NAME)).toBeUndefined();
  expect(inputs).toHaveLength(50);
  const same = showing({ StackEvents: [others('CREATE_COMPLETE')], NextToken: 'same' });
  expect(await lastEventOf(same.world, STACK, NAME)).toBeUndefined();
  expect(same.inputs).toHaveLength(2);
});

test('the last event of a resource is the newest with its name; that of a stack of the same name is none', async () => {
  const { world, inputs } = showing({ StackEvents: [stacks('DELETE_IN_PROGRESS'), others('DELETE_COMPLETE'), ours('DELETE_IN_PROGRESS'), ours('CREATE_COMPLETE')], NextToken: 'more' });
  expect(await lastEventOf(world, STACK, NAME)).toEqual(ours('DELETE_IN_PROGRESS'));
  expect(inputs).toHaveLength(1);
});

describe('whether a stack was ever complete', () => {
  const complete = async (createdDaysAgo: number | undefined, ...pages: Page[]) => {
    const { world } = showing(...pages);
    const createdAt = createdDaysAgo === undefined ? undefined : new Date(world.clock.now() - createdDaysAgo * 24 * 3_600_000);
    return completenessOf(world, { id: STACK, createdAt });
  };

  test('is not told by what only has its id, or only its type, nor by a status that only contains the word', async () => {
    const nested = { ...stacks('CREATE_COMPLETE'), PhysicalResourceId: 'arn:nested' };
    const resource = { ...stacks('CREATE_COMPLETE'), ResourceType: 'Custom::Thing' };
    for (const strange of [nested, resource, stacks('NOT_CREATE_COMPLETE'), stacks('CREATE_COMPLETELY'), stacks('UPDATE_ROLLBACK_COMPLETE_CLEANUP')]) {
      expect(await complete(1, { StackEvents: [strange, stacks('ROLLBACK_COMPLETE')] })).toBe('neverComplete');
    }
    for (const strange of [{ ...stacks(''), ResourceStatus: undefined }, stacks('UPDATE_ROLLBACK_FAILED'), stacks('IMPORT_ROLLBACK_IN_PROGRESS'), stacks('DELETE_IN_PROGRESS')]) {
      expect(await complete(1, { StackEvents: [strange, stacks('CREATE_COMPLETE'), stacks('CREATE_IN_PROGRESS')] })).toBe('complete');
    }
  });

  test.each(['CREATE_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])('%s says that it was', async (status) => {
    expect(await complete(1, { StackEvents: [stacks(status), stacks('CREATE_FAILED')] })).toBe('complete');
  });

  test.each(['CREATE_FAILED', 'CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'])('%s says that it was not', async (status) => {
    expect(await complete(100, { StackEvents: [stacks(status)] })).toBe('neverComplete');
  });

  test('is believed of one that is more than 89 days old, of which all other events were read', async () => {
    const left = { StackEvents: [stacks('DELETE_IN_PROGRESS')] };
    expect(await complete(89.01, left)).toBe('complete');
    for (const days of [89, 1, undefined]) expect(await complete(days, left)).toBe('unknown');
    expect(await complete(100, { ...left, NextToken: 'same' })).toBe('unknown');
    expect(await complete(100, { StackEvents: [] })).toBe('unknown');
  });
});
