// Mutation testing: `npm run mutation`, or much faster one file with the tests of the same path: `MUTATE=lambda/decide npm run mutation`.
// What survives is explained in docs/reliability.md.

/** Tests of other things, and of the bundle, would not see a mutant; thousands of inputs see one no better than the tests by example do. */
const NOT_IN_PROCESS = ['bundle', 'sandbox', 'handler-input', 'construct-input', 'cdk-nag', 'forged', 'package', 'documents', 'endpoints'].map((name) => `/${name}\\.test\\.ts$`);

/** Files, and the tests to ask where their path is another. */
const FILES = {
  'lambda/act': undefined,
  'lambda/answer': undefined,
  'lambda/decide': '{lambda/decide,hardening/decide-attempts}',
  'lambda/earlier-calls': undefined,
  'lambda/error-table': undefined,
  'lambda/handler': undefined,
  'lambda/invocation': undefined,
  'lambda/item': undefined,
  'lambda/list-of': 'lambda/{list-of,observe/pools}',
  'lambda/metrics': undefined,
  'lambda/observe/address-range': undefined,
  'lambda/observe/addresses': undefined,
  'lambda/observe/allocations': undefined,
  'lambda/observe/batches': 'lambda/observe/addresses',
  'lambda/observe/cascades': undefined,
  'lambda/observe/holders': 'lambda/observe/{holders,holder-blocks}',
  'lambda/observe/ignored': undefined,
  'lambda/observe/listing': 'lambda/observe/{listing,pools}',
  'lambda/observe/observer': 'lambda/observe/{observer,cascades,pools}',
  'lambda/observe/pool-contents': 'lambda/observe/{pool-contents,cascades,observer,ignored}',
  'lambda/observe/pools': 'lambda/observe/{pools,observer,pool-contents}',
  'lambda/observe/second-witness': undefined,
  'lambda/observe/sighting': 'lambda/observe/*',
  'lambda/pace': undefined,
  'lambda/preflight': undefined,
  'lambda/progress': undefined,
  'lambda/properties': undefined,
  'lambda/release': undefined,
  'lambda/report': undefined,
  'lambda/request': undefined,
  'lambda/resource-record': 'lambda/{resource-record,stack}',
  'lambda/stack': undefined,
  'lambda/stack-events': 'lambda/{stack-events,stack}',
  'lambda/steps': 'lambda/{steps,act}',
  'lib/dependency-graph': undefined,
  'lib/limits': undefined,
  'lib/listed': undefined,
  'lib/permissions': undefined,
  'lib/policy-characters': undefined,
  'lib/properties': undefined,
  'lib/release-order': undefined,
  'lib/requirements': 'lib/listed',
  'sandbox/services/cloudformation/operations/deletion': 'sandbox/cloudformation/take-down',
  'sandbox/services/cloudformation/operations/take-down': 'sandbox/cloudformation/take-down',
  'sandbox/services/cloudformation/template/dependency-graph': 'sandbox/cloudformation/{take-down,dependency-graph}',
  'sandbox/services/ec2/actions/release-address': 'sandbox/ec2/{addresses,address-transfers,dry-run}',
  'sandbox/services/ec2/actions/release-ipam-pool-allocation': 'sandbox/ec2/{ipam-allocations,shared-pools,dry-run}',
  'sandbox/services/ec2/authorization': 'sandbox/ec2/{authorization,shared-pools}',
  'sandbox/services/ec2/throttling': 'sandbox/ec2/throttling',
  'sandbox/services/iam/conditions': 'sandbox/iam/evaluate',
  'sandbox/services/iam/evaluate': 'sandbox/iam/evaluate',
  'sandbox/services/iam/trust': 'sandbox/iam/trust',
  'sandbox/services/iam/wildcard': 'sandbox/iam/evaluate',
};

const { MUTATE } = process.env;
const mutated = MUTATE === undefined ? Object.keys(FILES) : [MUTATE];
const testsOf = (file) => `<rootDir>/test/${FILES[file] ?? file}.test.ts`;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: mutated.map((file) => `${file}.ts`),
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.cjs',
    config: {
      testPathIgnorePatterns: NOT_IN_PROCESS,
      testMatch: mutated.map(testsOf),
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
  jsonReporter: { fileName: MUTATE === undefined ? 'coverage/mutation.json' : `coverage/mutation/${MUTATE}.json` },
  ignorePatterns: ['.git', 'cdk.out*', '/dist', 'coverage', '.jsii', 'tsconfig.tsbuildinfo'],
  thresholds: { high: 95, low: 90, break: 90 },
};
