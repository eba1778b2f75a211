import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** Where `npm start` runs the monitored demo. */
const DEMO = 'http://localhost:5004';

/**
 * - `vite`: serves the element from its sources, at /widget/dev.html.
 * - `vite build`: builds the ES modules for bundlers. Lit and uPlot stay imports.
 * - `vite build --mode browser`: builds the self-contained file for a script tag, with its chunks beside it.
 * - `vite build --mode commonjs`: builds the server for `require`, from what `tsc -p server` has made.
 */
export default defineConfig(({ command, mode }) => {
  if (command === 'serve') return devServer;
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

const commonjs: UserConfig = {
  build: {
    outDir: 'dist/server',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    license: { fileName: 'licenses.md' },
    ssr: 'dist/server/index.js',
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'index.cjs' } },
  },
  // These two have no CommonJS build. All other dependencies are loaded with `require`.
  ssr: { noExternal: ['lowdb', 'steno'] },
};

/** Removes comments and white space from the style sheets, which minifiers leave as they are. */
function compactStyles(): Plugin {
  const compact = (sheet: string) =>
    sheet
      .replace(/\/\*.*?\*\/|\s+/gs, ' ')
      .replace(/ *([{};,]) */g, '$1')
      .replaceAll(': ', ':')
      .replaceAll(';}', '}');
  return {
    name: 'compact-styles',
    transform: { filter: { id: /\.styles\.ts$/ }, handler: (code) => code.replace(/css`[^`]*`/g, compact) },
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
