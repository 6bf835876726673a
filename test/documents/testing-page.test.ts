import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { typeScriptOf } from './pages';

const ROOT = join(__dirname, '..', '..');

/** Where the modules that it imports are found. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'testing-page');
const page = join(FOLDER, 'page.js');

mkdirSync(FOLDER, { recursive: true });
writeFileSync(page, ts.transpileModule(typeScriptOf('docs/testing.md').join('\n'), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } }).outputText);
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('the tests that docs/testing.md shows pass', () => {
  jest.requireActual(page);
});

test('and its snapshot holds no hash of an asset', () => {
  const snapshot = readFileSync(join(__dirname, '__snapshots__', 'testing-page.test.ts.snap'), 'utf8');
  expect(snapshot).toContain('an asset');
  expect(snapshot).not.toMatch(/[0-9a-f]{64}/);
});
