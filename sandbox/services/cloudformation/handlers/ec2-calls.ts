import type { Tag } from '@aws-sdk/client-ec2';
import { perform, type InputOf, type OutputOf } from '../../../api';
import { AwsError, ConnectionDropped } from '../../../aws-error';
import { ec2Api } from '../../ec2';
import { handlerFailure, serviceFailure } from './handler-failure';
import type { Properties, ResourceContext, ResourceType } from './resource-type';

type Ec2Actions = (typeof ec2Api)['actions'];

/** How long a handler waits between two looks at what it waits for. */
const POLL_INTERVAL = 5_000;
/** After this a handler gives up on a resource that does not become stable. */
const LONGEST_WAIT = 2 * 3_600_000;
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 30_000;
const ATTEMPTS = 12;

/** Calls EC2 as CloudFormation's resource handlers do: what is throttled, or fails on EC2's side, is called again. */
export async function callEc2<Name extends keyof Ec2Actions>(
  context: ResourceContext,
  action: Name,
  input: InputOf<Ec2Actions[Name]>,
): Promise<OutputOf<Ec2Actions[Name]>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await perform(ec2Api, context, action, input);
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      const backoff = Math.min(FIRST_BACKOFF * 2 ** (attempt - 1), LONGEST_BACKOFF);
      await context.world.clock.sleep(context.world.random.between(backoff / 2, backoff));
    }
  }
}

/** Looks every few seconds until there is something to return. Gives up when the operation is cancelled. */
export async function pollUntil<T>(context: ResourceContext, look: () => Promise<T | undefined>): Promise<T> {
  const { world, signal } = context;
  const deadline = world.clock.now() + LONGEST_WAIT;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (signal.aborted) throw new Error('cancelled');
    if (world.clock.now() > deadline) throw handlerFailure('Exceeded attempts to wait', 'NotStabilized', context);
    await world.clock.sleep(POLL_INTERVAL);
  }
}

/** A resource type of EC2's: what EC2 answers to its handlers is put into CloudFormation's words. */
export function ec2ResourceType(type: ResourceType): ResourceType {
  const { create, update, delete: remove } = type;
  return {
    ...type,
    create: (properties, context) => inWords(context, () => create(properties, context)),
    update: update && ((properties, old, state, context) => inWords(context, () => update(properties, old, state, context))),
    delete: (state, properties, context) => inWords(context, () => remove(state, properties, context)),
  };
}

async function inWords<T>(context: ResourceContext, handler: () => Promise<T>): Promise<T> {
  try {
    return await handler();
  } catch (error) {
    throw serviceFailure(error, 'Ec2', context);
  }
}

/** The result, or undefined when EC2 does not know the resource: what is gone need not be deleted. */
export async function ifFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  // A NAT gateway's code has no full stop: NatGatewayNotFound.
  return error.code.endsWith('NotFound') || (error.code === 'InvalidParameterCombination' && error.message.includes('No allocation found'));
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}

function isTransient(error: unknown): boolean {
  return error instanceof ConnectionDropped || (error instanceof AwsError && (error.httpStatus >= 500 || /RequestLimitExceeded|Throttl/.test(error.code)));
}

/** The resource's tags with those of the stack, as EC2 wants them when it creates something. */
export function tagSpecifications<Type extends string>(type: Type, properties: Properties, context: ResourceContext) {
  const own = (properties.Tags ?? []) as readonly Tag[];
  const tags = [...context.stackTags.filter(({ Key }) => !own.some((tag) => tag.Key === Key)), ...own];
  return tags.length > 0 ? [{ ResourceType: type, Tags: tags.map(({ Key, Value }) => ({ Key, Value: String(Value) })) }] : undefined;
}

/** Makes the resource's tags what the template says now. */
export async function retag(id: string, properties: Properties, old: Properties, context: ResourceContext): Promise<void> {
  const tags = (properties.Tags ?? []) as readonly Tag[];
  const gone = ((old.Tags ?? []) as readonly Tag[]).filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
  if (gone.length > 0) await callEc2(context, 'DeleteTags', { Resources: [id], Tags: gone.map(({ Key }) => ({ Key })) });
  if (tags.length > 0) await callEc2(context, 'CreateTags', { Resources: [id], Tags: tags.map(({ Key, Value }) => ({ Key, Value: String(Value) })) });
}

/** A scalar of a template. */
type Scalar = string | number | boolean | undefined;

/** A property that EC2 takes as text. */
export function text(value: unknown): string | undefined {
  const scalar = value as Scalar;
  return scalar === undefined ? undefined : String(scalar);
}

/** A property that EC2 takes as a number, however the template writes it. */
export function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** A property that EC2 takes as a boolean, however the template writes it. */
export function flag(value: unknown): boolean | undefined {
  return value === undefined ? undefined : text(value) === 'true';
}
