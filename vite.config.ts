import { minify } from 'terser';
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

/** What is loaded one after the other: the entry's own modules, and views that may rest on those before them. */
const LAYERS = ['core', 'more', 'page', 'charts'];

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
  plugins: [compactTemplates(), leanPlots(), smallest()],
  build: {
    outDir: 'dist/browser',
    emptyOutDir: true,
    license: { fileName: 'align-monitor/licenses.md' },
    target: 'es2022',
    lib: { entry: { 'align-monitor': 'widget/define.ts' }, formats: ['es'] },
    rolldownOptions: {
      output: {
        minify: false,
        chunkFileNames: 'align-monitor/[name]-[hash:6].js',
        codeSplitting: {
          groups: LAYERS.map((layer, index) => ({
            name: neededBy(layer),
            debugName: layer,
            priority: LAYERS.length - index,
          })),
        },
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
 * Puts all that the entry needs at once into one chunk, to which the entry only points, and what several of the later
 * parts share into the first of them. Were the core in the entry itself, the other chunks would have to import the
 * entry by its name, and with `?v=…` behind that name a page would get all of it twice.
 */
function neededBy(layer: string): (id: string, graph: ModuleGraph) => string | null {
  return (id, graph) => {
    const seen = new Set<string>();
    const isNeeded = (module: string): boolean => {
      const info = graph.getModuleInfo(module);
      if (info === null || seen.has(module)) return false;
      seen.add(module);
      const isRoot = layer === 'core' ? info.isEntry : module.endsWith(`/widget/views/${layer}.ts`);
      return isRoot || info.importers.some(isNeeded);
    };
    return isNeeded(id) ? layer : null;
  };
}

/**
 * What these charts never ask of uPlot, as constants that let the minifier take away what hangs on them: linear scales
 * alone, no time format of its own, no legend, no scatter plots. Each with how often it is found.
 */
const NEVER_IN_PLOTS: readonly [what: RegExp, instead: string, count: number][] = [
  [
    /^\s*(\(paths\.(stepped|bars|spline)|uPlot\.(join|fmtDate|tzDate|addGap|clipGaps|range\w+|fmtNum))\s*=.*$/gm,
    '',
    12,
  ],
  [/\b(\w+\.)?distr\s*(==|>=)\s*(2|3|4|100)\b/g, 'false', 31],
  [/\bconst mode = (self|u)\.mode;/g, 'const mode = 1;', 2],
  [/\blet isTime = .*;/g, 'const isTime = false;', 3],
  [/^\s*const _time(AxisSplits|AxisVals|SeriesVal) .*$/gm, '', 3],
  [/\bconst showLegend = legend\.show;/g, 'const showLegend = false;', 1],
  [/\bmultiValLegend = getMultiVals != null;/g, '', 1],
];

/** Leaves that out of uPlot; a uPlot that looks otherwise stops the build. */
function leanPlots(): Plugin {
  return {
    name: 'lean-plots',
    transform: {
      filter: { id: /uPlot\.esm\.js$/ },
      handler(code) {
        return { code: NEVER_IN_PLOTS.reduce(replaceEach, code), map: null };
      },
    },
  };
}

function replaceEach(code: string, [what, instead, count]: (typeof NEVER_IN_PLOTS)[number]): string {
  const found = code.match(what)?.length ?? 0;
  if (found !== count) throw new Error(`uPlot has changed: ${String(what)} is in it ${found} times, not ${count}.`);
  return code.replace(what, instead);
}

/** Properties that no page and no server ever sees, with the names that they have in all chunks of the built file. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  changedAt: 'cA',
  failure: 'fL',
  headline: 'hL',
  isCurrent: 'iC',
  isOffline: 'iO',
  isOver: 'iV',
  lastSuccess: 'lS',
  nextPoll: 'nP',
  patientUntil: 'pU',
  pollChanged: 'pC',
  polled: 'pD',
  quantity: 'qT',
  retryAfter: 'rA',
  snapshot: 'sS',
  telling: 'tL',
  unchangedPolls: 'uP',
};

/** Vite's own minifiers leave a hundredth more, and the white space of ES libraries. */
function smallest(): Plugin {
  return {
    name: 'smallest',
    async renderChunk(code) {
      const { code: small } = await minify(code, {
        module: true,
        compress: { passes: 3, ecma: 2020, pure_getters: true, unsafe_arrows: true },
        mangle: { properties: { regex: new RegExp(`^(${Object.keys(SHORT_NAMES).join('|')})$`) } },
        nameCache: {
          props: { props: Object.fromEntries(Object.entries(SHORT_NAMES).map(([name, short]) => [`$${name}`, short])) },
        },
        format: { comments: false },
      });
      if (small === undefined) throw new Error('terser gave nothing back.');
      return { code: small, map: null };
    },
  };
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
