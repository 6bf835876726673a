import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse, Context } from 'aws-lambda';
import { giveAnswer } from './answer';
import { callsSoFar, FIRST_RECORD } from './earlier-calls';
import { understand } from './error-table';
import { Invocation, MOST_CALLS, Unfinished } from './invocation';
import { metricsRecord } from './metrics';
import { preflight } from './preflight';
import { readProperties, RELEASE_ON } from './properties';
import { releaseAll } from './release';
import { explain, reportLeft, shorten } from './report';
import { readRequest } from './request';
import { requestedAt } from './resource-record';
import { isRollback, whyDeleted, type Cause } from './stack';
import { wasAccepted } from './stack-events';
import type { World } from './world';

type Event = CloudFormationCustomResourceEvent;
type DeleteEvent = Extract<Event, { RequestType: 'Delete' }>;

/** What the handler reads of Lambda's context. */
export type InvocationContext = Pick<Context, 'getRemainingTimeInMillis' | 'functionName' | 'logGroupName'>;

/** Characters of a reason: of the 4096 bytes of an answer some have to be left for where the whole story is. */
const REASON_LENGTH = 3000;

const ASK_WHETHER_ROLLBACK = 5;
const ASK_AGAIN_AFTER = 2_000;

/** What somebody can do who wants to have it released all the same. */
const RELEASE_BY_HAND = 'Delete the stack again and retain this resource; what is listed can then be released by hand';

/** How a request ends; `undefined` when nobody waits for an answer. The reason of a failure is shown (A11), that of a success perhaps (A12). */
type Outcome = { readonly status: 'SUCCESS' | 'FAILED'; readonly reason: string } | undefined;

/**
 * The custom resource's handler: on Create and Update it checks what is listed; on Delete it releases it, if it is the stack that is
 * being deleted. Every error but `Unfinished` becomes an answer, so that nobody has to wait for CloudFormation's time-out.
 */
export function createHandler(world: World): (event: unknown, context: InvocationContext) => Promise<void> {
  return async (event, context) => {
    const request = readRequest(event);
    const invocation = new Invocation(world.clock, context.getRemainingTimeInMillis());
    const { RequestType, StackId, RequestId, LogicalResourceId } = request;
    world.log(FIRST_RECORD, { RequestType, StackId, RequestId, LogicalResourceId });
    const outcome = await settle(world, invocation, request, context);
    if (!outcome) return;
    const answer: CloudFormationCustomResourceResponse = {
      Status: outcome.status,
      Reason: outcome.status === 'FAILED' ? `${shorten(outcome.reason, REASON_LENGTH)}. Log group: ${context.logGroupName}` : outcome.reason,
      PhysicalResourceId: physicalResourceId(request),
      StackId,
      RequestId,
      LogicalResourceId,
    };
    await giveAnswer(world, request.ResponseURL, answer);
  };
}

async function settle(world: World, invocation: Invocation, request: Event, context: InvocationContext): Promise<Outcome> {
  const isLastCall = lastCallOf(world, invocation, request, context);
  try {
    return request.RequestType === 'Delete' ? await remove(world, invocation, request, context, isLastCall) : await check(world, invocation, request);
  } catch (error) {
    if (error instanceof Unfinished && (error.isCalledAgain || !(await isLastCall(requestedAt(request))))) throw error;
    const { name, message } = error as Error;
    const verdict = understand(error);
    const { remedy = error instanceof Unfinished ? 'delete the stack again' : undefined } = verdict;
    world.log('failed', { name, error: message, remedy });
    const why = error instanceof Unfinished ? `The time was over before it was known why this resource is deleted: ${shorten(message)}` : explain(verdict);
    return { status: 'FAILED', reason: `${why}${remedy === undefined ? '' : `; ${remedy}`}.` };
  }
}

/** Whether Lambda will not call again: then somebody has to answer. Where the calls can't be counted, the time that has passed has to tell. */
type IsLastCall = (began: number | undefined) => Promise<boolean>;

function lastCallOf(world: World, invocation: Invocation, request: Event, { logGroupName }: InvocationContext): IsLastCall {
  let counting: Promise<number | undefined> | undefined;
  return async (began) => {
    counting ??= callsSoFar(world, request, logGroupName);
    const calls = await counting;
    return calls === undefined ? began === undefined || invocation.isLastFor(began) : calls >= MOST_CALLS;
  };
}

