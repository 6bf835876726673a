import { format } from 'node:util';

interface ConsoleOptions {
  readonly logFormat: 'Text' | 'JSON';
  /** The least level that a JSON log shows. */
  readonly logLevel: string;
  /** The request that is being handled. */
  readonly requestId: () => string | undefined;
}

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

/** Makes console's methods write as Lambda's Node.js runtime does: one event per call, with time, request and level. */
export function installConsole(options: ConsoleOptions): void {
  const methods = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' } as const;
  for (const [name, level] of Object.entries(methods)) {
    Object.assign(globalThis.console, { [name]: (...args: unknown[]) => writeLog(options, level, args) });
  }
}

function writeLog({ logFormat, logLevel, requestId }: ConsoleOptions, level: Level, args: unknown[]): void {
  if (logFormat === 'JSON' && LEVELS.indexOf(level) < LEVELS.findIndex((other) => other === logLevel.toUpperCase())) return;
  const timestamp = new Date().toISOString();
  const line =
    logFormat === 'JSON'
      ? JSON.stringify({ timestamp, level, requestId: requestId(), ...jsonFields(args) })
      : `${timestamp}\t${requestId() ?? 'undefined'}\t${level}\t${format(...args)}`;
  writeLine(line);
}

/** Writes one log event; a carriage return stands for the line breaks inside it, as in Lambda's own runtime. */
export function writeLine(line: string): void {
  process.stdout.write(`${line.replaceAll('\n', '\r')}\n`);
}

function jsonFields(args: unknown[]): Record<string, unknown> {
  const [only] = args;
  if (args.length !== 1 || typeof only !== 'object' || only === null) return { message: format(...args) };
  if (!(only instanceof Error)) return { message: only };
  return { message: only.message, errorType: only.name, errorMessage: only.message, stackTrace: only.stack?.split('\n').slice(1) };
}
