/** A real Alertmanager receives, groups, delivers and silences the alerts of a real monitor. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMonitor, type Monitor } from '../../server/monitor.js';
import { ask, freePort, listen, type Listening } from '../server/support/http.js';
import { skipWithout } from './programs.js';

const program = {
  command: process.env['ALERTMANAGER_PATH'] ?? '/usr/bin/prometheus-alertmanager',
  args: ['--version'],
  package: 'prometheus-alertmanager',
};
const skip = await skipWithout(program);
const configuration = fileURLToPath(new URL('../../demo/observability/alertmanager.yml', import.meta.url));

/** What Alertmanager posts to a webhook. */
interface Delivery {
  status: string;
  groupLabels: Record<string, string>;
  alerts: {
    status: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
    endsAt: string;
    generatorURL: string;
  }[];
}

/** Waits until something of the other processes holds. */
async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(100);
  }
  throw new Error(`Waited in vain until ${what}`);
}

describe('Alertmanager', { skip, timeout: 120_000 }, () => {
  let folder: string;
  let port: number;
  let url: string;
  let alertmanager: ChildProcess;
  let webhook: Listening;
  let monitor: Monitor;
  const deliveries: Delivery[] = [];

  const start = async (): Promise<void> => {
    const words = [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ];
    alertmanager = spawn(program.command, words, { stdio: ['ignore', 'inherit', 'inherit'] });
    await eventually(
      () =>
        ask(`${url}/-/ready`).then(
          () => true,
          () => undefined,
        ),
      'Alertmanager is ready',
    );
  };
  const stop = async (): Promise<void> => {
    if (alertmanager.exitCode !== null) return;
    const exited = once(alertmanager, 'exit');
    alertmanager.kill();
    await exited;
  };
  const fail = (endpoint: string): void => {
    for (let count = 0; count < 50; count++) {
      monitor.recordRequest({ endpoint, method: 'GET', statusCode: 500, latencyMs: 10 });
    }
  };
  const recover = (): void => {
    for (let count = 0; count < 50; count++) {
      monitor.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode: 200, latencyMs: 10 });
    }
  };
  const firing = (): string[] =>
    monitor.metrics().alerts.flatMap(({ type, state }) => (state === 'firing' ? [type] : []));
  const delivered = (status: string, alertname: string): Promise<Delivery> =>
    eventually(
      () =>
        deliveries.findLast(({ alerts }) =>
          alerts.some((alert) => alert.status === status && alert.labels['alertname'] === alertname),
        ),
      `${alertname} is delivered as ${status}`,
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'align-alertmanager-'));
    webhook = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        deliveries.push(JSON.parse(body) as Delivery);
        response.end();
      });
    });
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    // The demo's own configuration; only its times are shorter.
    const text = await readFile(configuration, 'utf8');
    const shortened = text
      .replace('http://127.0.0.1:5001', webhook.url)
      .replace('group_wait: 10s', 'group_wait: 1s')
      .replace('group_interval: 1m', 'group_interval: 2s');
    await writeFile(join(folder, 'alertmanager.yml'), shortened);
    await start();
    monitor = createMonitor({
      url: 'https://portal.example',
      alertmanager: { urls: [url], labels: { job: 'portal', instance: 'web-1:5004' } },
      alertRules: {
        latency_high: false,
        error_rate_high: { window: 10 },
        '5xx_detected': { window: 10 },
        disk: { metric: 'count', errorClass: 'disk', threshold: 1, window: 10 },
        quota: { metric: 'count', errorClass: 'quota', threshold: 1, window: 10, keepFiringSeconds: 30 },
      },
    });
  });

  after(async () => {
    await monitor.close();
    await stop();
    await webhook.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('receives alerts, groups them and delivers them with evidence and a link', async () => {
    fail('/items/:id');
    const { groupLabels, alerts } = await delivered('firing', 'error_rate_high');
    assert.deepEqual(groupLabels, { job: 'portal', instance: 'web-1:5004' });
    assert.deepEqual(alerts.map(({ labels }) => labels['alertname']).sort(), ['5xx_detected', 'error_rate_high']);
    const alert = alerts.find(({ labels }) => labels['alertname'] === 'error_rate_high');
    assert.deepEqual(alert?.labels, {
      ...{ alertname: 'error_rate_high', severity: 'critical' },
      ...{ job: 'portal', instance: 'web-1:5004' },
    });
    assert.match(alert.annotations['summary'] ?? '', /^Error rate 100 %/);
    assert.match(
      alert.annotations['description'] ?? '',
      /^50 of 50 requests in 10 s; most from 100 % GET \/items\/:id/,
    );
    assert.equal(alert.annotations['dashboard'], 'https://portal.example/monitoring');
    assert.equal(alert.generatorURL, 'https://portal.example/monitoring');
    const [first] = monitor.metrics().alerts;
    assert.notEqual(first?.notified_at, null);
  });

  it('delivers their end', async () => {
    recover();
    await delivered('resolved', 'error_rate_high');
  });

  it('is told of what fires and ends while it is down, and delivers both after its start', async () => {
    monitor.recordError({ type: 'disk', message: 'full' });
    await delivered('firing', 'disk');
    await stop();
    deliveries.length = 0;
    await eventually(() => {
      // Without requests nothing is known, and no alert ends.
      recover();
      return firing().includes('disk') ? undefined : true;
    }, 'what fired has ended');
    monitor.recordError({ type: 'quota', message: 'full' });
    await eventually(() => (firing().includes('quota') ? true : undefined), 'another rule fires');
    await start();
    await delivered('resolved', 'disk');
    await delivered('firing', 'quota');
  });

  it('mutes with a silence, in every list of the monitor and for its other targets', async () => {
    const silence = {
      matchers: [{ name: 'alertname', value: 'csrf.*', isRegex: true, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      ...{ createdBy: 'anna', comment: 'known' },
    };
    const { status, body } = await ask(`${url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(silence),
    });
    assert.equal(status, 200, body);
    const [mute] = await eventually(() => {
      const { mutes } = monitor.metrics();
      return mutes.length > 0 ? mutes : undefined;
    }, 'the silence is read');
    assert.equal(mute?.type, 'csrf_detected');
    assert.deepEqual([mute.by, mute.note, mute.source], ['anna', 'known', 'alertmanager']);
    for (let count = 0; count < 20; count++) monitor.recordError({ type: 'csrf', message: 'refused' });
    const alert = await eventually(
      () => monitor.metrics().alerts.find(({ type, state }) => type === 'csrf_detected' && state === 'firing'),
      'the silenced rule fires',
    );
    assert.equal(alert.muted_until, mute.until);
    // The silenced alert is known there, and suppressed.
    await eventually(async () => {
      const all = JSON.parse((await ask(`${url}/api/v2/alerts`)).body) as {
        labels: Record<string, string>;
        status: { state: string };
      }[];
      return all.find(
        ({ labels, status: { state } }) => labels['alertname'] === 'csrf_detected' && state === 'suppressed',
      );
    }, 'it is suppressed');
    assert.equal(alert.notified_at, null);
    const { silenceID } = JSON.parse(body) as { silenceID: string };
    await ask(`${url}/api/v2/silence/${silenceID}`, { method: 'DELETE' });
    await eventually(() => (monitor.metrics().mutes.length === 0 ? true : undefined), 'its end is read');
  });
});
