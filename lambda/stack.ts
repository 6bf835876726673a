import { DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { ReleaseOnProperty } from '../lib/contract';
import { understand, UNKNOWN_STANDS } from './error-table';
import { Unfinished, type Invocation } from './invocation';
import { listOf, NoAnswer, type With } from './list-of';
import { explain } from './report';
import { eventOf, recordOf, requestedAt, type ResourceRecord, type ResourceRequest } from './resource-record';
import { completenessBy, completenessOf, type Completeness } from './stack-events';
import type { World } from './world';

/** Why CloudFormation sent the Delete. */
export type Cause = 'STACK_DELETION' | ReleaseOnProperty;

/** What the stack tells of a Delete. */
export type Deletion =
  | { readonly is: 'wanted'; /** One of those that were asked for. */ readonly cause: Cause; readonly began: Beginning }
  /** It came for another cause; or the stack deletes nothing at all, and the event is late or forged. */
  | { readonly is: 'unwanted'; readonly because: string }
  /** Nobody can tell whether it is wanted. */
  | { readonly is: 'unclear'; readonly because: string }
  /** This deletion is over already: the event is a late copy, and its answer was given. */
  | { readonly is: 'over'; readonly resourceStatus: string };

/** When this resource's deletion began, or a little earlier; in milliseconds since the epoch. */
export interface Beginning {
  readonly at: number;
  /** Who says so. Another invocation finds out the same, unless it is `this invocation`. */
  readonly by: 'the resource' | "the resource's event" | 'the request' | 'the stack' | 'this invocation';
}

/**
 * Why CloudFormation deletes a resource, by the status of its stack; a replacement shows by more than that, and a stack that is
 * being deleted may be one whose creation failed (A14). A17 to A20
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-describing-stacks.html
 */
const CAUSES: Readonly<Record<string, readonly Cause[] | undefined>> = {
  DELETE_IN_PROGRESS: ['STACK_DELETION'],
  ROLLBACK_IN_PROGRESS: ['CREATION_ROLLBACK'],
  // The resource was new in an update that failed: its creation is rolled back.
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ['CREATION_ROLLBACK'],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['REMOVAL', 'REPLACEMENT'],
};

const ASK_AGAIN_AFTER = 2000;

/** CloudFormation's answers lag: what an earlier operation left is believed only after this long. A22 */
const STATUS_LAG = 30_000;

/** More stacks than can be nested in each other. */
const MOST_LEVELS = 20;

/**
 * Asks CloudFormation whether this resource is being deleted for one of the wanted causes: the event does not say. The stack decides;
 * what the resource's own record says only refines that, since what it says in the middle of an operation is documented nowhere.
 * Asks again while CloudFormation can't answer, and for a while when its answer may be old.
 *
 * Throws CloudFormation's error when no repetition will help, and Unfinished when the invocation's time is up.
 */
export async function whyDeleted(world: World, invocation: Invocation, request: ResourceRequest, wanted: readonly Cause[]): Promise<Deletion> {
  const inquiry = new Inquiry(world, invocation, request, wanted);
  let obstacle = 'there was no time to ask CloudFormation';
  const since = world.clock.now();
  while (!invocation.isOver) {
    try {
      const answer = await inquiry.ask();
      if (answer.mayBeOld === undefined) return answer.deletion;
      if (world.clock.now() - since >= STATUS_LAG) return await answer.otherwise();
      obstacle = answer.mayBeOld;
    } catch (error) {
      const verdict = understand(error);
      const { meaning } = verdict;
      const mayPass = meaning === 'retry' || meaning === 'throttled' || (meaning === 'unknown' && world.clock.now() - since < UNKNOWN_STANDS);
      if (!mayPass) throw error;
      obstacle = `CloudFormation does not say why: ${explain(verdict)}`;
    }
    world.log('waiting for CloudFormation', { obstacle });
    await invocation.sleep(ASK_AGAIN_AFTER);
  }
  throw new Unfinished(obstacle);
}

/** What is certain; or what may be true only of before this deletion, and what it means if it is all that CloudFormation ever shows. */
type Answer =
  | { readonly mayBeOld?: undefined; readonly deletion: Deletion }
  | { readonly mayBeOld: string; readonly otherwise: () => Deletion | Promise<Deletion> };

/** What a stack is doing, and what that makes of its resources' deletions. */
interface Doing {
  readonly causes: readonly Cause[];
  readonly because: string;
  /** Another status may be on its way. */
  readonly mayBeOld: boolean;
  /** When CloudFormation says that the stack's deletion began. */
  readonly deletedAt?: Date | undefined;
}

class Inquiry {
  /** Stacks that were complete once: that does not change. */
  readonly #complete = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly invocation: Invocation,
    private readonly request: ResourceRequest,
    private readonly wanted: readonly Cause[],
  ) {}

  async ask(): Promise<Answer> {
    const doing = await this.#whatStackDoes();
    if (doing === undefined) return { mayBeOld: UNCLEAR, otherwise: () => ({ is: 'unclear', because: UNCLEAR }) };
    const { causes, because, mayBeOld, deletedAt } = doing;
    const unwanted: Deletion = { is: 'unwanted', because };
    if (!causes.some((cause) => this.wanted.includes(cause))) return mayBeOld ? { mayBeOld: because, otherwise: () => unwanted } : { deletion: unwanted };

    const { PhysicalResourceId, LogicalResourceId } = this.request;
    const record = await recordOf(this.world, this.request);
    // When the stack's resource of this name is another one by now, ours was replaced (A29). Its own deletion has no time stamp; it began later than this.
    const isReplaced = causes.includes('REPLACEMENT') && record?.physicalId !== undefined && record.physicalId !== PhysicalResourceId;
    const [usual] = causes;
    const cause = this.wanted.find((each) => each === (isReplaced ? 'REPLACEMENT' : usual));
    if (cause === undefined) return { deletion: unwanted };
    if (record && (isReplaced || record.status === 'DELETE_IN_PROGRESS')) return { deletion: { is: 'wanted', cause, began: { at: record.at, by: 'the resource' } } };
    if (record?.status === 'DELETE_COMPLETE') return { deletion: { is: 'over', resourceStatus: record.status } };
    return {
      mayBeOld: `CloudFormation does not show ${LogicalResourceId} as being deleted`,
      otherwise: () => (record && this.#hasFailed(record) ? { is: 'over', resourceStatus: record.status } : this.#withoutRecord(cause, deletedAt)),
    };
  }

  /**
   * What the resource's stack and those above it do. A nested stack is being deleted also when the creation or the update of its parent
   * is rolled back; dropped from its parent's template, it is deleted for good. Undefined when that can't be found out. A28
   */
  async #whatStackDoes(): Promise<Doing | undefined> {
    const own = await describe(this.world, this.request.StackId);
    const status: string = own.StackStatus;
    const doing = { causes: CAUSES[status] ?? [], because: `the stack is ${status}`, mayBeOld: CAUSES[status] === undefined, deletedAt: own.DeletionTime };
    if (status !== 'DELETE_IN_PROGRESS') return doing;
    let stack = own;
    let id = this.request.StackId;
    for (let level = 0; level < MOST_LEVELS; level += 1) {
      const completeness = await this.#completeness(id, stack);
      if (completeness === 'unknown') return undefined;
      const name = level === 0 ? 'the stack' : `the stack above it, ${id},`;
      if (completeness === 'neverComplete') return { ...doing, causes: ['CREATION_ROLLBACK'], because: `${name} is ${stack.StackStatus} and was never created completely`, mayBeOld: true };
      if (stack.StackStatus !== 'DELETE_IN_PROGRESS' || stack.ParentId === undefined) return doing;
      id = stack.ParentId;
      stack = await describe(this.world, id);
      const above: string = stack.StackStatus;
      if (/ROLLBACK.*_IN_PROGRESS/.test(above)) return { ...doing, causes: CAUSES[above] ?? [], because: `the stack above it, ${id}, is ${above}` };
    }
    return undefined;
  }

  async #completeness(id: string, stack: KnownStack): Promise<Completeness> {
    // Whoever wants both need not know which of them it is.
    if (this.#complete.has(id) || (this.wanted.includes('STACK_DELETION') && this.wanted.includes('CREATION_ROLLBACK'))) return 'complete';
    const completeness = completenessBy(stack.StackStatus) ?? (await completenessOf(this.world, { id, createdAt: stack.CreationTime }));
    if (completeness === 'complete') this.#complete.add(id);
    return completeness;
  }

  /** Whether it is this deletion that failed, and not one before it. */
  #hasFailed({ status, at }: ResourceRecord): boolean {
    return status === 'DELETE_FAILED' && at + STATUS_LAG >= (requestedAt(this.request) ?? 0);
  }

  /** The stack does what was asked for, and the resource's record does not say so; its last event may. */
  async #withoutRecord(cause: Cause, deletedAt: Date | undefined): Promise<Deletion> {
    const event = await eventOf(this.world, this.request);
    if (event && (event.status === 'DELETE_COMPLETE' || this.#hasFailed(event))) return { is: 'over', resourceStatus: event.status };
    if (event?.status === 'DELETE_IN_PROGRESS') return { is: 'wanted', cause, began: { at: event.at, by: "the resource's event" } };
    const now = this.world.clock.now();
    const sent = requestedAt(this.request);
    if (sent !== undefined) return { is: 'wanted', cause, began: { at: Math.min(sent, now), by: 'the request' } };
    // Too early, if others of the stack were deleted first; never too late. A27
    if (deletedAt && cause === 'STACK_DELETION') return { is: 'wanted', cause, began: { at: Math.min(deletedAt.getTime(), now), by: 'the stack' } };
    return { is: 'wanted', cause, began: { at: this.invocation.startedAt, by: 'this invocation' } };
  }
}

