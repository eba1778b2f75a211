import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** Where the monitored demo runs while the element is edited. */
const MONITORED = 'http://localhost:5004';

/**
 * Three uses: `vite` serves the element's own sources with widget/dev.html; `vite build` makes the ES modules for
 * bundlers; `vite build --mode browser` makes the self-contained file for a script tag, with its chunks beside it.
 * None of them touches what the others or the server's build put into dist/.
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
    proxy: Object.fromEntries(
      ['/metrics', '/health', '/monitoring', '/align-monitor'].map((path) => [path, MONITORED]),
    ),
  },
};

const modules: UserConfig = {
  plugins: [compactTemplates()],
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
  plugins: [compactTemplates()],
  build: {
    outDir: 'dist/browser',
    emptyOutDir: true,
    license: { fileName: 'align-monitor/licenses.md' },
    target: 'es2022',
    lib: { entry: { 'align-monitor': 'widget/define.ts' }, formats: ['es'] },
    rolldownOptions: {
      output: {
        // By itself Vite leaves the white space in ES libraries.
        minify: true,
        comments: false,
        chunkFileNames: 'align-monitor/[name]-[hash:6].js',
        codeSplitting: { groups: [{ name: coreChunk, debugName: 'core' }] },
      },
    },
  },
};

/** Shows the element while it is edited at the server's root too. */
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

/** What a module's importers are, as the bundler tells. */
type ModuleGraph = { getModuleInfo(id: string): { isEntry: boolean; importers: string[] } | null };

/**
 * Puts all that the entry needs at once into one chunk, to which the entry only points. Were it in the entry itself,
 * the other chunks would have to import the entry by its name, and with `?v=…` behind that name a page would get all
 * of it twice.
 */
function coreChunk(id: string, graph: ModuleGraph): string | null {
  const seen = new Set<string>();
  const isNeededAtOnce = (module: string): boolean => {
    const info = graph.getModuleInfo(module);
    if (info === null || seen.has(module)) return false;
    seen.add(module);
    return info.isEntry || info.importers.some(isNeededAtOnce);
  };
  return isNeededAtOnce(id) ? 'core' : null;
}

/** Takes the white space out of the style sheets and the markup in tagged templates, which no minifier looks into. */
function compactTemplates(): Plugin {
  return {
    name: 'compact-templates',
    transform: {
      filter: { id: /\/widget\/.*\.ts$/ },
      handler(code, id) {
        if (id.endsWith('.styles.ts')) return { code: compactStyles(code), map: null };
        if (id.includes('/views/') || id.endsWith('align-monitor.ts'))
          return { code: code.replace(/\n\s+/g, '\n'), map: null };
        return null;
      },
    },
  };
}

/** Works on the whole module, whose code beside the sheets is an import and an export. */
function compactStyles(code: string): string {
  return code.replace(/\/\*[^]*?\*\//g, '').replace(/css`([^`]*)`/g, (_, sheet: string) => {
    const compact = sheet
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,]) ?/g, '$1')
      .replace(/: /g, ':')
      .replace(/;}/g, '}');
    return `css\`${compact.trim()}\``;
  });
}