/** Create and Update release nothing: they find out what would stop the release later. */
async function check(world: World, invocation: Invocation, request: Event): Promise<Outcome> {
  const { items, preflight: strictness } = readProperties(request.ResourceProperties, world.region);
  // Nothing that a preflight finds may stop a rollback; and one that was stopped by an endpoint that carries out DryRuns sends no more of them.
  if (strictness !== 'SKIP' && !(await restores(world, request))) {
    const { problems, carriedOut } = await preflight(world, invocation, items, request, accountOf(request));
    if (carriedOut !== undefined) return { status: 'FAILED', reason: `${carriedOut}.` };
    if (problems.length > 0 && strictness === 'FAIL') {
      const reason = `${problems.length} ${problems.length === 1 ? 'thing' : 'things'} would stop the release later. ${problems.join(' ')} To deploy all the same, set preflight to WARN.`;
      return { status: 'FAILED', reason };
    }
  }
  return { status: 'SUCCESS', reason: 'What is listed is released when the stack is deleted.' };
}

/** Whether CloudFormation takes a failed update back. Asked a few times: taken for another, a rollback would be left stuck. */
async function restores(world: World, { RequestType, StackId }: Event): Promise<boolean> {
  for (let attempt = 1; RequestType === 'Update' && attempt <= ASK_WHETHER_ROLLBACK; attempt += 1) {
    try {
      return await isRollback(world, StackId);
    } catch (error) {
      const verdict = understand(error);
      world.log('waiting for CloudFormation', { obstacle: explain(verdict) });
      if (verdict.obstacle === 'permission') return false;
      await world.clock.sleep(ASK_AGAIN_AFTER);
    }
  }
  return false;
}

async function remove(world: World, invocation: Invocation, request: DeleteEvent, context: InvocationContext, isLastCall: IsLastCall): Promise<Outcome> {
  const deletion = await whyDeleted(world, invocation, request, ['STACK_DELETION', ...releaseOn(request)]);
  if (deletion.is === 'over') {
    world.log('nothing to do', { because: `the resource is ${deletion.resourceStatus}` });
    return undefined;
  }
  // Whoever releases nothing needs no properties that make sense: a creation that failed for their sake has to be rolled back.
  if (deletion.is === 'unwanted') {
    const { because } = deletion;
    world.log('nothing released', { because });
    return { status: 'SUCCESS', reason: `Nothing was released: ${because}, and that is no reason to release what is listed.` };
  }
  if (deletion.is === 'unclear') {
    const { because } = deletion;
    world.log('nothing released', { because });
    return { status: 'FAILED', reason: `Nothing was released: ${because}. ${RELEASE_BY_HAND}` };
  }
  const { cause, began } = deletion;
  const startedAt = began.at;
  const { items, timeoutSeconds } = readProperties(request.ResourceProperties, world.region);
  const knownBegin = began.by === 'this invocation' ? undefined : startedAt;
  const task = {
    items,
    deadline: startedAt + timeoutSeconds * 1000,
    account: accountOf(request),
    isLastCall: () => isLastCall(knownBegin),
    mayCascade: cause === 'STACK_DELETION',
    // A creation that failed since a pool was not found has to be rolled back.
    poolsWereFound: async () => cause === 'CREATION_ROLLBACK' || wasAccepted(world, request.StackId, request.LogicalResourceId),
  };
  world.log('releasing', { cause, items: items.length, startedAt: new Date(startedAt).toISOString(), startedAtBy: began.by, timeoutSeconds });
  const tracks = await releaseAll(world, invocation, task);
  const milliseconds = world.clock.now() - startedAt;
  const left = reportLeft(tracks, milliseconds);
  const failed = tracks.filter(({ state }) => state !== 'gone').length;
  const counts = { released: tracks.length - failed, failed, milliseconds };
  const dimensions = { functionName: context.functionName, logicalResourceId: request.LogicalResourceId };
  world.log('done', metricsRecord(counts, dimensions, world.clock.now()));
  return left === undefined
    ? { status: 'SUCCESS', reason: `All ${tracks.length} listed items are released.` }
    : { status: 'FAILED', reason: left };
}

/** The causes that the user added; read with care, since the properties are not checked yet. */
function releaseOn(event: { readonly ResourceProperties?: unknown }): Cause[] {
  const { ReleaseOn } = (event.ResourceProperties ?? {}) as { ReleaseOn?: unknown };
  return RELEASE_ON.filter((cause) => Array.isArray(ReleaseOn) && ReleaseOn.includes(cause));
}

/** The same for the resource's whole life: another one would make CloudFormation delete "the old resource". A16 */
function physicalResourceId(request: Event): string {
  if (request.RequestType !== 'Create') return request.PhysicalResourceId;
  const stackUuid = request.StackId.split('/').at(-1) ?? '';
  return `${request.LogicalResourceId}-${stackUuid}`;
}

/** From the stack's ARN. */
function accountOf({ StackId }: Event): string {
  return StackId.split(':')[4] ?? '';
}
