import { Command, InvalidArgumentError } from 'commander';

export interface VerifyOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly homeRegion?: string;
  readonly endpointUrl?: string;
  readonly timeScale: number;
  readonly only?: readonly string[];
  readonly out?: string;
  readonly recordings?: string;
  readonly replay?: string;
  readonly yes?: boolean;
  readonly clean?: boolean;
}

export function verifyProgram(run: (options: VerifyOptions) => Promise<void>): Command {
  return new Command('npm run verify --')
    .description('Finds out in an account which assumptions of docs/assumptions.md hold. Says first what it would make there and what that costs, and does it with --yes.')
    .option('--profile <name>', "the profile of AWS's configuration files to use (or AWS_PROFILE)")
    .option('--region <region>', 'where the probes make their things (or AWS_REGION)')
    .option('--home-region <region>', 'another Region, where the IPAM that they share is at home')
    .option('--only <which>', 'these only: numbers of assumptions or names of probes, as 3,7 or pool-places', (value: string) => value.split(',').map((each) => each.trim()))
    .option('--yes', 'do it')
    .option('--out <file>', 'write the result to this file, too')
    .option('--recordings <directory>', 'write what was asked and answered there, a file for each probe, with placeholders for ids, accounts and addresses')
    .option('--replay <directory>', 'ask no account: compare what the sandbox answers to the recordings in there, and do nothing else')
    .option('--clean', 'remove what a run that was killed has left, and do nothing else')
    .option('--endpoint-url <url>', "where AWS's APIs are, if not at AWS: the sandbox (or AWS_ENDPOINT_URL)")
    .option('--time-scale <n>', "how many times faster than the machine's that endpoint's time runs", positive, 1)
    .action(run);
}

function positive(value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number greater than 0.');
  return number;
}
