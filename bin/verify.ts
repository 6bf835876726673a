#!/usr/bin/env node
/**
 * Which assumptions about AWS hold in an account: `npm run verify -- --profile P --region R`. It says what it would make and what that costs
 * at most, and does it with --yes. docs/assumptions.md has the assumptions.
 */
import './no-version-paragraph';
import { setMaxListeners } from 'node:events';
import { explainFailure } from './cli/failure';
import { verifyProgram } from './verify/declare';
import { verifyCommand } from './verify/command';

const interruption = new AbortController();
setMaxListeners(100, interruption.signal);

/** The first Ctrl-C stops the probes and removes what they made, the second one stops that. */
process.on('SIGINT', () => {
  if (interruption.signal.aborted) process.exit(130);
  process.stderr.write('Interrupted: removes what it made. Once more stops that, too: npm run verify -- --clean goes on later.\n');
  interruption.abort();
});

const output = {
  print: (result: string) => void process.stdout.write(`${result}\n`),
  say: (text: string) => void process.stderr.write(`${text}\n`),
};

verifyProgram(async (options) => {
  process.exitCode = await verifyCommand(options, output, interruption.signal);
})
  .parseAsync()
  .then(
    () => process.exit(),
    (error: unknown) => {
      process.stderr.write(`${explainFailure(error).replace('cdk-address-release', 'verify')}\n`);
      process.exit(1);
    },
  );
