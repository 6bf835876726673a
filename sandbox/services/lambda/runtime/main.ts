/**
 * The runtime in a function's process: it stands between the sandbox and the handler, as Lambda's Node.js runtime
 * stands between its Runtime API and the handler. It is bundled by itself and runs without the sandbox's own modules.
 */
import { format } from 'node:util';
import { installClock } from './clock';
import { installConsole, writeLine } from './console';
import { installHttps } from './https';
import { loadHandler, type Handler } from './load-handler';
import { maxMemoryKb } from './memory';
import { END_OF_OUTPUT, type FromRuntime, type FunctionError, type ToRuntime } from './messages';

// The function's code has no business with the sandbox's channel.
const channel = process.channel;
const sendToSandbox = process.send?.bind(process);
Reflect.deleteProperty(process, 'send');

let handler: Handler | undefined;
let requestId: string | undefined;
/** Ends the invocation when the event loop has run empty without the handler having settled. */
let onEmptyEventLoop: (() => void) | undefined;

process.on('message', (message: ToRuntime) => void (message.type === 'init' ? init(message) : invoke(message)));
process.on('disconnect', () => process.exit());
process.on('uncaughtException', (error) => crash('Uncaught Exception', describe(error), 129));
process.on('unhandledRejection', (reason) =>
  crash('Unhandled Promise Rejection', { ...describe(reason), errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason) }, 128),
);
process.on('beforeExit', () => onEmptyEventLoop?.());

async function init({ clock, taskRoot, handler: name, nodeVersion, logFormat, logLevel }: Extract<ToRuntime, { type: 'init' }>): Promise<void> {
  installClock(clock);
  installHttps(process.env.AWS_ENDPOINT_URL ?? '');
  installConsole({ logFormat, logLevel, requestId: () => requestId });
  try {
    handler = await loadHandler(taskRoot, name, nodeVersion);
    send({ type: 'ready' });
  } catch (error) {
    const described = describe(error);
    logError('Uncaught Exception', described);
    await endOutput();
    send({ type: 'initFailed', error: described });
  }
}

async function invoke(request: Extract<ToRuntime, { type: 'invoke' }>): Promise<void> {
  requestId = request.requestId;
  // The channel does not count as work: an invocation of which nothing else is left has ended.
  channel?.unref();
  let outcome: FromRuntime;
  try {
    const result = JSON.stringify(await settle(JSON.parse(request.event), contextOf(request))) as string | undefined;
    outcome = { type: 'succeeded', result: result ?? 'null', maxMemoryKb: maxMemoryKb() };
  } catch (error) {
    const described = describe(error);
    logError('Invoke Error', described);
    outcome = { type: 'failed', error: described, maxMemoryKb: maxMemoryKb() };
  }
  channel?.ref();
  onEmptyEventLoop = undefined;
  await endOutput();
  send(outcome);
}

/** The handler's result, whichever way it gives one. An invocation that just runs out of work has the result null. */
function settle(event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    onEmptyEventLoop = () => {
      channel?.ref();
      resolve(null);
    };
    const callback = (error?: unknown, result?: unknown) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error instanceof Error ? error : new Error(format(error)));
    };
    const returned = handler?.(event, context, callback);
    if (returned instanceof Promise) returned.then(resolve, reject);
  });
}

function contextOf({ requestId: awsRequestId, deadline, invokedFunctionArn }: Extract<ToRuntime, { type: 'invoke' }>): object {
  const { env } = process;
  return {
    awsRequestId,
    invokedFunctionArn,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - Date.now())),
  };
}

/** As in Lambda, what nothing catches ends the process, and with it the invocation. */
function crash(label: string, error: FunctionError, exitCode: number): void {
  logError(label, error);
  send({ type: 'uncaught', error });
  process.exit(exitCode);
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function logError(label: string, { errorType, errorMessage, trace }: FunctionError): void {
  const content = JSON.stringify({ errorType, errorMessage, stack: trace });
  writeLine(`${new Date().toISOString()}\t${requestId ?? 'undefined'}\tERROR\t${label} \t${content}`);
}

async function endOutput(): Promise<void> {
  const ended = [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write(`${END_OF_OUTPUT}\n`, resolve)));
  await Promise.all(ended);
}

function send(message: FromRuntime): void {
  sendToSandbox?.(message);
}
