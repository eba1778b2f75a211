// @ts-check
/**
 * The rules that a machine can check. Those of this house (which folder may know which, no clock in the parts that are
 * handed the time, no HTML from strings) are proved to bite in test/server/house.test.ts.
 */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/**
 * What each room of server/ may import besides itself, in the order in which the data runs. Only the files
 * outside of all rooms know them all.
 *
 * @type {Record<string, string[]>}
 */
const mayImport = {
  contract: [],
  statistics: [],
  text: [],
  runtime: ['contract', 'text'],
  net: [],
  options: ['contract', 'text', 'runtime', 'statistics'],
  collector: ['contract', 'text', 'options', 'statistics'],
  tracking: ['contract', 'options'],
  adapters: ['contract', 'options', 'tracking'],
  access: ['contract', 'options', 'tracking'],
  alerts: ['contract', 'text', 'options', 'statistics', 'collector'],
  checks: ['contract', 'text', 'options', 'net'],
  errors: ['contract', 'text', 'options', 'statistics', 'collector'],
  dependencies: ['contract', 'text', 'options', 'statistics', 'collector'],
  jobs: ['contract', 'text', 'options'],
  instruments: ['contract', 'text', 'options', 'collector'],
  history: ['contract', 'statistics', 'collector'],
  objectives: ['contract', 'options', 'collector', 'history'],
  deploys: ['contract', 'text', 'statistics', 'collector'],
  evaluation: [
    ...['contract', 'options', 'runtime', 'statistics', 'collector', 'alerts', 'checks', 'history', 'deploys'],
    ...['errors', 'dependencies', 'jobs', 'instruments', 'objectives'],
  ],
  storage: ['contract', 'text', 'alerts', 'history', 'deploys', 'errors', 'jobs'],
  notify: ['contract', 'text', 'options', 'net', 'alerts'],
  export: [
    ...['contract', 'text', 'options', 'runtime', 'net', 'collector', 'alerts', 'history', 'evaluation'],
    ...['dependencies', 'jobs', 'instruments'],
  ],
  api: [
    ...['contract', 'text', 'options', 'runtime', 'collector', 'tracking', 'adapters', 'access'],
    ...['alerts', 'history', 'deploys', 'evaluation', 'errors', 'dependencies', 'jobs', 'instruments', 'objectives'],
  ],
};

/**
 * The same for the rooms of widget/.
 *
 * @type {Record<string, string[]>}
 */
const widgetMayImport = {
  styles: [],
  data: [],
  model: ['data'],
  controllers: ['data', 'model', 'settings.ts'],
  charts: ['model', 'styles'],
  views: ['data', 'model', 'controllers', 'charts', 'styles'],
};

const zones = [
  ...Object.entries(mayImport).map(([room, allowed]) => ({
    target: `./server/${room}`,
    from: './server',
    except: [room, ...allowed].map((name) => `./${name}`),
    message: `server/${room} may import ${[...allowed, 'itself'].join(', ')}: everything flows one way.`,
  })),
  ...Object.entries(widgetMayImport).map(([room, allowed]) => ({
    target: `./widget/${room}`,
    from: './widget',
    except: [room, ...allowed, 'strings'].map((name) => `./${name}`),
    message: `widget/${room} may import ${[...allowed, 'itself'].join(', ')}: everything flows one way.`,
  })),
  { target: './server', from: ['./widget', './demo', './test'], message: 'The server knows nothing of these.' },
  {
    target: './widget',
    from: './server',
    except: ['./contract'],
    message: 'Of the server, the element knows only contract/.',
  },
  { target: './widget', from: ['./demo', './test'], message: 'The element knows nothing of these.' },
  {
    target: './demo',
    from: ['./server', './widget'],
    message: 'Import the package by its name, as its users do: align-monitor.',
  },
];

