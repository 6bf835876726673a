import type { Command } from 'commander';
import { addConventions, addExamples, type Conventions } from '../conventions';

export type PlanOptions = Conventions;

export function declarePlan(program: Command): void {
  const command = program
    .command('plan')
    .description('Shows what deleting a stack would release, wait for, leave behind and fail on. Reads only.')
    .argument('<stack>', 'name or ARN of a deployed stack, in whatever state');
  addConventions(command);
  addExamples(command, [
    ['plan Network', 'what cdk destroy Network would do'],
    ['plan Network --output json', 'the same for a script; the exit code says what to expect'],
  ]);
  command.action(async (stack: string, options: PlanOptions) => {
    const { planCommand } = await import('./command.js');
    process.exitCode = await planCommand(stack, options);
  });
}
