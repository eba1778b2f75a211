// @ts-check
/**
 * The element tests' settings and one reporter more, which writes how many tests passed, failed and were skipped, as
 * one JSON object, to the file that the environment variable TEST_COUNTS_FILE names.
 */
import { writeFileSync } from 'node:fs';
import { defaultReporter } from '@web/test-runner';
import config from '../widget/web-test-runner.config.js';

/** @returns {import('@web/test-runner').Reporter} */
function countingReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const { passed, testFile, testResults } of sessions) {
        const tests = testResults === undefined ? [] : testsOf(testResults);
        const failed = tests.filter((test) => !test.passed && !test.skipped).length;
        counts.passed += tests.filter((test) => test.passed && !test.skipped).length;
        counts.skipped += tests.filter((test) => test.skipped).length;
        if (tests.length === 0) console.error(`No test was run in ${testFile}.`);
        // A page that did not load, or that ran no test, has failed as a whole.
        const hasFailedAsAWhole = tests.length === 0 || (passed !== true && failed === 0);
        counts.failed += hasFailedAsAWhole ? 1 : failed;
      }
      const file = process.env['TEST_COUNTS_FILE'];
      if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
    },
  };
}

/**
 * @param {import('@web/test-runner').TestSuiteResult} suite
 * @returns {import('@web/test-runner').TestResult[]} its tests and those of the suites inside it
 */
function testsOf(suite) {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

/** @type {import('@web/test-runner').TestRunnerConfig} */
const settings = config;
// A progress bar is for a terminal alone.
const reporters = settings.reporters ?? [defaultReporter({ reportTestProgress: process.stdout.isTTY === true })];

export default { ...settings, reporters: [...reporters, countingReporter()] };
