/** What a monitor tells of the calls of a whole app, on loopback. */

import Koa from 'koa';
import assert from 'node:assert/strict';
import { get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { checkHttp } from '../../../server/checks/probes.js';
import type { DependencyFigures } from '../../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { ask, listen, until } from '../support/http.js';
import { Watched } from '../support/watched.js';

type Handler = (context: Koa.Context, model: string) => Promise<void> | void;

/** An app that waits for a model. */
async function app(
  test: TestContext,
  options: MonitorOptions,
  handler: Handler,
): Promise<{ url: string; model: string; monitor: Monitor }> {
  const model = await listen((_request, response) => void setTimeout(() => response.end('ok'), 40));
  const monitor = createMonitor(options);
  const koa = new Koa();
  koa.use(monitor.koa());
  koa.use((context) => handler(context, model.url));
  const server = await new Promise<Server>((resolve) => {
    const listening = koa.listen(0, '127.0.0.1', () => resolve(listening));
  });
  test.after(async () => {
    server.closeAllConnections();
    server.close();
    await monitor.close();
    await model.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, model: new URL(model.url).host, monitor };
}

/** What the app waits for, without the calls of the test to it. */
function waitedFor(monitor: Monitor, url: string): DependencyFigures[] {
  return monitor.metrics().dependencies.filter(({ name }) => name !== new URL(url).host);
}

const waitsForModel: Handler = async (context, model) => {
  await (await fetch(`${model}/v1?key=secret`)).text();
  context.body = 'ok';
};

describe('a monitor', () => {
  it('tells how much of each endpoint’s time is spent waiting, by dependency', async (test) => {
    const { url, model, monitor } = await app(test, { dependencies: { perEndpoint: true } }, async (context, at) => {
      if (context.path === '/own') {
        context.body = 'ok';
        return;
      }
      await Promise.all([fetch(at), monitor.time('postgres', () => wait(40))]);
      await new Promise((resolve) => get(at, (response) => response.resume().on('close', resolve)));
      context.body = 'ok';
    });
    for (let count = 0; count < 5; count++) await ask(`${url}/step`);
    await until(() => monitor.metrics().summary.total_requests === 5, 'all have been counted');
    const { endpoints } = monitor.metrics();
    const dependencies = waitedFor(monitor, url);
    const waiting = endpoints[0]?.waiting;
    assert.ok(waiting);
    const percentOf = Object.fromEntries(waiting.dependencies.map(({ name, percent }) => [name, percent]));
    const sum = waiting.own_percent + waiting.dependencies.reduce((total, { percent }) => total + percent, 0);
    assert.ok(Math.abs(sum - 100) < 0.01, `${sum} %`);
    assert.ok((percentOf[model] ?? 0) > 40, JSON.stringify(waiting));
    assert.ok((percentOf['postgres'] ?? 0) > 5, JSON.stringify(waiting));
    const share = Object.fromEntries(dependencies.map(({ name, share_percent }) => [name, share_percent]));
    assert.ok(Math.abs((share[model] ?? 0) - (percentOf[model] ?? 0)) < 5, JSON.stringify({ share, percentOf }));
    assert.deepEqual(dependencies.map(({ kind, requests }) => [kind, requests]).toSorted(), [
      ['http', 10],
      ['timed', 5],
    ]);
  });

  it('follows no requests for that unless it is cheap or asked for, but calls', async (test) => {
    const { url, model, monitor } = await app(test, { dependencies: { perEndpoint: false } }, waitsForModel);
    await ask(url);
    await until(() => monitor.metrics().summary.total_requests === 1, 'it has been counted');
    assert.equal(monitor.metrics().endpoints[0]?.waiting, null);
    assert.deepEqual(
      waitedFor(monitor, url).map(({ name, requests, share_percent }) => ({ name, requests, share_percent })),
      [{ name: model, requests: 1, share_percent: null }],
    );
  });

  it('tells nothing where it is switched off, and measures nothing', async (test) => {
    const { url, monitor } = await app(test, { dependencies: false }, waitsForModel);
    await ask(url);
    assert.equal(
      monitor.time('postgres', () => 7),
      7,
    );
    assert.deepEqual(monitor.metrics().dependencies, []);
  });

  it('shows strangers no hosts', async (test) => {
    const { url, model, monitor } = await app(test, { access: { public: 'status' } }, waitsForModel);
    await ask(url);
    await until(() => waitedFor(monitor, url).length === 1, 'the call is known');
    assert.doesNotMatch((await ask(`${url}/metrics`)).body, new RegExp(model));
  });

  it('tells Prometheus', async (test) => {
    const { url, model, monitor } = await app(test, { access: 'local' }, waitsForModel);
    await ask(url);
    await until(() => waitedFor(monitor, url)[0]?.requests === 1, 'the call has ended');
    const { body } = await ask(`${url}/metrics/prometheus`);
    const labels = `dependency="${model}",kind="http"`;
    for (const line of [
      `align_monitor_dependency_requests_total{${labels}} 1`,
      `align_monitor_dependency_failures_total{${labels},failure="timeout"} 0`,
      `align_monitor_dependency_open_requests{${labels}} 0`,
      `align_monitor_dependency_duration_seconds_bucket{${labels},le="+Inf"} 1`,
    ]) {
      assert.ok(body.includes(`${line}\n`), line);
    }
  });

  it('leaves its own calls out: notifications, heartbeats, checks and exporters', async (test) => {
    const paths: string[] = [];
    const { url, close } = await listen(({ url: path = '' }, response) => {
      paths.push(path);
      response.end('[]');
    });
    test.after(close);
    const watched = await Watched.start(test, {
      notify: { url: `${url}/notify` },
      heartbeat: { url: `${url}/heartbeat`, everySeconds: 5 },
      alertmanager: { urls: [url] },
      exporters: [{ name: 'mine', evaluation: () => fetch(`${url}/exporter`).then((response) => response.text()) }],
    });
    watched.monitor.addCheck('ours', checkHttp(`${url}/ours`));
    watched.monitor.addCheck('mine', async (signal) => {
      await (await fetch(`${url}/mine`, { signal })).text();
    });
    await watched.pass(30, 20, 500);
    for (const path of ['/notify', '/heartbeat', '/exporter', '/ours', '/mine', '/api/v2/alerts', '/api/v2/silences']) {
      await until(() => paths.some((each) => each.startsWith(path)), `${path} was asked`);
    }
    assert.deepEqual(watched.monitor.metrics().dependencies, []);
    await (await fetch(`${url}/app`)).text();
    await until(() => watched.monitor.metrics().dependencies[0]?.requests === 1, 'the call of the app is known');
  });

  it('sees no more calls once it is closed', async (test) => {
    const { url, close } = await listen((_request, response) => response.end());
    test.after(close);
    const monitor = createMonitor();
    await monitor.close();
    await (await fetch(url)).text();
    assert.equal(await monitor.time('postgres', Promise.resolve(7)), 7);
    assert.deepEqual(monitor.metrics().dependencies, []);
  });
});
