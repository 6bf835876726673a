import { InvalidArgumentError, Option, type Command } from 'commander';
import { addConventions, addExamples, type Conventions } from '../conventions';

/** What others take before the destroy: so many from the pools and in the account, or what a file names. */
export type Take = Readonly<Record<'allocations' | 'addresses', number>> | { readonly file: string };

export interface RehearseOptions extends Conventions {
  readonly app?: string;
  readonly context?: readonly string[];
  readonly account: string;
  readonly save?: string;
  readonly from?: string;
  readonly anonymize?: boolean;
  readonly take?: Take;
  readonly tag?: Readonly<Record<string, string>>;
  readonly weather: 'everyday' | 'worst-case' | 'kind';
  readonly seed: number;
  readonly runs: number;
  readonly html?: string;
}

/** Of the stacks of an app that name none. */
export const DEFAULT_REGION = 'us-east-1';
const LONGEST_SEED = 2 ** 31 - 1;
const MOST_RUNS = 1000;

export function declareRehearse(program: Command): void {
  const command = program
    .command('rehearse')
    .description("Deploys a CDK app to a sandbox in this process, or puts a copy of a deployed stack there, destroys it, and shows how that went in AWS's time. Nothing is changed in AWS, and for an app nothing is asked of it.")
    .argument('[stack]', 'name or ARN of a deployed stack, which is read with what is around it; without it, an app is rehearsed')
    .option('--app <command or directory>', "the app's command, or its cloud assembly, as the CDK CLI takes it; without it, that of cdk.json")
    .option('-c, --context <key=value>', 'context for the app, as the CDK CLI takes it; may be repeated', (value: string, all: readonly string[] | undefined) => [...(all ?? []), value])
    .option('--account <id>', 'the account of the stacks that name none', account, '111122223333')
    .option('--save <file>', 'of a deployed stack: also keep the snapshot that is rehearsed')
    .option('--from <file>', 'a snapshot that --save kept, instead of a stack: nothing is asked of AWS')
    .option('--anonymize', 'of a snapshot: other account ids, names, ids, addresses and values of tags, the same for the same')
    .option('--take <what>', 'what others take by the API before the destroy: allocations=N from the pools of the app, addresses=N in the account; or a YAML file that names more', taking)
    .option('--tag <key=value>', 'a tag of what is taken, unless the file names its tags; may be repeated', tag)
    .addOption(new Option('--weather <name>', 'how unkind the sandbox is: as people meet AWS, as documentation allows, or not at all').choices(['everyday', 'worst-case', 'kind']).default('everyday'))
    .option('--seed <n>', 'the seed of every id and every lag: the same gives the same rehearsal', whole(0, LONGEST_SEED), 1)
    .option('--runs <n>', 'as many rehearsals with seeds of their own, for a range of times; shown is the first that fails, or else the longest', whole(1, MOST_RUNS), 1)
    .option('--html <file>', 'also write the report as a page that needs nothing else: no script, no network');
  addConventions(command, `the Region to look in (or AWS_REGION); of an app, the one of the stacks that name none (${DEFAULT_REGION} without it)`);
  addExamples(command, [
    ['rehearse', "the app in this folder, as its cdk.json says"],
    ['rehearse --take allocations=3,addresses=2', 'as a network team would leave it'],
    ['rehearse --take taken.yaml', 'with the CIDRs, addresses and VPCs that a file names'],
    ['rehearse --app cdk.out --runs 20', 'what was synthesized already, 20 times: how long it may take'],
    ['rehearse Network --save network.json', 'the stack that is deployed as Network, from a snapshot that is kept'],
    ['rehearse --from network.json --runs 20', 'the same again, without AWS'],
    ['rehearse --html report.html', 'with a page that shows it over time'],
    ['rehearse --output json', 'for a script; the exit code says what to expect'],
  ]);
  command.action(async (stack: string | undefined, options: RehearseOptions) => {
    const { rehearseCommand } = await import('./command.js');
    process.exitCode = await rehearseCommand(stack, options);
  });
}

function account(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('It must be the twelve digits of an account id.');
  return value;
}

function whole(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };
}

function taking(value: string): Take {
  if (!/^\w+=/.test(value)) return { file: value };
  const taken = { allocations: 0, addresses: 0 };
  for (const part of value.split(',')) {
    const [, what, count] = /^(allocations|addresses)=(\d{1,4})$/.exec(part.trim()) ?? [];
    if (what === undefined) throw new InvalidArgumentError('It must be like allocations=3,addresses=2, or a file.');
    taken[what as keyof typeof taken] = Number(count);
  }
  return taken;
}

function tag(value: string, all: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, key = '', text = ''] = /^([^=]+)=(.*)$/.exec(value) ?? [];
  if (key === '') throw new InvalidArgumentError('It must be like environment=test.');
  return { ...all, [key]: text };
}
