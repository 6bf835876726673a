/** What the sandbox and the runtime in a function's process say to each other over IPC. */

/** The sandbox's time at an instant of the machine's monotonic clock, which all its processes share. */
export interface ClockReading {
  /** Milliseconds since the epoch, in the sandbox's time. */
  readonly now: number;
  /** process.hrtime.bigint() at that instant. */
  readonly at: string;
  readonly timeScale: number;
}

export type ToRuntime =
  | {
      readonly type: 'init';
      readonly clock: ClockReading;
      readonly taskRoot: string;
      /** `index.handler` */
      readonly handler: string;
      /** The Node.js version of the function's runtime: what handlers may be depends on it. */
      readonly nodeVersion: number;
      readonly logFormat: 'Text' | 'JSON';
      readonly logLevel: string;
    }
  | {
      readonly type: 'invoke';
      readonly requestId: string;
      /** JSON */
      readonly event: string;
      /** When the function times out, in the sandbox's time. */
      readonly deadline: number;
      readonly invokedFunctionArn: string;
    };

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type FromRuntime =
  | { readonly type: 'ready' }
  | { readonly type: 'initFailed'; readonly error: FunctionError }
  | { readonly type: 'succeeded'; readonly result: string; readonly maxMemoryKb: number }
  | { readonly type: 'failed'; readonly error: FunctionError; readonly maxMemoryKb: number }
  /** Nothing catches the error: the process is about to exit. */
  | { readonly type: 'uncaught'; readonly error: FunctionError };

/** Ends what an invocation wrote to a stream, so that the sandbox knows that it has read all of it. */
export const END_OF_OUTPUT = '\u0000';
