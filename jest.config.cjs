// The AWS SDK's paragraph about Node.js versions that it will not support one day, once for each file of tests.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // What takes minutes, or a browser: `npm run test:nightly`, `npm run test:browser`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/nightly/', '<rootDir>/test/browser/'],
  // As in tsconfig.json: the examples import the package by its name.
  moduleNameMapper: { '^cdk-address-release$': '<rootDir>/lib' },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist'],
  // One for each core of the smallest machine that runs them. The default keeps one core idle.
  maxWorkers: 2,
  // What is killed in a simulated life stays in memory: in a worker that has had its share of tests, lives take three times as long.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/test/passed-failed-reporter.cjs'],
};
