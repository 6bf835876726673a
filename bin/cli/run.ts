import { CommanderError } from 'commander';
import { EXIT } from './exit';
import { createProgram } from './program';

/** Runs what the arguments ask for. Gives the exit code; whatever fails is said in one line. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.failed;
    // With the error table comes the SDK, which --help can do without.
    const { explainFailure, stackTraceOf } = await import('./failure.js');
    process.stderr.write(`${explainFailure(error)}\n`);
    if (argv.includes('--debug')) process.stderr.write(`${stackTraceOf(error)}\n`);
    return EXIT.failed;
  }
}
