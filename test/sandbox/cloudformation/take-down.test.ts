import { ACCOUNT, administrator } from '../../../sandbox/principal';
import type { ResourceType } from '../../../sandbox/services/cloudformation/handlers/resource-type';
import { remove, deleteStack } from '../../../sandbox/services/cloudformation/operations/deletion';
import type { Operation } from '../../../sandbox/services/cloudformation/operations/operation';
import { newResource } from '../../../sandbox/services/cloudformation/operations/resource-lifecycle';
import { failedTo, takeDown, type TakeDownOptions } from '../../../sandbox/services/cloudformation/operations/take-down';
import type { RunningOperation } from '../../../sandbox/services/cloudformation/stacks/running-operation';
import { Stack, type StackResource } from '../../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../../sandbox/services/cloudformation/stacks/stacks';
import type { Blueprint } from '../../../sandbox/services/cloudformation/template/blueprint';
import { KIND } from '../../../sandbox/unkindness';
import { World } from '../../../sandbox/world';
import { ManualClock } from '../ec2/manual-clock';

const SECOND = 1000;

/** A stack whose resources a test deletes one by one. */
class Demolition {
  readonly clock = new ManualClock();
  readonly world = new World(this.clock, KIND, 1, '');
  readonly stack = new Stack(this.world, { name: 'app', account: ACCOUNT, region: 'us-east-1' });
  readonly resources: StackResource[] = [];
  /** Every deletion that began, and how to end it. */
  readonly begun: { readonly physicalId: string; readonly at: number; readonly end: (error?: Error) => void }[] = [];
  readonly operation: Operation;

  constructor() {
    const type: ResourceType = {
      replacedBy: 'all',
      create: () => Promise.reject(new Error('nothing is created here')),
      delete: ({ physicalId }) =>
        new Promise((resolve, reject) => {
          this.begun.push({ physicalId, at: this.clock.now() - this.clock.startedAt, end: (error) => (error ? reject(error) : resolve()) });
        }),
    };
    const { signal } = new AbortController();
    this.operation = { world: this.world, caller: administrator(), typeOf: () => type, stack: this.stack, signal, cancel: () => undefined };
  }

  add(logicalId: string, dependencies: string[] = [], { physicalId = logicalId.toLowerCase(), DeletionPolicy }: { physicalId?: string; DeletionPolicy?: string } = {}): StackResource {
    const resource = { ...newResource(logicalId, { Type: 'AWS::Test::Thing', DeletionPolicy }, dependencies), status: 'CREATE_COMPLETE' as const, physicalId };
    this.resources.push(resource);
    this.stack.resources.set(logicalId, resource);
    return resource;
  }

  takeDown(options: Partial<TakeDownOptions> = {}): Promise<string[]> {
    return takeDown(this.operation, this.resources, { retain: () => false, ...options }).then((failed) => failed.map(({ logicalId }) => logicalId));
  }

  /** The physical ids of what is being deleted, once everything has begun that can. */
  async underWay(): Promise<string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.begun.map(({ physicalId }) => physicalId);
  }

  /** Ends the deletions that are under way, and says which these were. */
  async end(error?: Error): Promise<string[]> {
    const ids = await this.underWay();
    for (const { end } of this.begun.splice(0)) end(error);
    return ids;
  }

  get statuses(): Record<string, string> {
    return Object.fromEntries(this.resources.map(({ logicalId, status }) => [logicalId, status]));
  }

  history(logicalId: string): (string | undefined)[] {
    return this.stack.events.filter((event) => event.LogicalResourceId === logicalId).map(({ ResourceStatus }) => ResourceStatus);
  }
}

