import { chmodSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import {
  type BuildOptions,
  defineConfig,
  esmExternalRequirePlugin,
  type Plugin,
  type Rolldown,
  type UserConfig,
} from 'vite';

/** Where `npm start` runs the monitored demo. */
const DEMO = 'http://localhost:5004';

/**
 * - `vite`: serves the element from its sources, at /widget/dev.html.
 * - `vite build`: builds the ES modules for bundlers. Lit and uPlot stay imports.
 * - `vite build --mode browser`: builds the self-contained file for a script tag, with its chunks beside it.
 * - `vite build --mode server`: builds the server for `import`, and the command.
 * - `vite build --mode commonjs`: builds the server for `require`.
 */
export default defineConfig(({ command, mode }) => {
  if (command === 'serve') return devServer;
  if (mode === 'server') return serverModules;
  if (mode === 'commonjs') return commonjs;
  return mode === 'browser' ? browserFile : modules;
});

const devServer: UserConfig = {
  server: {
    port: 5005,
    strictPort: true,
    proxy: Object.fromEntries(['/metrics', '/health', '/monitoring', '/align-monitor'].map((path) => [path, DEMO])),
  },
};

const modules: UserConfig = {
  plugins: [compactStyles()],
  build: {
    outDir: 'dist/widget',
    emptyOutDir: false,
    minify: false,
    lib: {
      entry: { index: 'widget/index.ts', define: 'widget/define.ts' },
      formats: ['es'],
    },
    rolldownOptions: { external: [/^lit(\/|$)/, /^uplot$/] },
  },
};

const browserFile: UserConfig = {
  base: './',
  plugins: [compactStyles(), compactTemplates()],
  build: {
    outDir: 'dist/browser',
    emptyOutDir: true,
    license: { fileName: 'align-monitor/licenses.md' },
    target: 'es2022',
    lib: { entry: { 'align-monitor': 'widget/define.ts' }, formats: ['es'] },
    rolldownOptions: {
      output: {
        // Vite leaves the white space in ES libraries unless told to minify them.
        minify: true,
        // Marks for bundlers that read the file again.
        comments: false,
        chunkFileNames: 'align-monitor/[name]-[hash:6].js',
        // If the core were in the entry, chunks would import it by the entry's name, and a page that loads the entry as
        // `align-monitor.js?v=…` would get it twice.
        codeSplitting: {
          groups: [
            { name: 'core', tags: ['$initial'] },
            { name: 'time-limit', test: /data.time-limit/ },
            // Small files that the page's chunks share would otherwise be one of their own.
            {
              name: 'panel-details',
              test: /panel-details|endpoint-sorting|charts.chart\.|text.(clock|error-group-texts)|rolldown.runtime/,
            },
          ],
        },
      },
    },
  },
};

/**
 * Packages that are part of the server's files: it uses little of them, and each file more is time at every start of an app.
 * Koa is shared with apps, and loaded when it is needed.
 */
const bundled = [
  ...['zod', 'lowdb', 'commander', '@koa/router', '@koa/cors'],
  // What these two need.
  ...[
    'koa-compose',
    'path-to-regexp',
    'vary',
    'http-errors',
    'depd',
    'inherits',
    'setprototypeof',
    'statuses',
    'toidentifier',
  ],
];

const server = (
  input: Record<string, string>,
  output: Rolldown.OutputOptions,
  license: BuildOptions['license'] = false,
): UserConfig => ({
  plugins: [
    withoutDebug(),
    esmExternalRequirePlugin({ external: [/^node:/, ...builtinModules] }),
    executable('cli/main.js'),
  ],
  build: {
    ...{ outDir: 'dist/server', emptyOutDir: false, ssr: true, target: 'node20', license },
    // Stack traces show names and lines.
    minify: false,
    rolldownOptions: { input, output: { comments: { jsdoc: false }, ...output } },
  },
  ssr: { noExternal: [...bundled, 'debug'] },
});

const serverModules = server(
  { index: 'server/index.ts', 'cli/main': 'server/cli/main.ts' },
  {
    ...{ format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    codeSplitting: { groups: [{ name: 'monitor', test: (id) => !/\/(server\/cli|commander)\//.test(id) }] },
  },
  { fileName: 'licenses.md' },
);

// Jest cannot `import()` from CommonJS.
const commonjs = server(
  { index: 'server/index.ts' },
  { format: 'cjs', entryFileNames: '[name].cjs', dynamicImportInCjs: false },
);

/**
 * Removes comments and white space from the style sheets, which minifiers leave as they are, and with them Lit's `css`:
 * without expressions it does no more than `unsafeCSS`.
 */
function compactStyles(): Plugin {
  const compact = (sheet: string) =>
    sheet
      .replace(/^css(`.*`)$/s, 'unsafeCSS($1)')
      .replace(/\/\*.*?\*\/|\s+/gs, ' ')
      .replace(/ *([{};,]) */g, '$1')
      .replaceAll(': ', ':')
      .replaceAll(';}', '}');
  const compactModule = (code: string) =>
    code.replace('import { css } from', 'import { unsafeCSS } from').replace(/css`[^`]*`/g, compact);
  return {
    name: 'compact-styles',
    transform: { filter: { id: /\.styles\.ts$/ }, handler: compactModule },
  };
}

/** Makes one space of each line break with its indentation: after minification they are in templates only. */
function compactTemplates(): Plugin {
  return {
    name: 'compact-templates',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) if ('code' in chunk) chunk.code = chunk.code.replace(/\n {2,}/g, ' ');
    },
  };
}

/** Leaves out the log of @koa/router, which looks for a package that need not be there. */
function withoutDebug(): Plugin {
  return {
    name: 'without-debug',
    enforce: 'pre',
    resolveId: { filter: { id: /^debug$/ }, handler: () => '\0debug' },
    load: { filter: { id: /^\0debug$/ }, handler: () => 'export default () => () => undefined;' },
  };
}

/** Lets a file of the build be run as a command. */
function executable(path: string): Plugin {
  return {
    name: 'executable',
    writeBundle({ dir = '' }, bundle) {
      if (path in bundle) chmodSync(join(dir, path), 0o755);
    },
  };
}
