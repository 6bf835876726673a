import { execFileSync } from 'node:child_process';

/** What builds and runs the package in a language, as a command that only prints its version. */
const TOOLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  python: [['python3', '--version']],
  java: [['java', '-version'], ['mvn', '-version']],
  go: [['go', 'version']],
  dotnet: [['dotnet', '--version']],
};

/** A language in which an app is tried. */
export type Language = 'python' | 'java' | 'go';

/** Whether this machine has what a language needs; if not, says what is skipped for it. */
export function hasTools(language: Language | 'dotnet', skipped: string): boolean {
  const missing = (TOOLS[language] ?? []).flatMap(([command = '', ...args]) => (isThere(command, args) ? [] : [command]));
  if (missing.length > 0) process.stdout.write(`${language}: skipped, there is no ${missing.join(' and no ')}; ${skipped}\n`);
  return missing.length === 0;
}

function isThere(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
