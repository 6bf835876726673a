import type { World } from '../../world';
import type { Environments } from './environments';
import type { Ending, ExecutionEnvironment } from './execution-environment';
import type { LambdaFunction } from './function';
import type { FunctionError } from './runtime/messages';

/** One run of a function, for tests to observe. */
export interface Invocation {
  readonly functionName: string;
  /** The same for every attempt at one event. */
  readonly requestId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly event: unknown;
  readonly startedAt: number;
  environment?: ExecutionEnvironment;
  /** When its environment was ready, and the handler began: what START says. */
  handledFrom?: number;
  endedAt?: number;
  /** The most that its process has had, as far as it could still tell. */
  maxMemoryKb?: number;
  /** What REPORT says, also when its log group is gone by then. */
  billed?: { readonly milliseconds: number; readonly memoryMb: number };
  outcome?: InvocationOutcome;
}

export type InvocationOutcome =
  | { readonly kind: 'succeeded'; readonly result: string }
  /** `error` is what Lambda answers as the payload. */
  | { readonly kind: 'error' | 'timeout' | 'exit'; readonly error: FunctionError };

/** How long a function's initialisation may take, in the machine's time: its work takes no less for a faster clock. */
const INIT_LIMIT = 10_000;

/** Runs the function once, and writes Lambda's own lines around what it writes. */
export async function run(
  world: World,
  environments: Environments,
  invocation: Invocation,
  lambda: LambdaFunction,
  current: () => LambdaFunction | undefined,
): Promise<InvocationOutcome> {
  const { requestId } = invocation;
  const { environment, cold } = await environments.acquire(lambda);
  invocation.environment = environment;
  const lines = new PlatformLog(environment, lambda, requestId, () => world.clock.now());
  const beforeInit = world.clock.now();
  environment.log.beginInvocation();
  if (cold) lines.initStart();
  const initEnding = cold ? await initialise(world, environment) : undefined;
  const startedAt = world.clock.now();
  invocation.handledFrom = startedAt;
  lines.start();
  const ending = initEnding ?? (await environment.invoke(requestId, JSON.stringify(invocation.event ?? null), startedAt + lambda.timeoutSeconds * 1000));
  // Nothing is written after the process is gone, and its end comes after its output.
  if (ending.kind === 'timedOut') await environment.gone;
  invocation.maxMemoryKb = 'maxMemoryKb' in ending ? ending.maxMemoryKb : undefined;
  const outcome = outcomeOf(ending, requestId, lambda);
  invocation.billed = lines.end(outcome, ending, { startedAt, initMs: cold ? startedAt - beforeInit : undefined });
  if (ending.kind === 'succeeded' || (ending.kind === 'failed' && !initEnding)) environments.release(environment, current());
  else environment.kill();
  return outcome;
}

async function initialise(world: World, environment: ExecutionEnvironment): Promise<Ending | undefined> {
  const cancel = world.clock.after(INIT_LIMIT * world.clock.timeScale, () => environment.kill());
  const ending = await environment.ready;
  cancel();
  return ending;
}

function outcomeOf(ending: Ending, requestId: string, { timeoutSeconds }: LambdaFunction): InvocationOutcome {
  if (ending.kind === 'succeeded') return { kind: 'succeeded', result: ending.result };
  if (ending.kind === 'failed') return { kind: 'error', error: ending.error };
  if (ending.kind === 'timedOut') {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    return { kind: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage } };
  }
  const error = ending.error ?? { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${ending.reason}` };
  return { kind: 'exit', error };
}

/** The lines that Lambda itself writes to a function's log, as text or as JSON. */
class PlatformLog {
  constructor(
    private readonly environment: ExecutionEnvironment,
    private readonly lambda: LambdaFunction,
    private readonly requestId: string,
    private readonly now: () => number,
  ) {}

  initStart(): void {
    const runtimeVersion = this.lambda.runtime.replace('nodejs', 'nodejs:').replace('.x', `.${process.version}`);
    this.write(`INIT_START Runtime Version: ${runtimeVersion}`, 'platform.initStart', { runtimeVersion, phase: 'init' });
  }

  start(): void {
    this.write(`START RequestId: ${this.requestId} Version: $LATEST`, 'platform.start', { version: '$LATEST' });
  }

  /** Gives what is billed. */
  end(outcome: InvocationOutcome, ending: Ending, { startedAt, initMs }: { startedAt: number; initMs?: number }): Invocation['billed'] {
    const durationMs = outcome.kind === 'timeout' ? this.lambda.timeoutSeconds * 1000 : this.now() - startedAt;
    const billedMs = Math.ceil(durationMs + (initMs ?? 0));
    const maxMemoryMb = 'maxMemoryKb' in ending ? Math.round(ending.maxMemoryKb / 1024) : 0;
    const status = { succeeded: 'success', error: 'error', timeout: 'timeout', exit: 'error' }[outcome.kind];
    if (outcome.kind === 'timeout') this.plain(`${new Date(this.now()).toISOString()} ${this.requestId} Task timed out after ${this.lambda.timeoutSeconds.toFixed(2)} seconds\n`);
    if (ending.kind === 'exited') this.plain(`RequestId: ${this.requestId} Error: ${ending.reason}\nRuntime.ExitError`);
    if (this.lambda.logFormat === 'Text') this.plain(`END RequestId: ${this.requestId}`);
    const fields = [
      `REPORT RequestId: ${this.requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedMs} ms`,
      `Memory Size: ${this.lambda.memoryMb} MB`,
      `Max Memory Used: ${maxMemoryMb} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ...(status === 'success' ? [] : [`Status: ${status}`]),
    ];
    const metrics = { durationMs, billedDurationMs: billedMs, memorySizeMB: this.lambda.memoryMb, maxMemoryUsedMB: maxMemoryMb, initDurationMs: initMs };
    this.write(fields.join('\t'), 'platform.report', { status, metrics });
    return { milliseconds: billedMs, memoryMb: this.lambda.memoryMb };
  }

  private write(text: string, type: string, record: Record<string, unknown>): void {
    if (this.lambda.logFormat === 'Text') this.plain(text);
    else this.plain(JSON.stringify({ time: new Date(this.now()).toISOString(), type, record: { requestId: this.requestId, ...record } }));
  }

  private plain(text: string): void {
    this.environment.log.write(text);
  }
}
