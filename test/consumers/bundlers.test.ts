/** Servers that are bundled into files of their own, and run where there is no node_modules. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { build as esbuild, type BuildOptions } from 'esbuild';
import { build as vite } from 'vite';
import { root } from '../tools/setup.js';
import { ask } from '../server/support/http.js';
import { pack, type Packed } from './support/packed.js';
import { programFile, requireProgram, skipWithout } from './support/programs.js';

const app = `
const monitor = createMonitor({
  ...(process.env.ELEMENT_DIR && { elementDir: process.env.ELEMENT_DIR }),
  metricsDir: 'metrics',
  access: 'local',
});
const server = createServer((request, response) => response.end('portal'));
monitor.http(server, { endpoint: () => '/portal' });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => {
  server.close();
  void (getMonitor() ?? process.exit(3)).close().then(() => process.exit(0));
});
`;
const files = {
  'server.mjs': `import { createServer } from 'node:http';\nimport { createMonitor, getMonitor } from 'align-monitor';\n${app}`,
  'server.cjs': `const { createServer } = require('node:http');\nconst { createMonitor, getMonitor } = require('align-monitor');\n${app}`,
};

/** Bundles `server.mjs` or `server.cjs` of a project into its folder `dist`; returns the name of the file to run. */
type Bundle = (project: string) => Promise<string>;

const withEsbuild =
  (entry: keyof typeof files, outfile: string, options: BuildOptions): Bundle =>
  async (project) => {
    await esbuild({
      ...{ entryPoints: [join(project, entry)], outfile: join(project, 'dist', outfile) },
      ...{ bundle: true, platform: 'node', logLevel: 'error', logOverride: { 'empty-import-meta': 'silent' } },
      ...options,
    });
    return outfile;
  };

/** What every package in CommonJS needs in a bundle of esbuild's that is an ES module. */
const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };

const bundles: Record<string, Bundle> = {
  'esbuild, ES module': withEsbuild('server.mjs', 'server.mjs', { format: 'esm', banner }),
  'esbuild, CommonJS': withEsbuild('server.mjs', 'server.cjs', { format: 'cjs' }),
  'esbuild, CommonJS with require': withEsbuild('server.cjs', 'server.cjs', { format: 'cjs' }),
  'Vite with noExternal': async (project) => {
    await vite({
      ...{ root: project, configFile: false, logLevel: 'error', ssr: { noExternal: true } },
      build: {
        ...{ ssr: 'server.mjs', outDir: 'dist', target: 'node20' },
        rolldownOptions: { output: { entryFileNames: 'server.mjs' } },
      },
    });
    return 'server.mjs';
  },
};

/** What is used of webpack's own types. */
type Webpack = (
  options: object,
  done: (error: Error | null, stats?: { hasErrors(): boolean; toString(): string }) => void,
) => void;

const withWebpack: Bundle = async (project) => {
  const webpack = requireProgram('webpack') as Webpack;
  await new Promise<void>((resolve, reject) => {
    const output = { path: join(project, 'dist'), filename: 'server.cjs' };
    const options = { mode: 'production', target: 'node20', context: project, entry: './server.mjs', output };
    webpack({ ...options, optimization: { minimize: false } }, (error, stats) => {
      if (error !== null || stats?.hasErrors() !== false) reject(error ?? new Error(stats?.toString()));
      else resolve();
    });
  });
  return 'server.cjs';
};

/** @vercel/ncc as its command line calls it. */
const withNcc: Bundle = async (project) => {
  const entry = join(project, 'server.cjs');
  await promisify(execFile)(process.execPath, [
    programFile('@vercel/ncc/dist/ncc/cli.js'),
    'build',
    entry,
    '-o',
    join(project, 'dist'),
  ]);
  return 'index.cjs';
};

/** A bundle that runs in an empty folder. */
interface Running {
  url: string;
  /** Its output on the error stream so far. */
  log: () => string;
  /** Ends it; asserts that it closed its monitor. */
  end: () => Promise<void>;
}

