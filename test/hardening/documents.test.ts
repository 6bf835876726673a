import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const IN_DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const EXAMPLES = readdirSync(join(ROOT, 'examples')).map((name) => (name.endsWith('.md') ? name : join(name, 'README.md')));
const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', join('sandbox', 'README.md')],
  ...IN_DOCS.map((name) => join('docs', name)),
  ...EXAMPLES.map((path) => join('examples', path)),
];

/** A link to a file of the repository, and the quoted names of tests that follow it. */
const LINK = /\]\((?!https?:)([^)#]+)\)((?:[:,] "[^"]+")*)/g;

describe.each(DOCUMENTS)('%s', (document) => {
  const links = [...readFileSync(join(ROOT, document), 'utf8').matchAll(LINK)].map(([, path = '', names = '']) => ({
    file: join(ROOT, dirname(document), path),
    tests: [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));

  test('links files that are there', () => {
    expect(links.map(({ file }) => file).filter((file) => !existsSync(file))).toEqual([]);
  });

  test('names tests that are there', () => {
    const named = links.flatMap(({ file, tests }) => tests.map((name) => ({ name, isThere: readFileSync(file, 'utf8').includes(name) })));
    expect(named.filter(({ isThere }) => !isThere)).toEqual([]);
  });
});
