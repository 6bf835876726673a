import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledApp } from './installed';

export const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The examples in TypeScript. */
export function examples(): InstalledApp[] {
  const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'app.ts')));
  return names.map((name) => ({ name, file: join(EXAMPLES, name, 'app.ts'), context: contextOf(name) }));
}

function contextOf(name: string): object | undefined {
  return (JSON.parse(readFileSync(join(EXAMPLES, name, 'cdk.json'), 'utf8')) as { context?: object }).context;
}
