import type { Command } from 'commander';
import { addConventions, addExamples, type Conventions } from '../conventions';

export interface ReleaseOptions extends Conventions {
  readonly pool?: string;
  readonly cidr?: string;
  readonly allocationId?: string;
  readonly allManual?: boolean;
  readonly address?: string;
  readonly networkBorderGroup?: string;
  readonly from?: string;
  readonly tagged?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly deleteStack?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
}

export function declareRelease(program: Command): void {
  const command = program
    .command('release')
    .description('Releases what keeps a stack from being deleted, or single allocations and addresses, and waits until EC2 confirms it.')
    .argument('[stack]', 'name or ARN of a stack that is being deleted or could not be deleted')
    .option('--pool <id>', 'one IPAM pool instead of a stack')
    .option('--cidr <cidr>', 'of the pool: the manual allocation with this CIDR')
    .option('--allocation-id <id>', 'of the pool: the manual allocation with this id')
    .option('--all-manual', 'of the pool: every manual allocation')
    .option('--address <id or ip>', 'one Elastic IP instead of a stack, by its allocation id or its address')
    .option('--network-border-group <group>', 'of the address: the group that it has to be in; the release itself finds out which it is')
    .option('--from <file>', 'what a plan says that it can release: the output of plan --output json')
    .option('--tagged', 'of a stack: also the Elastic IPs that have a tag with its name as the value')
    .option('--dry-run', 'ask EC2 with DryRun whether each release is allowed, and release nothing')
    .option('--wait', 'hold until nothing is left in the pools')
    .option('--delete-stack', 'delete the stack afterwards, and show its events')
    .option('--yes', 'ask nothing')
    .option('--force', 'also what belongs to a stack that is neither being deleted nor stuck');
  addConventions(command);
  addExamples(command, [
    ['release Network --delete-stack', 'shows what is in the way of a stack that is stuck, asks, releases it and deletes the stack'],
    ['release Network --dry-run', 'whether you may'],
    ['release --pool ipam-pool-0ec3f7cf1ae3aba60 --cidr 10.0.0.0/23', 'one allocation'],
    ['release --address eipalloc-64d5890a --yes', 'one address, without a question'],
  ]);
  command.action(async (stack: string | undefined, options: ReleaseOptions) => {
    const { releaseCommand } = await import('./command.js');
    process.exitCode = await releaseCommand(stack, options);
  });
}
