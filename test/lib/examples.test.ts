import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { typeScriptOf } from '../documents/pages';

const ROOT = join(__dirname, '..', '..');
const LIB = join(ROOT, 'lib');

/** What an example may use without saying so, where it stands in the place of this line: jsii-rosetta takes the same for the other languages. */
const HERE = '    /// here\n';
const fixture = (name: string) => name === 'none' ? HERE : readFileSync(join(ROOT, 'rosetta', `${name}.ts-fixture`), 'utf8');

interface Example {
  /** Where it starts, relative to the root. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** @default 'default' */
  readonly fixture?: string;
}

function examplesOf(file: string): Example[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const examples: Example[] = [];
  const visit = (node: ts.Node) => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== 'example' || tag.parent.parent !== node) continue;
      const code = ts.getTextOfJSDocComment(tag.comment) ?? '';
      examples.push({ file: relative(ROOT, file), line: source.getLineAndCharacterOfPosition(tag.getStart()).line + 2, code });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return examples;
}

function typeScriptBlocksOf(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```ts(?: fixture=(\w+))?\n(.*?)^```/gms)].map(({ index, 1: fixtureName = 'default', 2: code = '' }) => ({
    file: relative(ROOT, file),
    line: text.slice(0, index).split('\n').length + 1,
    code,
    fixture: fixtureName,
  }));
}

/** The fixture with the example in its place, imports first, and how many lines come before the example. */
function moduleOf({ code, fixture: name = 'default' }: Example): { readonly text: string; readonly linesBefore: number } {
  const [before = '', after = ''] = fixture(name).split(HERE);
  const isHoisted = (line: string) => /^(?:import|declare) /.test(line);
  const lines = code.split('\n');
  const text = [...lines.filter(isHoisted), `${before}${lines.map((line) => (isHoisted(line) ? '' : line)).join('\n')}`, after].join('\n');
  return { text, linesBefore: lines.filter(isHoisted).length + before.split('\n').length - 1 };
}

/** Compiles all examples as one program, and gives what is wrong with each. */
function compile(examples: readonly Example[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node20,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node', 'jest'],
    paths: { 'cdk-address-release': [join(LIB, 'index.ts')] },
  };
  const modules = new Map(examples.map((example, index) => [join(LIB, `example-${index}.ts`), { example, ...moduleOf(example) }]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => modules.has(file) || disk.fileExists(file),
    readFile: (file) => modules.get(file)?.text ?? disk.readFile(file),
    getSourceFile: (file, ...others) => {
      const text = modules.get(file)?.text;
      return text === undefined ? disk.getSourceFile(file, ...others) : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
    },
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].flatMap(([file, { example, linesBefore }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) - linesBefore;
      return `${example.file}:${example.line + line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

const inLib = readdirSync(LIB)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .flatMap((file) => examplesOf(join(LIB, file)));

const BROKEN: Example = {
  file: 'lib/somewhere.ts',
  line: 10,
  code: 'const one = 1;\nElasticIp.fromTag(one);\ndeclare const cluster: Construct; // of somebody else\ncluster.node.nothing;',
};

/** A whole file of tests, in pieces. */
const TESTING: Example = { file: 'docs/testing.md', line: 1, code: typeScriptOf('docs/testing.md').join('\n'), fixture: 'none' };

let problems: string[] = [];

beforeAll(() => {
  const inPages = ['README.md', 'docs/getting-started.md', 'docs/guide.md'].flatMap((page) => typeScriptBlocksOf(join(ROOT, page)));
  problems = compile([...inLib, ...inPages, TESTING, BROKEN]);
});

test('every example of the API reference, the README and the guide compiles', () => {
  expect(problems.filter((problem) => !problem.startsWith(BROKEN.file))).toEqual([]);
});

test('an example that does not compile is found, and its place named', () => {
  expect(problems.filter((problem) => problem.startsWith(BROKEN.file))).toEqual([
    "lib/somewhere.ts:11: Argument of type 'number' is not assignable to parameter of type 'string'.",
    "lib/somewhere.ts:13: Property 'nothing' does not exist on type 'Node'.",
  ]);
});

test('every factory, construct and mixin has an example', () => {
  const files = new Set(inLib.map(({ file }) => file));
  expect(files).toEqual(new Set(['address-release', 'elastic-ip', 'empty-on-delete', 'ipam-allocation', 'pools'].map((name) => join('lib', `${name}.ts`))));
  expect(inLib).toHaveLength(15);
});
