// @ts-check
/** The element's tests: web-test-runner in Chromium, sources straight from widget/. */
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArgs, chromiumPath } from '../tools/chromium.js';

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
  ],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: await chromiumPath(), args: [...chromiumArgs, '--js-flags=--expose-gc'] },
    }),
  ],
  // Lit tells that it is in its development mode, which is what tests want.
  filterBrowserLogs: ({ args }) => !args.some((text) => String(text).includes('Lit is in dev mode')),
  testFramework: { config: { timeout: 10_000 } },
};
