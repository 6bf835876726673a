#!/usr/bin/env node
/** The sandbox as a command: `npm run sandbox -- --port 4566 --time-scale 60`. It runs until SIGINT or SIGTERM. */
import type { RecordedCall } from '../sandbox/calls';
import { Sandbox } from '../sandbox/sandbox';
import { readOptions, USAGE, type CommandOptions } from './sandbox/options';

async function main(): Promise<void> {
  const options = optionsOrExit();
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const sandbox = await Sandbox.start(options.sandbox);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void sandbox.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  whenOrphaned(stop);
  if (options.log) sandbox.world.calls.onSettled((call) => process.stdout.write(`${describe(call)}\n`));
  process.stdout.write(`sandbox: listening on ${sandbox.url}\n`);
  for (const [name, value] of Object.entries(sandbox.environment)) process.stdout.write(`export ${name}=${value}\n`);
}

function optionsOrExit(): CommandOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    fail(error);
  }
}

/** npm passes a signal on to the shell that it starts us with, and the shell dies of it without telling us. */
function whenOrphaned(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 250).unref();
}

/** One API call: when, what, where, who, and what came of it. */
function describe({ at, service, action, region, caller, outcome }: RecordedCall): string {
  const result = outcome?.code ? `${outcome.code}: ${outcome.message ?? ''}` : 'ok';
  return [new Date(at).toISOString(), `${service}:${action}`, region || '-', caller, result].join(' ');
}

function fail(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EADDRINUSE' ? `${message}; choose another port with --port, or --port 0 for any free one` : message;
  process.stderr.write(`sandbox: ${reason}\n`);
  process.exit(1);
}

main().catch(fail);
