import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** Where `npm start` runs the monitored demo. */
const DEMO = 'http://localhost:5004';

/**
 * - `vite`: serves the element from its sources with widget/dev.html.
 * - `vite build`: builds the ES modules for bundlers. Lit and uPlot stay imports.
 * - `vite build --mode browser`: builds the self-contained file for a script tag, with its chunks beside it.
 *
 * Each build writes to a folder of its own in dist/.
 */
export default defineConfig(({ command, mode }) => {
  if (command === 'serve') return devServer;
  return mode === 'browser' ? browserFile : modules;
});

const devServer: UserConfig = {
  plugins: [devPage()],
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
  plugins: [compactStyles()],
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
        // The entry only imports the core. If the core were in the entry, the other chunks would import the entry by
        // its name, and a page that loads it as `align-monitor.js?v=…` would get the core twice.
        codeSplitting: { groups: [{ name: 'core', tags: ['$initial'] }] },
      },
    },
  },
};

/** Serves widget/dev.html at the root as well. */
function devPage(): Plugin {
  return {
    name: 'dev-page',
    configureServer({ middlewares }) {
      middlewares.use((request, _, next) => {
        request.url = request.url?.replace(/^\/(?=$|\?)/, '/widget/dev.html');
        next();
      });
    },
  };
}

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