async function run(
  children: ChildProcess[],
  folder: string,
  file: string,
  env: Record<string, string> = {},
): Promise<Running> {
  const child = spawn(process.execPath, [file], { cwd: folder, env: { ...process.env, ...env } });
  children.push(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const closed = once(child, 'close');
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), closed.then(() => assert.fail(log))]);
  const end = async (): Promise<void> => {
    child.kill();
    assert.deepEqual(await closed, [0, null], log);
  };
  return { url: `http://127.0.0.1:${String(first[0])}`, log: () => log, end };
}

const readme = await readFile(join(root, 'server/README.md'), 'utf8');
/** The two lines of server/README.md. */
const documented = {
  copy: /^cp -r node_modules\/align-monitor\/.*$/m.exec(readme)?.[0] ?? 'exit 1',
  /** Below the folder of the bundle. */
  elementDir: /^createMonitor\(\{ elementDir: join\(import\.meta\.dirname, '(.*)'\) \}\);/m.exec(readme)?.[1] ?? 'none',
};

const withoutWebpack = await skipWithout('webpack');
const withoutNcc = await skipWithout('@vercel/ncc');

describe('a bundled server', () => {
  let packed: Packed;
  const folders: string[] = [];
  const children: ChildProcess[] = [];
  before(async () => {
    packed = await pack();
  });
  after(async () => {
    // Those of tests that have failed.
    for (const child of children) child.kill('SIGKILL');
    await packed.remove();
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  /** Bundles, copies the element's files as server/README.md says, and moves both to a folder without packages. */
  async function deploy(bundle: Bundle): Promise<{ folder: string; file: string }> {
    const project = await packed.project(files);
    const file = await bundle(project);
    await promisify(execFile)('sh', ['-c', documented.copy], { cwd: project });
    const folder = await mkdtemp(join(tmpdir(), 'align-monitor-deployed-'));
    folders.push(folder);
    await rename(join(project, 'dist'), join(folder, 'dist'));
    // Nothing is found where it was built.
    await rename(project, `${project}-moved`);
    return { folder, file: `dist/${file}` };
  }

  const rows: [name: string, bundle: Bundle, skip: string | false][] = [
    ...Object.entries(bundles).map(([name, bundle]): [string, Bundle, false] => [name, bundle, false]),
    ['webpack', withWebpack, withoutWebpack],
    ['ncc', withNcc, withoutNcc],
  ];

  for (const [name, bundle, skip] of rows) {
    it(`answers as any other; the element needs a copy of its files: ${name}`, { skip }, async () => {
      const { folder, file } = await deploy(bundle);
      const without = await run(children, folder, file);
      assert.equal((await ask(`${without.url}/`)).body, 'portal');
      const { status, body } = await ask(`${without.url}/metrics`);
      assert.equal(status, 200);
      assert.deepEqual((JSON.parse(body) as { top_endpoints: object }).top_endpoints, { 'GET /portal': 1 });
      assert.equal((await ask(`${without.url}/health/detailed`)).status, 200);
      for (const path of ['monitoring', 'align-monitor.js']) {
        const answer = await ask(`${without.url}/${path}`);
        assert.equal(answer.status, 503);
        assert.match(answer.body, /"code":"element_missing".* elementDir /);
      }
      await without.end();
      const told = without
        .log()
        .split('\n')
        .filter((line) => line.includes('elementDir'));
      assert.equal(told.length, 1, without.log());
      assert.doesNotMatch(without.log(), /Error|^ +at /m);

      const complete = await run(children, folder, file, { ELEMENT_DIR: join(folder, 'dist', documented.elementDir) });
      assert.match((await ask(`${complete.url}/monitoring`)).body, /<align-monitor variant="page"/);
      assert.match((await ask(`${complete.url}/align-monitor.js`)).body, /align-monitor\/core-/);
      await complete.end();
      assert.doesNotMatch(complete.log(), /elementDir/);
    });
  }
});
