import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { PACKAGE_ROOT } from './package-root';
import { declarePlan } from './plan/declare';
import { declareRehearse } from './rehearse/declare';
import { declareRelease } from './release/declare';

/** The command line: what each sub-command is called and takes. What it does is loaded when it is asked for, so that `--help` answers at once. */
export function createProgram(): Command {
  const program = new Command('cdk-address-release')
    .description('Shows what keeps a stack with IPAM pools and Elastic IPs from being deleted, releases it, and rehearses the deletion of an app.')
    .version(versionOf())
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  declarePlan(program);
  declareRehearse(program);
  declareRelease(program);
  program.addHelpText('after', '\nExit codes: 0 done, or nothing is in the way; 1 an error, or something blocks; 2 something will be released or waited for (plan, rehearse).');
  return program;
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}
