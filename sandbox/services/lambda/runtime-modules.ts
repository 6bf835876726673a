import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { World } from '../../world';
import { temporaryFolder } from './code';

/**
 * The folder of the modules that Lambda's Node.js runtimes bring along: the AWS SDK, as far as this repository has its clients. A function
 * finds them by NODE_PATH, and none of the repository's other packages.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export function runtimeModules(world: World): string {
  return world.state('lambda/runtime-modules', () => {
    const folder = join(temporaryFolder(world), 'runtime', 'node_modules');
    mkdirSync(folder, { recursive: true });
    const scope = dirname(dirname(require.resolve('@aws-sdk/client-ec2/package.json')));
    symlinkSync(scope, join(folder, '@aws-sdk'), 'junction');
    return folder;
  });
}
