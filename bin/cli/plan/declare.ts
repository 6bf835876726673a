import { Option, type Command } from 'commander';
import { addConventions, addExamples, type Conventions } from '../conventions';

/** The languages that the CDK has. */
export const LANGUAGES = ['typescript', 'python', 'java', 'csharp', 'go'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PlanOptions extends Conventions {
  readonly pool?: string;
  readonly address?: string;
  readonly language: Language;
}

export function declarePlan(program: Command): void {
  const command = program
    .command('plan')
    .description('Shows what deleting a stack would release, wait for, leave behind and fail on. Reads only.')
    .argument('[stack]', 'name or ARN of a deployed stack, in whatever state; without it, what belongs to no stack is shown')
    .option('--pool <id>', 'one IPAM pool instead of a stack, in whatever Region')
    .option('--address <id or ip>', 'one Elastic IP instead of a stack, by its allocation id or its address, in whatever Region')
    .addOption(new Option('--language <language>', 'the language of the lines to add to the app of a stack without AddressRelease').choices(LANGUAGES).default('typescript'));
  addConventions(command);
  addExamples(command, [
    ['plan Network', 'what cdk destroy Network would do'],
    ['plan Network --output json', 'the same for a script; the exit code says what to expect'],
    ['plan', 'what belongs to no stack, or to one that could not be deleted'],
    ['plan --pool ipam-pool-0ec3f7cf1ae3aba60', 'what is in one pool'],
  ]);
  command.action(async (stack: string | undefined, options: PlanOptions) => {
    const { planCommand } = await import('./command.js');
    process.exitCode = await planCommand(stack, options);
  });
}
