import { AwsError, ConnectionDropped } from './aws-error';
import type { RecordedCall } from './calls';
import type { Principal } from './principal';
import type { World } from './world';

/** What an action knows of the call it answers. */
export interface CallContext {
  readonly world: World;
  readonly caller: Principal;
  /** The Region the call was signed for. */
  readonly region: string;
  readonly requestId: string;
  /** As in IAM's action prefix: `ec2`. */
  readonly service: string;
  /** The API's name, such as `DescribeIpamPools`. */
  readonly action: string;
}

export type Action<Input = never, Output = unknown> = (input: Input, call: CallContext) => Output | Promise<Output>;

export type InputOf<A> = A extends Action<infer Input> ? Input : never;
export type OutputOf<A> = A extends (...args: never[]) => infer Output ? Awaited<Output> : never;

/** A service's API: its actions by the names AWS gives them. */
export interface Api<Actions extends Record<string, Action> = Record<string, Action>> {
  /** As in the SigV4 credential scope and in IAM's action prefix: `ec2`. */
  readonly name: string;
  readonly actions: Actions;
  /** Answered when the API has no such action. */
  readonly unknownAction: (action: string) => AwsError;
  /** What happens to a call before its action: throttling, validation. Throws an AwsError to refuse it. */
  readonly admit?: (input: Readonly<Record<string, unknown>>, call: CallContext) => void | Promise<void>;
}

export interface Caller {
  readonly world: World;
  readonly caller: Principal;
  readonly region: string;
  /** @default - a new one */
  readonly requestId?: string;
}

/**
 * Makes one call, wherever it comes from (HTTP, or the sandbox's own CloudFormation): records it, lets faults and the
 * service's admission have their way, and runs the action. Throws AwsError or ConnectionDropped.
 */
export async function perform<Actions extends Record<string, Action>, Name extends keyof Actions & string>(
  api: Api<Actions>,
  { world, caller, region, requestId = world.random.uuid() }: Caller,
  action: Name,
  input: InputOf<Actions[Name]>,
): Promise<OutputOf<Actions[Name]>> {
  const call: CallContext = { world, caller, region, service: api.name, action, requestId };
  const fields = input as Readonly<Record<string, unknown>>;
  const record: RecordedCall = {
    requestId,
    service: api.name,
    action,
    region,
    caller: caller.arn,
    input: fields,
    at: world.clock.now(),
  };
  world.calls.record(record);
  try {
    await world.faults.strike(record, 'before');
    if (!Object.hasOwn(api.actions, action)) throw api.unknownAction(action);
    await api.admit?.(fields, call);
    const act = async (asked: unknown) => await (api.actions[action] as Action<unknown>)(asked, call);
    const output = (await world.faults.run(record, act)) as OutputOf<Actions[Name]>;
    await world.faults.strike(record, 'after');
    world.calls.settle(record, { at: world.clock.now(), httpStatus: 200 });
    return output;
  } catch (error) {
    world.calls.settle(record, { at: world.clock.now(), ...describe(error) });
    throw error;
  }
}

function describe(error: unknown): { httpStatus: number; code: string; message: string } {
  if (error instanceof AwsError) return { httpStatus: error.httpStatus, code: error.code, message: error.message };
  if (error instanceof ConnectionDropped) return { httpStatus: 0, code: 'ConnectionDropped', message: 'the connection was dropped' };
  return { httpStatus: 500, code: 'InternalError', message: error instanceof Error ? error.message : String(error) };
}
