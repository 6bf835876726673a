import { perform, type Caller } from '../../api';
import { AwsError } from '../../aws-error';
import { lambdaApi } from '../lambda';
import type { Definition, Retrier, TaskState } from './definition';

/** How an execution ended. */
export type Outcome = { readonly status: 'SUCCEEDED'; readonly output: unknown } | ({ readonly status: 'FAILED' } & TaskError);

/** An error as the next state gets it. */
export interface TaskError {
  readonly Error: string;
  /** For a function's error, what Lambda answered: JSON in a string. */
  readonly Cause: string;
}

type Result = { readonly output: unknown } | { readonly error: TaskError };

/** Runs a state machine from its first state to its last, as its role. */
export async function run(caller: Caller, { StartAt, States }: Definition, input: unknown): Promise<Outcome> {
  let name: string | undefined = StartAt;
  let data = input;
  while (name !== undefined) {
    const state: TaskState | undefined = States[name];
    if (!state) throw new Error(`no state ${name}`);
    const result = await attempt(caller, state, data);
    if ('output' in result) {
      data = result.output;
      name = state.Next;
      continue;
    }
    const catcher = state.Catch?.find(({ ErrorEquals }) => isOneOf(ErrorEquals, result.error));
    if (!catcher) return { status: 'FAILED', ...result.error };
    data = result.error;
    name = catcher.Next;
  }
  return { status: 'SUCCEEDED', output: data };
}

/** Does a task, and again as its retriers say. */
async function attempt(caller: Caller, { Resource, Retry = [] }: TaskState, input: unknown): Promise<Result> {
  const retries = new Map<Retrier, number>();
  for (;;) {
    const result = await invoke(caller, Resource, input);
    if ('output' in result) return result;
    const retrier = Retry.find(({ ErrorEquals }) => isOneOf(ErrorEquals, result.error));
    if (!retrier) return result;
    const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2 } = retrier;
    const before = retries.get(retrier) ?? 0;
    if (before >= MaxAttempts) return result;
    retries.set(retrier, before + 1);
    await caller.world.clock.sleep(IntervalSeconds * 1000 * BackoffRate ** before);
  }
}

async function invoke(caller: Caller, FunctionName: string, input: unknown): Promise<Result> {
  try {
    const { FunctionError, Payload } = await perform(lambdaApi, caller, 'Invoke', { FunctionName, Payload: Buffer.from(JSON.stringify(input)) });
    const text = Buffer.from(Payload ?? []).toString('utf8');
    const output = JSON.parse(text) as unknown;
    return FunctionError === undefined ? { output } : { error: { Error: (output as { errorType: string }).errorType, Cause: text } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { Error: `Lambda.${error.code}`, Cause: error.message } };
  }
}

function isOneOf(names: readonly string[], { Error: name }: TaskError): boolean {
  return names.includes('States.ALL') || names.includes(name);
}
