import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse, Context } from 'aws-lambda';
import { giveAnswer } from './answer';
import { understand } from './error-table';
import { Invocation, Unfinished } from './invocation';
import { readProperties } from './properties';
import { releaseAll } from './release';
import { reportLeft } from './report';
import { readRequest } from './request';
import { whyDeleted } from './stack';
import type { World } from './world';

type Event = CloudFormationCustomResourceEvent;
type DeleteEvent = Extract<Event, { RequestType: 'Delete' }>;

/** How a request ends; `undefined` when it was answered before. */
type Outcome = { readonly status: 'SUCCESS' | 'FAILED'; readonly reason: string } | undefined;

/**
 * The custom resource's handler: on Create and Update it checks what is listed; on Delete it releases it, if it is the stack that is
 * being deleted. Every error but `Unfinished` becomes an answer, so that nobody has to wait for CloudFormation's time-out.
 */
export function createHandler(world: World): (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<void> {
  return async (event, context) => {
    const request = readRequest(event);
    const invocation = new Invocation(world.clock, context.getRemainingTimeInMillis());
    const { RequestType, StackId, RequestId, LogicalResourceId } = request;
    world.log('request', { RequestType, StackId, RequestId, LogicalResourceId });
    const outcome = await settle(world, invocation, request);
    if (!outcome) return;
    const answer: CloudFormationCustomResourceResponse = {
      Status: outcome.status,
      Reason: outcome.reason,
      PhysicalResourceId: physicalResourceId(request),
      StackId,
      RequestId,
      LogicalResourceId,
    };
    await giveAnswer(world, invocation, request.ResponseURL, answer);
  };
}

async function settle(world: World, invocation: Invocation, request: Event): Promise<Outcome> {
  try {
    switch (request.RequestType) {
      case 'Create':
      case 'Update':
        readProperties(request.ResourceProperties);
        return { status: 'SUCCESS', reason: 'What is listed is released when the stack is deleted.' };
      case 'Delete':
        return await release(world, invocation, request);
    }
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    const { name, message } = error as Error;
    world.log('failed', { name, error: message, ...understand(error) });
    return { status: 'FAILED', reason: `${name}: ${message}` };
  }
}

async function release(world: World, invocation: Invocation, request: DeleteEvent): Promise<Outcome> {
  const deletion = await whyDeleted(world, invocation, request.StackId, request.LogicalResourceId);
  switch (deletion.of) {
    case 'past':
      world.log('nothing to do', { because: deletion.because });
      return undefined;
    case 'resource': {
      const reason = `Nothing was released: ${deletion.because}, and what is listed is released only when the stack is deleted.`;
      world.log('nothing released', { because: deletion.because });
      return { status: 'SUCCESS', reason };
    }
    case 'stack': {
      const { items, timeoutSeconds } = readProperties(request.ResourceProperties);
      const { startedAt } = deletion;
      const tracks = await releaseAll(world, invocation, items, { startedAt, deadline: startedAt + timeoutSeconds * 1000 });
      const left = reportLeft(tracks, timeoutSeconds);
      return left === undefined
        ? { status: 'SUCCESS', reason: `All ${tracks.length} listed items are released.` }
        : { status: 'FAILED', reason: left };
    }
  }
}

/** The same for the resource's whole life: another one would make CloudFormation delete "the old resource". */
function physicalResourceId(request: Event): string {
  if (request.RequestType !== 'Create') return request.PhysicalResourceId;
  const stackUuid = request.StackId.split('/').at(-1) ?? '';
  return `${request.LogicalResourceId}-${stackUuid}`;
}
