import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What people read, relative to the root. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'sandbox/README.md'],
  ...pagesIn('docs'),
  ...pagesIn('examples'),
];

function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

export function pageText(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The TypeScript of a page, block by block. */
export function typeScriptOf(page: string): string[] {
  return [...pageText(page).matchAll(/^```ts[^\n]*\n(.*?)^```/gms)].map(([, code = '']) => code);
}

/** The commands of a page's shell blocks, line by line, without their comments. */
export function commandsOf(page: string): string[] {
  const blocks = [...pageText(page).matchAll(/^```sh\n(.*?)^```/gms)].map(([, code = '']) => code);
  return blocks.flatMap((code) => code.split('\n').map((line) => line.replace(/ +# .*$/, '').trim())).filter((line) => line !== '' && !line.startsWith('#'));
}
