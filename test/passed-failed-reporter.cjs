/** Prints the closing line `N passed, N failed` below everything else. A file that could not run counts as one failure. */
module.exports = class PassedFailedReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = results;
    process.on('exit', () => process.stdout.write(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed\n`));
  }
};
