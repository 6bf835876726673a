import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAGES, pageText } from '../documents/pages';

const ROOT = join(__dirname, '..', '..');

/** A link to a file of the repository, perhaps to a heading in it, and the quoted names of tests that follow it. */
const LINK = /\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)((?:[:,] "[^"]+")*)/g;

/** A picture, which has to be found from the npm page, too. */
const PICTURE = /https:\/\/raw\.githubusercontent\.com\/cdk-address-release\/cdk-address-release\/main\/([^"\s]+)/g;

/** The headings of a page as GitHub links them. */
function headingsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, text = '']) => text.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

describe.each(PAGES)('%s', (document) => {
  const links = [...pageText(document).matchAll(LINK)].map(([, path = '', heading, names = '']) => ({
    file: path === '' ? join(ROOT, document) : join(ROOT, dirname(document), path),
    heading,
    tests: [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));

  test('links files that are there', () => {
    expect(links.map(({ file }) => file).filter((file) => !existsSync(file))).toEqual([]);
  });

  test('links headings that are there', () => {
    expect(links.filter(({ file, heading }) => heading !== undefined && !headingsOf(file).includes(heading))).toEqual([]);
  });

  test('shows pictures that are there', () => {
    const pictures = [...pageText(document).matchAll(PICTURE)].map(([, path = '']) => path);
    expect(pictures.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('names scripts of npm that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };
    const named = [...pageText(document).matchAll(/npm run (?:--silent )?([a-z][a-z:-]+[a-z])/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('names tests that are there', () => {
    const named = links.flatMap(({ file, tests }) => tests.map((name) => ({ name, isThere: readFileSync(file, 'utf8').includes(name) })));
    expect(named.filter(({ isThere }) => !isThere)).toEqual([]);
  });
});