const UNCLEAR = 'the events of the stack do not tell whether it was ever created completely';

type KnownStack = With<Stack, 'StackStatus'>;

/** A stack with its status: one that CloudFormation does not show may well be one that is being deleted. Throws CloudFormation's error. */
async function describe(world: World, id: string): Promise<KnownStack> {
  const [stack] = listOf(await world.cloudFormation.send(new DescribeStacksCommand({ StackName: id })), 'Stacks', 'StackStatus');
  if (!stack) throw new NoAnswer('the answer has no stack in its Stacks');
  return stack;
}

/** Asks everything that may have to be asked of CloudFormation when the resource is deleted, of its stack and of those above it. Gives the errors. */
export async function tryToAskWhy(world: World, { StackId, LogicalResourceId }: Pick<ResourceRequest, 'StackId' | 'LogicalResourceId'>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const attempt = async <T>(ask: () => Promise<T>): Promise<T | undefined> => ask().catch((error: unknown) => void errors.push(error));
  const { cloudFormation } = world;
  await attempt(() => cloudFormation.send(new DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId })));
  let id: string | undefined = StackId;
  for (let level = 0; id !== undefined && level < MOST_LEVELS; level += 1) {
    const StackName: string = id;
    await attempt(() => cloudFormation.send(new DescribeStackEventsCommand({ StackName })));
    id = (await attempt(() => describe(world, StackName)))?.ParentId;
  }
  return errors;
}

/** Whether the stack takes a failed update back: an Update that comes then restores what was in force, and to refuse it would leave the stack stuck. A21 */
export async function isRollback(world: World, stackId: string): Promise<boolean> {
  return (await describe(world, stackId)).StackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS';
}
