/** The command `cdk-address-release`: what `npx` runs, once `bin/cli/build.mjs` has bundled it. */
import '../no-version-paragraph';
import { runProgram } from './run';

void runProgram(process.argv).then((code) => {
  process.exitCode = code;
});
