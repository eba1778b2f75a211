// @ts-check
/** Runs the element's tests with web-test-runner in Chromium, from the sources in widget/. */
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArgs, chromiumPath } from '../tools/chromium.js';
import { writeResults } from '../tools/results.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: root,
  files: 'test/widget/**/*.test.ts',
  nodeResolve: { exportConditions: ['browser', 'development'] },
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    }),
    devtools(),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: await chromiumPath(), args: [...chromiumArgs, '--js-flags=--expose-gc'] },
    }),
  ],
  // Lit warns that it is in development mode.
  filterBrowserLogs: ({ args }) => !args.some((text) => String(text).includes('Lit is in dev mode')),
  testFramework: { config: { timeout: 10_000 } },
  // A progress bar is for a terminal alone.
  reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY === true }), resultsReporter()],
};

/**
 * Lets tests send commands of the DevTools protocol to their page, with `devtools` of support/devtools.ts.
 *
 * @returns {import('@web/test-runner').TestRunnerPlugin<{ method: 'Input.dispatchMouseEvent'; params: object }>}
 */
function devtools() {
  /** @type {WeakMap<object, Promise<import('puppeteer-core').CDPSession>>} */
  const clients = new WeakMap();
  return {
    name: 'devtools',
    async executeCommand({ command, payload, session }) {
      if (command !== 'devtools' || payload === undefined) return undefined;
      const browser = /** @type {import('@web/test-runner-chrome').ChromeLauncher} */ (session.browser);
      const page = browser.getPage(session.id);
      const client = clients.get(page) ?? page.createCDPSession();
      clients.set(page, client);
      await (await client).send(payload.method, /** @type {any} */ (payload.params));
      return true;
    },
  };
}

/**
 * Writes the results for test/run.js.
 *
 * @returns {import('@web/test-runner').Reporter}
 */
function resultsReporter() {
  return {
    onTestRunFinished({ sessions }) {
      for (const { passed, testFile: file, testResults } of sessions) {
        /** @type {import('../tools/results.js').Result[]} */
        const results = (testResults ? testsOf(testResults) : []).map(({ name, passed, skipped, duration = 0 }) => ({
          file,
          name,
          outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed',
          seconds: duration / 1000,
        }));
        // A page that does not load, or an error outside of tests, fails the file as a whole.
        if (passed !== true && !results.some(({ outcome }) => outcome === 'failed'))
          results.push({ file, name: 'the whole file', outcome: 'failed', seconds: 0 });
        writeResults(results);
      }
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