describe('what is taken down', () => {
  test('goes when nothing depends on it any more, however it is listed, and what is unrelated at the same time', async () => {
    const site = new Demolition();
    site.add('Middle', ['First']);
    site.add('First');
    site.add('Last', ['Middle', 'First']);
    site.add('Beside');
    const failed = site.takeDown();
    expect(await site.end()).toEqual(['last', 'beside']);
    expect(await site.end()).toEqual(['middle']);
    expect(await site.end()).toEqual(['first']);
    expect(await failed).toEqual([]);
    expect(new Set(Object.values(site.statuses))).toEqual(new Set(['DELETE_COMPLETE']));
  });

  test('waits for all that depend on it, and not for those that are done', async () => {
    const site = new Demolition();
    site.add('Base');
    site.add('Quick', ['Base']);
    site.add('Slow', ['Base']);
    const failed = site.takeDown();
    expect(await site.underWay()).toEqual(['quick', 'slow']);
    site.begun.shift()?.end();
    expect(await site.underWay()).toEqual(['slow']);
    site.begun.shift()?.end();
    expect(await site.end()).toEqual(['base']);
    expect(await failed).toEqual([]);
  });

  test('stays when something that depends on it could not be deleted; everything else goes', async () => {
    const site = new Demolition();
    site.add('Base');
    site.add('Stuck', ['Base']);
    site.add('Other');
    site.add('OnOther', ['Other']);
    const failed = site.takeDown();
    await site.underWay();
    site.begun.shift()?.end(new Error('no can do'));
    expect(await site.end()).toEqual(['onother']);
    expect(await site.end()).toEqual(['other']);
    expect(await failed).toEqual(['Stuck']);
    expect(site.statuses).toEqual({ Base: 'CREATE_COMPLETE', Stuck: 'DELETE_FAILED', Other: 'DELETE_COMPLETE', OnOther: 'DELETE_COMPLETE' });
  });

  test('is left alone where it is to be retained: skipped, without a call, and what it depends on goes', async () => {
    const site = new Demolition();
    site.add('Base');
    site.add('Kept', ['Base']);
    const failed = site.takeDown({ retain: ({ logicalId }) => logicalId === 'Kept' });
    expect(await site.end()).toEqual(['base']);
    expect(await failed).toEqual([]);
    expect(site.history('Kept')).toEqual(['DELETE_SKIPPED']);
  });

  test('may be there twice under one logical id, once as what was replaced: both go, after what depends on it', async () => {
    const site = new Demolition();
    site.add('Pool', [], { physicalId: 'pool-old' });
    site.add('Pool', [], { physicalId: 'pool-new' });
    site.add('Vpc', ['Pool', 'NotInTheList']);
    const failed = site.takeDown();
    expect(await site.end()).toEqual(['vpc']);
    expect(await site.end()).toEqual(['pool-old', 'pool-new']);
    expect(await failed).toEqual([]);
  });

  test.each([
    [undefined, [0]],
    [3, [0, 5 * SECOND, 10 * SECOND]],
  ])('is tried (%s) times, five seconds apart, before it counts as failed', async (attempts, expected) => {
    const site = new Demolition();
    site.add('Stuck');
    const failed = site.takeDown({ attempts });
    const tries: number[] = [];
    for (let second = 0; second < 60; second++) {
      await site.underWay();
      for (const { at, end } of site.begun.splice(0)) {
        tries.push(at);
        end(new Error('no can do'));
      }
      await site.underWay();
      site.clock.pass(SECOND);
    }
    expect(tries).toEqual(expected);
    expect(await failed).toEqual(['Stuck']);
  });

  test('did not fail when a later attempt succeeds', async () => {
    const site = new Demolition();
    site.add('Thing');
    const failed = site.takeDown({ attempts: 2 });
    await site.end(new Error('not yet'));
    await site.underWay();
    site.clock.pass(5 * SECOND);
    await site.end();
    expect(await failed).toEqual([]);
    expect(site.history('Thing')).toEqual(['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  });

  test('what failed is named in the words of CloudFormation', () => {
    expect(failedTo('delete', ['PoolCidr', 'Pool'])).toBe('The following resource(s) failed to delete: [PoolCidr, Pool]. ');
  });
});

describe('the deletion of a stack', () => {
  const outcome = ({ stack }: Demolition) => [stack.status, stack.statusReason];

  test('says when it began, and ends with the last of its resources', async () => {
    const site = new Demolition();
    site.stack.outputs = [{ OutputKey: 'PoolId' }];
    site.add('Thing');
    site.clock.pass(SECOND);
    const over = deleteStack(site.operation, {});
    await site.underWay();
    expect([site.stack.status, site.stack.deletionTime]).toEqual(['DELETE_IN_PROGRESS', site.clock.now()]);
    await site.end();
    await over;
    expect(site.history('app')).toEqual(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
    expect(site.stack.events[0]?.ResourceStatusReason).toBe('User Initiated');
    expect(site.stack.outputs).toEqual([]);
  });

  test('waits for the creation that it interrupts', async () => {
    const site = new Demolition();
    site.add('Thing');
    let end: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    const interrupted: RunningOperation = { id: '1', type: 'CREATE_STACK', cancel: () => undefined, done, abandoned: true };
    const over = deleteStack(site.operation, { interrupted });
    expect(await site.underWay()).toEqual([]);
    end();
    expect(await site.end()).toEqual(['thing']);
    await over;
  });

  test('leaves alone what its deletion policy, or whoever deletes it, says, and does not look at what is gone', async () => {
    const site = new Demolition();
    site.add('Thing');
    site.add('Named');
    site.add('Retained', [], { DeletionPolicy: 'Retain' });
    site.add('RetainedOnceCreated', [], { DeletionPolicy: 'RetainExceptOnCreate' });
    site.add('Deleted', [], { DeletionPolicy: 'Delete' });
    site.add('Gone').status = 'DELETE_COMPLETE';
    site.add('Skipped').status = 'DELETE_SKIPPED';
    const over = remove(site.operation, { retain: ['Named'] });
    expect(await site.end()).toEqual(['thing', 'deleted']);
    await over;
    expect(outcome(site)).toEqual(['DELETE_COMPLETE', undefined]);
    expect(site.history('Gone')).toEqual([]);
    expect(site.history('Skipped')).toEqual([]);
  });

  test('fails with the names of what failed, and keeps its outputs', async () => {
    const site = new Demolition();
    site.stack.outputs = [{ OutputKey: 'PoolId' }];
    site.add('One');
    site.add('Two');
    const over = remove(site.operation);
    await site.end(new Error('no can do'));
    await over;
    expect(outcome(site)).toEqual(['DELETE_FAILED', 'The following resource(s) failed to delete: [One, Two]. ']);
    expect(site.stack.outputs).toHaveLength(1);
  });

  test('does not begin while another stack uses what it exports', async () => {
    const site = new Demolition();
    site.add('Thing');
    site.stack.outputs = [{ OutputKey: 'PoolId', OutputValue: 'ipam-pool-1', ExportName: 'Pool' }];
    const user = stacks(site.world, ACCOUNT, 'us-east-1').create({ name: 'user', account: ACCOUNT, region: 'us-east-1' });
    user.blueprint = { imports: new Set(['Pool']) } as Blueprint;
    await remove(site.operation);
    expect(outcome(site)).toEqual(['DELETE_FAILED', 'Export Pool cannot be deleted as it is in use by user']);
    expect([site.begun, site.stack.outputs.length]).toEqual([[], 1]);
  });

  test('by force leaves what fails alone, with its reason, and goes on with what that kept', async () => {
    const site = new Demolition();
    site.add('Base', ['Ground', 'Retained']);
    site.add('Ground');
    site.add('Retained', [], { DeletionPolicy: 'Retain' });
    site.add('Stuck', ['Base']);
    const over = remove(site.operation, { force: true });
    expect(await site.end(new Error('no can do'))).toEqual(['stuck']);
    expect(await site.end(new Error('neither'))).toEqual(['base']);
    expect(await site.end()).toEqual(['ground']);
    await over;
    expect(site.resources.map(({ status, statusReason }) => [status, statusReason])).toEqual([
      ['DELETE_SKIPPED', 'neither'],
      ['DELETE_COMPLETE', undefined],
      ['DELETE_SKIPPED', undefined],
      ['DELETE_SKIPPED', 'no can do'],
    ]);
    expect(outcome(site)).toEqual(['DELETE_COMPLETE', undefined]);
  });
});
