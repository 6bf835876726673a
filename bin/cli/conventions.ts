import { Option, type Command } from 'commander';

/** What every sub-command takes: as the AWS CLI and the CDK CLI call it. */
export interface Conventions {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly output: 'table' | 'json';
  /** False with `--no-color`. */
  readonly color: boolean;
  readonly debug?: boolean;
}

export function addConventions(command: Command, region = 'the Region to look in (or AWS_REGION)'): Command {
  return command
    .option('--profile <name>', "the profile of AWS's configuration files to use (or AWS_PROFILE)")
    .option('--region <region>', region)
    .option('--endpoint-url <url>', "where AWS's APIs are, if not at AWS: the sandbox, say (or AWS_ENDPOINT_URL)")
    .addOption(new Option('--output <format>', 'what to print on stdout: a table for people, or JSON for programs').choices(['table', 'json']).default('table'))
    .option('--no-color', 'no colours (or NO_COLOR)')
    .option('--debug', 'each call to AWS, and the stack trace of an error');
}

export type Examples = readonly (readonly [line: string, what: string])[];

const EXAMPLES = new WeakMap<Command, Examples>();

/** The examples of a sub-command, for its page in docs. */
export function examplesOf(command: Command): Examples {
  return EXAMPLES.get(command) ?? [];
}

/** Examples, at the end of a sub-command's help. */
export function addExamples(command: Command, examples: Examples): Command {
  EXAMPLES.set(command, examples);
  const width = Math.max(...examples.map(([line]) => line.length));
  return command.addHelpText('after', `\nExamples:\n${examples.map(([line, what]) => `  $ cdk-address-release ${line.padEnd(width)}  # ${what}`).join('\n')}`);
}
