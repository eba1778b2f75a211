// @ts-check
/** The element's tests: web-test-runner in Chromium, sources straight from widget/. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArgs, chromiumPath } from '../tools/chromium.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Serves `….css?inline` as Vite does: a module with the style sheet's text.
 *
 * @returns {import('@web/dev-server-core').Plugin}
 */
function inlineStyleSheets() {
  /** @param {{ path: string, originalUrl: string }} context */
  const isInline = ({ path, originalUrl }) => path.endsWith('.css') && originalUrl.includes('?inline');
  return {
    name: 'inline-style-sheets',
    resolveMimeType: (context) => (isInline(context) ? 'js' : undefined),
    async serve(context) {
      if (!isInline(context)) return;
      const text = await readFile(fileURLToPath(new URL(`.${context.path}`, `file://${root}`)), 'utf8');
      return { body: `export default ${JSON.stringify(text)};`, type: 'js' };
    },
  };
}

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: root,
  files: 'test/widget/**/*.test.ts',
  nodeResolve: { exportConditions: ['browser', 'development'] },
  plugins: [
    inlineStyleSheets(),
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    }),
  ],
  browsers: [chromeLauncher({ launchOptions: { executablePath: await chromiumPath(), args: chromiumArgs } })],
  // Lit tells that it is in its development mode, which is what tests want.
  filterBrowserLogs: ({ args }) => !args.some((text) => String(text).includes('Lit is in dev mode')),
  testFramework: { config: { timeout: 10_000 } },
};
