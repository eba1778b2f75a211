/** Secrets that are planted in every text that enters are in no answer, no log line, no message and no file. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import Koa from 'koa';
import { createMonitor, type Monitor } from '../../server/monitor.js';
import { FakeClock } from './support/fake-clock.js';
import { type Listening, listen } from './support/http.js';

const SECRET = 'hUnter2-S3cret';
const PLANTED = `password=${SECRET} postgres://app:${SECRET}@db/x /reset?code=${SECRET} anna@school.example\u001b[31m`;
const LEAK = /hUnter2|anna@school|\\u001b|[^\P{Cc}\n]/u;

describe('planted secrets', () => {
  let folder: string;
  let monitor: Monitor;
  let served: Listening;
  let out: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-secrets-'));
    out = [];
    for (const method of ['log', 'warn', 'error', 'info'] as const) {
      mock.method(console, method, (...words: unknown[]) => out.push(words.map(String).join(' ')));
    }
  });
  afterEach(async () => {
    mock.restoreAll();
    await served.close();
    await monitor.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are found nowhere', async (context) => {
    context.mock.timers.enable({ apis: ['setInterval'] });
    const clock = new FakeClock();
    monitor = createMonitor({
      clock,
      metricsDir: path.join(folder, `token=${SECRET}`, 'metrics'),
      version: `v1 password=${SECRET}`,
      alertRules: {
        failing: { metric: 'check', check: `db password=${SECRET}`, severity: 'critical' },
        errors: { metric: 'count', errorClass: 'own', threshold: 1 },
        [`rule token=${SECRET}`]: { metric: 'count', errorClass: `token=${SECRET}`, threshold: 1 },
      },
      notify: [
        (message) => void out.push(JSON.stringify(message)),
        () => {
          throw new Error(PLANTED);
        },
      ],
    });
    const app = new Koa();
    app.use(monitor.koa());
    served = await listen(app.callback());
    monitor.addCheck(
      `db password=${SECRET}`,
      () => {
        throw new Error(PLANTED);
      },
      { intervalSeconds: 1 },
    );
    const errors = [PLANTED, { type: PLANTED, message: PLANTED, endpoint: PLANTED }, new Error(PLANTED)];
    for (const error of errors) monitor.recordError(error);
    monitor.recordFeature(`feature ${PLANTED}`);
    const sample = { endpoint: `/x?token=${SECRET}`, method: 'GET', statusCode: 500, latencyMs: 5 };
    for (const errorClass of ['own', `token=${SECRET}`, PLANTED]) monitor.recordRequest({ ...sample, errorClass });
    const post = async (where: string, body: string, type = 'application/json'): Promise<Response> =>
      await fetch(`${served.url}/monitoring/${where}`, { method: 'POST', body, headers: { 'content-type': type } });
    const report = { kind: 'error', type: 'foreign', message: PLANTED, endpoint: PLANTED };
    await post('ingest', JSON.stringify(report), 'application/x-ndjson');
    await post('deploys', JSON.stringify({ version: `token=${SECRET}`, note: PLANTED }));
    for (let second = 0; second < 15; second++) {
      clock.advance(1);
      context.mock.timers.tick(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [alert] = monitor.metrics().alerts;
    assert.ok(alert, 'an alert fires');
    const remark = { by: `token=${SECRET}`, note: PLANTED };
    await post(`alerts/${alert.id}/acknowledge`, JSON.stringify(remark));
    await post('alerts/mute', JSON.stringify({ type: 'errors', minutes: 5, ...remark }));

    const texts = new Map<string, string>([['output', out.join('\n')]]);
    for (const address of [
      'metrics',
      'metrics/history?range=1h',
      'metrics/requests?kind=recent',
      'health/detailed',
      'monitoring/badge.svg',
    ]) {
      texts.set(address, await (await fetch(`${served.url}/${address}`)).text());
    }
    await monitor.close();
    const stored = path.join(folder, `token=${SECRET}`, 'metrics');
    for (const name of await readdir(stored)) {
      if (name !== 'session-key') texts.set(name, await readFile(path.join(stored, name), 'utf8'));
    }
    assert.ok(texts.size > 6);
    for (const [where, text] of texts) assert.doesNotMatch(text, LEAK, where);
  });
});
