import { spawn, type ChildProcess } from 'node:child_process';
import type { World } from '../../world';
import type { LambdaFunction } from './function';
import type { FunctionLog } from './function-log';
import { OutputLines } from './output-lines';
import type { ClockReading, FromRuntime, FunctionError, ToRuntime } from './runtime/messages';

/** How an invocation ended in its environment. */
export type Ending =
  | { readonly kind: 'succeeded'; readonly result: string; readonly maxMemoryKb: number }
  | { readonly kind: 'failed'; readonly error: FunctionError; readonly maxMemoryKb: number }
  /** The process is gone: it crashed, exited or was killed. */
  | { readonly kind: 'exited'; readonly error?: FunctionError; readonly reason: string }
  | { readonly kind: 'timedOut' };

export interface EnvironmentOptions {
  readonly world: World;
  readonly lambda: LambdaFunction;
  readonly region: string;
  readonly log: FunctionLog;
  /** The script of the runtime. */
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  /** When the credentials of its role expire. */
  readonly expiresAt: number;
}

/** A process that runs one invocation at a time, and is kept for the next. */
export class ExecutionEnvironment {
  /** True while an invocation runs in it, or it starts for one. */
  busy = true;
  /** Settles when the process can take an invocation; with an ending, when it can't. */
  readonly ready: Promise<Ending | undefined>;
  /** Settles when the process is gone. */
  readonly gone: Promise<void>;
  readonly #process: ChildProcess;
  readonly #outputs: OutputLines[];
  #exited = false;
  #uncaught?: FunctionError;
  #onReady: (failure?: Ending) => void = () => undefined;
  #onEnding: (ending: Ending) => void = () => undefined;

  constructor(private readonly options: EnvironmentOptions) {
    const { lambda, script, variables, log } = options;
    // As in Lambda, the heap may not fill the memory: the rest is the process's own.
    const heap = [`--max-old-space-size=${Math.floor(lambda.memoryMb * 0.9)}`, `--max-semi-space-size=${Math.ceil(lambda.memoryMb * 0.05)}`];
    this.#process = spawn(process.execPath, [...heap, script], {
      cwd: lambda.code.folder,
      env: { ...variables },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#outputs = [this.#process.stdout, this.#process.stderr]
      .filter((stream) => stream !== null)
      .map((stream) => new OutputLines(stream, (line) => log.write(line)));
    this.gone = new Promise((resolve) => {
      // `close` comes after `exit`, when all of the output has been read.
      this.#process.once('close', (code, signal) => {
        this.#exited = true;
        const ending: Ending = { kind: 'exited', error: this.#uncaught, reason: describeExit(code, signal) };
        this.#onReady(ending);
        this.#onEnding(ending);
        resolve();
      });
    });
    // Without this, a process that can't be started would end the sandbox; `close` follows.
    this.#process.on('error', (error) => (this.#uncaught = { errorType: 'Runtime.ExitError', errorMessage: error.message }));
    this.#process.on('message', (message: FromRuntime) => void this.receive(message));
    this.ready = new Promise((resolve) => (this.#onReady = resolve));
    const { handler, runtime, logFormat, logLevel, code } = lambda;
    this.send({
      type: 'init',
      clock: this.clock(),
      taskRoot: code.folder,
      handler,
      nodeVersion: Number.parseInt(runtime.replace('nodejs', ''), 10),
      logFormat,
      logLevel,
    });
  }

  get revisionId(): string {
    return this.options.lambda.revisionId;
  }

  get log(): FunctionLog {
    return this.options.log;
  }

  /** Whether it can take another invocation. */
  get usable(): boolean {
    return !this.#exited && this.options.world.clock.now() < this.options.expiresAt;
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  /** Hands an event to the handler; past the deadline the process is killed. */
  async invoke(requestId: string, event: string, deadline: number): Promise<Ending> {
    const { world, lambda } = this.options;
    const ending = new Promise<Ending>((resolve) => (this.#onEnding = resolve));
    this.send({ type: 'invoke', requestId, event, deadline, invokedFunctionArn: lambda.arn });
    const cancel = world.clock.after(deadline - world.clock.now(), () => {
      this.#onEnding({ kind: 'timedOut' });
      this.kill();
    });
    const ended = await ending;
    cancel();
    return ended;
  }

  /** Ends the process at once, whatever it is doing. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  private async receive(message: FromRuntime): Promise<void> {
    if (message.type === 'uncaught') {
      this.#uncaught = message.error;
      return;
    }
    if (message.type === 'ready') {
      this.#onReady();
      return;
    }
    await Promise.all(this.#outputs.map((output) => output.end()));
    if (message.type === 'initFailed') this.#onReady({ kind: 'failed', error: message.error, maxMemoryKb: 0 });
    else if (message.type === 'succeeded') this.#onEnding({ kind: 'succeeded', result: message.result, maxMemoryKb: message.maxMemoryKb });
    else this.#onEnding({ kind: 'failed', error: message.error, maxMemoryKb: message.maxMemoryKb });
  }

  private send(message: ToRuntime): void {
    // The callback takes the error of a process that is already gone: `close` reports it.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  private clock(): ClockReading {
    const { clock } = this.options.world;
    return { now: clock.now(), at: String(process.hrtime.bigint()), timeScale: clock.timeScale };
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal.toLowerCase()}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code ?? 'unknown'}`;
}

