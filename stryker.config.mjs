// Mutation testing of the handler: `npm run mutation`, or much faster one file with the tests that begin with its name: `MUTATE=decide npm run mutation`.
// What survives is explained in docs/reliability.md.

/** Tests of other things, and of the bundle, would not see a mutant; thousands of inputs see one no better than the tests by example do. */
const NOT_IN_PROCESS = ['bundle', 'sandbox', 'handler-input', 'construct-input', 'cdk-nag', 'forged', 'package', 'documents', 'endpoints'].map((name) => `/${name}\\.test\\.ts$`);

const { MUTATE } = process.env;
const FILES = MUTATE === undefined ? ['decide', 'error-table', 'answer', 'properties', 'report', 'stack', 'invocation', 'pace'] : [MUTATE];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: FILES.map((name) => `lambda/${name}.ts`),
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.cjs',
    config: {
      roots: ['<rootDir>/test/lambda', '<rootDir>/test/hardening'],
      testPathIgnorePatterns: NOT_IN_PROCESS,
      ...(MUTATE !== undefined && { testMatch: [`**/${MUTATE}*.test.ts`] }),
      reporters: [],
    },
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  // Mutants of constants run once, when a file is loaded: they can be killed only by loading it again.
  ignoreStatic: false,
  concurrency: 1,
  // A busy machine is no infinite loop.
  timeoutMS: 10_000,
  tempDirName: 'coverage/stryker',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  ignorePatterns: ['.git', 'cdk.out*', 'dist', 'coverage', '.jsii', 'tsconfig.tsbuildinfo'],
  thresholds: { high: 95, low: 90, break: 90 },
};
