import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { pageText } from './pages';

const ROOT = join(__dirname, '..', '..');
const PAGE = 'docs/assumptions.md';
const PROBES = 'bin/verify/probes';
const SOURCES = ['bin', 'lambda', 'lib', 'sandbox'].flatMap((folder) => filesIn(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));

interface Row {
  readonly number: string;
  readonly statement: string;
  /** The files that rest on it. */
  readonly where: readonly string[];
  readonly evidence: string;
  readonly otherwise: string;
  /** The files of its probes. */
  readonly probes: readonly string[];
  readonly probe: string;
}

const rows = pageText(PAGE)
  .split('\n')
  .filter((line) => /^\| A\d+ \|/.test(line))
  .map((line): Row => {
    const [number = '', statement = '', where = '', evidence = '', otherwise = '', probe = ''] = line.split('|').slice(1, -1).map((cell) => cell.trim());
    return { number, statement, where: linksIn(where), evidence, otherwise, probes: linksIn(probe), probe };
  });
const numbers = new Set(rows.map(({ number }) => number));

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`).filter((name) => !name.includes('/node_modules/'));
}

function linksIn(cell: string): string[] {
  return [...cell.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The numbers in a text, as "A1" or "A1 to A5"; not in the midst of a word, an ARN or an id. */
function numbersIn(text: string): Set<string> {
  const found = new Set([...text.matchAll(/(?<![\w./-])A\d+(?![\w-])/g)].map(([number]) => number));
  for (const [, first, last] of text.matchAll(/(?<![\w./-])A(\d+) to A(\d+)(?![\w-])/g)) {
    for (let number = Number(first); number <= Number(last); number += 1) found.add(`A${number}`);
  }
  return found;
}

/** The comments of a file, and what its probes call their assumptions. */
function namedIn(file: string): Set<string> {
  const text = read(file);
  const comments = [...text.matchAll(/\/\*\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs)].map(([comment]) => comment).join('\n');
  return numbersIn(`${comments}\n${file.startsWith(PROBES) ? text.replaceAll(/['"]/g, ' ') : ''}`);
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
}

/** All that is written about a node: before it, in it, and behind it on its line. */
function writtenAbout(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const endOfLine = text.indexOf('\n', node.end);
  return text.slice(node.pos, endOfLine).replace(/^[^\n]*\n/, '');
}

function find<T extends ts.Node>(source: ts.SourceFile, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('docs/assumptions.md', () => {
  test('numbers what is taken for true, each once, and leaves none out', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.map(({ number }) => number).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(rows.map((_, index) => `A${index + 1}`));
  });

  test('says of each where it is used, on what evidence, and what a user sees if it is wrong', () => {
    expect(rows.filter(({ statement, where, evidence, otherwise }) => statement === '' || where.length === 0 || evidence === '' || otherwise === '').map(({ number }) => number)).toEqual([]);
  });

  test('names files that are there, and that name the number', () => {
    const missing = rows.flatMap(({ number, where }) => where.filter((file) => !existsSync(join(ROOT, file)) || !namedIn(file).has(number)).map((file) => `${number} in ${file}`));
    expect(missing).toEqual([]);
  });

  test('has each number that is in the code', () => {
    const unknown = SOURCES.flatMap((file) => [...namedIn(file)].filter((number) => !numbers.has(number)).map((number) => `${number} in ${file}`));
    expect(unknown).toEqual([]);
  });
});

describe('a number of docs/assumptions.md is at', () => {
  test('each figure of the sandbox', () => {
    const figures = find(sourceOf('sandbox/unkindness.ts'), ts.isInterfaceDeclaration)
      .filter(({ name }) => ['Unkindness', 'StackRecords'].includes(name.text))
      .flatMap(({ members }) => [...members]);
    expect(figures.length).toBeGreaterThan(20);
    expect(figures.filter((figure) => numbersIn(figure.getFullText()).size === 0).map((figure) => figure.name?.getText())).toEqual([]);
  });

  test('each time that IPAM takes to notice', () => {
    const [lag] = find(sourceOf('sandbox/unkindness.ts'), ts.isPropertyAssignment).filter(({ name }) => name.getText() === 'ipamLag');
    const times = lag && ts.isObjectLiteralExpression(lag.initializer) ? [...lag.initializer.properties] : [];
    expect(times.map((time) => time.name?.getText())).toEqual(['vpc', 'subnet', 'eip', 'pool']);
    expect(times.filter((time) => numbersIn(time.getFullText()).size === 0).map((time) => time.name?.getText())).toEqual([]);
  });

  test('each row of the error table', () => {
    const [table] = find(sourceOf('lambda/error-table.ts'), ts.isVariableDeclaration).filter(({ name }) => name.getText() === 'TABLE');
    const meanings = table?.initializer && ts.isArrayLiteralExpression(table.initializer) ? [...table.initializer.elements] : [];
    expect(meanings.length).toBeGreaterThan(25);
    expect(meanings.filter((row) => numbersIn(writtenAbout(row)).size === 0).map((row) => row.getText())).toEqual([]);
  });
});

describe('the probes and docs/assumptions.md', () => {
  const files = filesIn(PROBES).filter((file) => file.endsWith('.ts'));
  const settledBy = (number: string) => files.filter((file) => namedIn(file).has(number));

  test('agree on what each settles', () => {
    const different = rows.filter(({ number, probes }) => settledBy(number).sort().join() !== [...probes].sort().join());
    expect(different.map(({ number, probes }) => `${number}: the page has ${probes.join(' and ') || 'none'}, the code ${settledBy(number).join(' and ') || 'none'}`)).toEqual([]);
  });

  test('are as many as the page says', () => {
    expect(pageText(PAGE)).toContain(`${rows.filter(({ probes }) => probes.length > 0).length} of ${rows.length} rows have one`);
  });

  test('leave no row without a word: where there is no probe, why not', () => {
    const left = rows.filter(({ probes, probe }) => probes.length === 0 && !/^— \S|^not written yet$/.test(probe));
    expect(left.map(({ number }) => number)).toEqual([]);
  });
});
