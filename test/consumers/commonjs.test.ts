/** The package in CommonJS: with `require`, beside `import` in one process, and in Jest. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { pack, type Packed } from './support/packed.js';
import { programFile, skipWithout } from './support/programs.js';

const run = promisify(execFile);
const withoutJest = await skipWithout('jest');

/** A suite for Jest as a project in CommonJS has it, without any transformation. */
const suite = `
const { createServer } = require('node:http');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const Koa = require('koa');
const { createMonitor, getMonitor } = require('align-monitor');

const metricsDir = mkdtempSync(join(tmpdir(), 'align-monitor-jest-'));
let monitor, server;
beforeAll((done) => {
  monitor = createMonitor({ metricsDir, access: 'local' });
  const app = new Koa().use(monitor.koa()).use((context) => { context.body = 'portal'; });
  server = createServer(app.callback()).listen(0, '127.0.0.1', done);
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await monitor.close();
  rmSync(metricsDir, { recursive: true });
});

test('counts a request, keeps what it knows, and has the element', async () => {
  expect(getMonitor()).toBe(monitor);
  await monitor.started;
  const url = 'http://127.0.0.1:' + server.address().port;
  expect(await (await fetch(url + '/')).text()).toBe('portal');
  expect((await (await fetch(url + '/metrics')).json()).summary.total_requests).toBe(1);
  expect((await fetch(url + '/align-monitor.js')).status).toBe(200);
  expect(monitor.metrics().monitor.monitor_errors).toBe(0);
});

test('names wrong options', () => {
  expect(() => createMonitor({ windowSeconds: 1 })).toThrow(/option windowSeconds is 1/);
});
`;

describe('the package in CommonJS', () => {
  let packed: Packed;
  before(async () => {
    packed = await pack();
  });
  after(() => packed.remove());

  /** Runs a program; returns the JSON value that it printed, and its error stream. */
  async function output(program: string): Promise<{ printed: unknown; log: string }> {
    const folder = await packed.project({ 'main.cjs': program });
    const { stdout, stderr } = await run(process.execPath, ['main.cjs'], { cwd: folder });
    return { printed: JSON.parse(stdout) as unknown, log: stderr };
  }

  it('has with `require` what it has with `import`', async () => {
    const { printed } = await output(`
      const required = Object.keys(require('align-monitor'));
      import('align-monitor').then((imported) => console.log(JSON.stringify([required, Object.keys(imported)])));
    `);
    const [required, imported] = printed as [string[], string[]];
    assert.ok(required.includes('createMonitor'));
    assert.deepEqual(required.sort(), imported.sort());
  });

  it('is not loaded as an ES module by `require`, which older versions of Node and Jest cannot do', async () => {
    const { printed } = await output(`
      const path = require.resolve('align-monitor');
      console.log(JSON.stringify([path.endsWith('index.cjs'), path in require.cache]));
      require('align-monitor');
    `);
    assert.deepEqual(printed, [true, false]);
  });

  for (const [first, second] of [
    ['require', 'import'],
    ['import', 'require'],
  ]) {
    it(`finds with ${second} the monitor of ${first}, and warns when both have one`, async () => {
      const { printed, log } = await output(`
        const load = { require: async () => require('align-monitor'), import: () => import('align-monitor') };
        (async () => {
          const first = await load.${first}();
          const monitor = first.createMonitor({ access: 'local' });
          const second = await load.${second}();
          const isShared = second.getMonitor() === monitor && second.createMonitor !== first.createMonitor;
          second.getMonitor().recordFeature('export');
          const { feature_usage: features } = monitor.metrics();
          const other = second.createMonitor({ access: 'local' });
          const isOther = first.getMonitor() === other;
          await other.close();
          await monitor.close();
          console.log(JSON.stringify({ isShared, features, isOther, isGone: first.getMonitor() === undefined }));
        })();
      `);
      assert.deepEqual(printed, { isShared: true, features: { export: 1 }, isOther: true, isGone: true });
      assert.equal(log.match(/two copies of this module are loaded/g)?.length, 1, log);
    });
  }

  it('runs in Jest', { skip: withoutJest }, async () => {
    const config = JSON.stringify({ private: true, jest: { testEnvironment: 'node' } });
    const folder = await packed.project({ 'server.test.js': suite, 'package.json': config });
    const words = [programFile('jest/bin/jest.js'), '--ci', '--colors=false', '--rootDir', folder];
    const { stderr } = await run(process.execPath, words, { cwd: folder }).catch((error: unknown) => {
      assert.fail((error as { stderr: string }).stderr);
    });
    assert.match(stderr, /Tests: +2 passed, 2 total/);
    assert.doesNotMatch(stderr, /did not exit|open handle/);
  });
});