/** The rooms that are handed the time and never ask for it. */
const timeless = [
  ...['statistics', 'collector', 'alerts', 'checks', 'deploys', 'history'],
  ...['errors', 'dependencies', 'jobs', 'instruments', 'objectives'],
];
const timers = ['setTimeout', 'setInterval', 'setImmediate'];
const takeNow = 'This room takes `now` as an argument and starts no timer: evaluation/scheduler.ts owns the clock.';
const clockSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: takeNow },
  { selector: "CallExpression[callee.name='Date']", message: takeNow },
];
const clockProperties = [
  { object: 'Date', property: 'now', message: takeNow },
  { object: 'performance', property: 'now', message: takeNow },
  { object: 'process', property: 'hrtime', message: takeNow },
  { object: 'process', property: 'uptime', message: takeNow },
  ...timers.map((property) => ({ object: 'globalThis', property, message: takeNow })),
];
const clockAndKoaImports = [
  { regex: '^(node:)?(timers|perf_hooks)(/|$)', message: takeNow },
  { regex: '^(koa|@koa/|koa-)', message: 'This room knows no web framework.' },
];

const textOnly = 'What comes from outside is text, never HTML.';
const htmlProperties = [
  ...[
    'innerHTML',
    'outerHTML',
    'insertAdjacentHTML',
    'setHTMLUnsafe',
    'parseHTMLUnsafe',
    'createContextualFragment',
  ].map((property) => ({ property, message: textOnly })),
  { object: 'document', property: 'write', message: textOnly },
];
const htmlSyntax = [
  { selector: 'TemplateElement[value.raw=/\\.(inner|outer)HTML\\s*=/]', message: textOnly },
  { selector: 'ImportSpecifier[imported.name=/^unsafe(HTML|SVG|MathML|Static)$/]', message: textOnly },
];
const htmlImports = [{ regex: '^lit(-html)?/directives/unsafe-(html|svg|mathml)\\.js$', message: textOnly }];

/**
 * @param {{ regex: string, message: string, allowTypeImports?: boolean }[]} patterns
 * @returns {import('eslint').Linter.RulesRecord}
 */
const restrictImports = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...htmlImports, ...patterns] }],
});
const notByName = { regex: '^align-monitor(/|$)', message: 'Within the package, import the file.' };

export default defineConfig(
  globalIgnores(['dist/', 'test/output/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,ts}'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
      ],
    },
    rules: {
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'no-restricted-properties': ['error', ...htmlProperties],
      'no-restricted-syntax': ['error', ...htmlSyntax],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
    },
  },
  {
    // TypeScript checks the names in these, where they ask for it; ESLint has to be told them.
    files: ['**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...restrictImports(),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // There are no enums: they are no erasable syntax.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      // A matter of style: `return response.end();`.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A union may name its known members for the reader although `string` covers them.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
    },
  },
  { files: ['server/**/*.ts'], rules: restrictImports(notByName) },
  {
    files: ['server/api/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...htmlProperties,
        { object: 'context', property: 'query', message: 'Use queryOf(): Koa takes a second for 64 kB of one name.' },
      ],
    },
  },
  {
    files: timeless.map((room) => `server/${room}/**/*.ts`),
    rules: {
      ...restrictImports(notByName, ...clockAndKoaImports),
      'no-restricted-globals': ['error', ...timers.map((name) => ({ name, message: takeNow }))],
      'no-restricted-properties': ['error', ...htmlProperties, ...clockProperties],
      'no-restricted-syntax': ['error', ...htmlSyntax, ...clockSyntax],
    },
  },
  {
    files: ['widget/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/recommended']],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      ...restrictImports(notByName, {
        regex: '^lit/directives/style-map\\.js$',
        message: 'It writes style attributes, which a strict CSP blocks.',
      }),
      'lit/ban-attributes': ['error', 'style'],
      'lit/lifecycle-super': 'error',
      'lit/no-classfield-shadowing': 'error',
      'lit/no-legacy-imports': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/no-value-attribute': 'error',
      'wc/no-closed-shadow-root': 'error',
      'wc/no-constructor-params': 'error',
      'wc/no-typos': 'error',
      'wc/require-listener-teardown': 'error',
    },
  },
  {
    files: ['demo/**/*.ts', 'test/**/*.ts'],
    // Handlers and probes are async because their callers want a promise, whether or not they have to wait.
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...htmlProperties,
        ...['test', 'it', 'describe'].map((object) => ({ object, property: 'only', message: 'Run all tests.' })),
      ],
      'no-restricted-syntax': [
        'error',
        ...htmlSyntax,
        {
          selector: 'Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)(Each)?$/]',
          message: 'Put hooks into a describe: all files run in one process, and outside they are run for all files.',
        },
      ],
      // node:test's own functions return promises that it awaits by itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite', 'default'] },
          ],
        },
      ],
      // chai's `expect(x).to.be.true`.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
