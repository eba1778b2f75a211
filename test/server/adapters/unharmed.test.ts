/**
 * The app's responses are byte for byte what they are without the monitor, also when everything that the monitor asks
 * of the app and of its own callbacks throws.
 */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { FakeClock } from '../support/fake-clock.js';
import { until } from '../support/http.js';
import { adapters } from './support/adapters.js';
import { bytesOf } from './support/bytes.js';
import { type Adapter, type Served, trap } from './support/scene.js';

const paths = ['/', '/items/1', '/empty', '/unchanged', '/moved', '/nowhere', '/throws', '/rejects', '/replaced'];
const requests: readonly [method: string, path: string, body?: string][] = [
  ...paths.map((path): [string, string] => ['GET', path]),
  ['GET', '/stream'],
  ['GET', '/own-word'],
  ['GET', '/tenants/anna/dept/7/users/9?x=%ff'],
  ['HEAD', '/items/1'],
  ['POST', '/items', 'too long'],
  ['DELETE', '/items/1'],
  ['OPTIONS', '/items/1'],
  ['PUT', '/metricsx'],
  ['OPTIONS', '/health'],
  ['DELETE', '/monitoring/none'],
];
/** Fastify answers it before its hooks run, so that the plugin does not count it. */
const undecodable: (typeof requests)[number] = ['GET', '/items/%ff'];

const broken = (): never => {
  throw new Error('broken callback');
};
const brokenOptions: MonitorOptions = { ignore: broken, sessionId: broken, failures: broken };

for (const adapter of adapters) {
  describe(`the bytes of ${adapter.name}`, () => {
    let apps: Served[];
    let monitors: Monitor[];
    /** What the broken monitor says of itself. */
    let warnings: unknown[];

    async function start(options: MonitorOptions | undefined, isTrapped: boolean): Promise<Served> {
      const clock = new FakeClock();
      const monitor = options === undefined ? undefined : createMonitor({ clock, ...options });
      if (monitor !== undefined) monitors.push(monitor);
      const scene = { monitor, clock, released: Promise.resolve(), trap: isTrapped ? trap() : undefined };
      const served = await adapter.start(scene);
      apps.push(served);
      return served;
    }

    beforeEach(() => {
      apps = [];
      monitors = [];
      warnings = [];
      mock.method(console, 'warn', (...words: unknown[]) => warnings.push(words[0]));
    });
    afterEach(async () => {
      mock.restoreAll();
      for (const app of apps) await app.close();
      for (const monitor of monitors) await monitor.close();
    });

    it('are the same with the monitor and without it', async () => {
      await compare(adapter, await start(undefined, false), await start({}, false), [...requests, undecodable]);
      const [monitor] = monitors;
      assert.equal(monitor?.metrics().monitor.monitor_errors, 0);
    });

    it('are the same when all that the monitor asks throws, and every request is counted', async () => {
      await compare(adapter, await start(undefined, true), await start(brokenOptions, true), requests);
      const metrics = () => monitors[0]?.metrics();
      await until(() => metrics()?.summary.total_requests === requests.length, 'all requests are counted');
      assert.ok((metrics()?.monitor.monitor_errors ?? 0) >= 2 * requests.length);
      assert.ok(warnings.length > 0);
      assert.equal(new Set(warnings).size, warnings.length, 'one line for each cause');
      for (const warning of warnings) assert.match(String(warning), /^align-monitor: an internal error was caught/);
    });
  });
}

async function compare(adapter: Adapter, without: Served, with_: Served, asked: typeof requests): Promise<void> {
  for (const [method, path, body] of asked) {
    const [expected, actual] = await Promise.all(
      [without, with_].map(({ url }) => bytesOf(adapter.protocol, url, method, path, body)),
    );
    assert.ok(expected !== undefined && expected.length > 20, `${method} ${path} is answered`);
    assert.equal(actual, expected, `${method} ${path}`);
  }
}
