/** The recorded day that the demo opens with, as the real server answers it. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { prepareRecord } from '../../demo/day/record.js';
import { releases } from '../../demo/day/plan.js';
import { startDemo, type Demo } from '../../demo/demo.js';
import type { ErrorsAnswer, HistoryAnswer, Metrics } from '../../server/contract/index.js';

const HOUR_MS = 3_600_000;

describe('the day behind the demo', () => {
  let folder: string;
  let metricsDir: string;
  let sink: Server;
  let demo: Demo;
  let history: HistoryAnswer;
  let metrics: Metrics;
  let errors: ErrorsAnswer;
  let messages = 0;

  const get = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(new URL(path, demo.origin))).json()) as Answer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'align-monitor-day-'));
    metricsDir = join(folder, 'record');
    sink = createServer((_request, response) => {
      messages++;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(sink, 'listening');
    const notify = { url: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/` };
    const record = prepareRecord(metricsDir);
    demo = await startDemo({ port: 0, visitors: 0, metricsDir, record, monitorOptions: { notify } });
    // The first answers: nobody waits for anything.
    history = await get<HistoryAnswer>('/metrics/history?range=24h');
    metrics = await get<Metrics>('/metrics');
    errors = await get<ErrorsAnswer>('/metrics/errors');
  });
  after(async () => {
    await demo.close();
    sink.close();
    await rm(folder, { recursive: true });
  });

  it('fills history from the first answer, with a quiet night and a busy end', () => {
    const { steps } = history;
    assert.ok(
      steps.slice(0, -1).every(({ requests }) => requests !== null),
      'no step is missing',
    );
    const perStep = (fromHoursAgo: number, toHoursAgo: number): number => {
      const part = steps.slice(288 - fromHoursAgo * 12, 288 - toHoursAgo * 12);
      return part.reduce((sum, { requests }) => sum + (requests ?? 0), 0) / part.length;
    };
    const [night, morning, end] = [perStep(15, 10), perStep(4, 3), perStep(1, 0)];
    assert.ok(night > 0 && night * 5 < morning && morning < end, `${night} ${morning} ${end}`);
    assert.ok(steps.some(({ instruments }) => (instruments?.['answers'] ?? 0) > 0));
  });

  it('has an incident whose alert has ended, and is well otherwise', () => {
    const levels = history.steps.map(({ status }) => status);
    const bad = levels.filter((level) => level === 'degraded').length;
    assert.ok(bad >= 4 && bad <= 24, `${bad} steps are red`);
    assert.ok(levels.filter((level) => level === 'healthy').length > 240);
    const critical = history.alerts.filter(({ severity }) => severity === 'critical');
    assert.ok(critical.length >= 2);
    for (const { id, from, to } of history.alerts) {
      assert.ok(to !== null && Date.parse(to) - Date.parse(from) < HOUR_MS, `${id} has ended within an hour`);
    }
    assert.ok(metrics.alerts.length > 0 && metrics.alerts.every(({ state }) => state === 'resolved'));
  });

  it('has a deploy that went well, one that was rolled back, and the version in service', () => {
    const [, ...later] = releases;
    assert.deepEqual(
      history.deploys.map(({ version }) => version),
      later.map(({ version }) => version),
    );
    assert.equal(metrics.deploy?.version, later.at(-1)?.version);
  });

  it('has error groups with their place in the code, their people, and the version that brought them', () => {
    const draft = errors.groups.find(({ location }) => location?.function === 'firstOutcome');
    const database = errors.groups.find(({ message }) => message === 'The course database did not answer');
    assert.equal(draft?.since_version, '1.7.6');
    assert.match(draft.location?.file ?? '', /demo\/portal\/pages\/designer\.ts$/);
    for (const group of [draft, database]) assert.ok((group?.total_sessions ?? 0) > 10);
  });

  it('colours nothing now, and counts nothing as of this process', () => {
    assert.equal(metrics.status, 'healthy');
    assert.ok(metrics.summary.total_requests < 10);
    assert.deepEqual([metrics.summary.failed_requests, metrics.errors.total_5xx], [0, 0]);
    assert.ok(metrics.jobs.every((job) => job.runs > 500 && job.overdue_since === null));
  });

  it('is said on the control page', async () => {
    const page = await (await fetch(new URL('/demo/control', demo.origin))).text();
    assert.match(page, /24 hours before the start were simulated in\s+fast-forward through the same code/);
  });

  it('is told to nobody', async () => {
    await demo.close();
    assert.equal(messages, 0);
  });

  it('stays when the demo starts again soon, and is made anew when the record is old', async () => {
    const names = async (): Promise<string[]> =>
      (await readdir(metricsDir)).filter((name) => name.startsWith('history'));
    const known = await names();
    await prepareRecord(metricsDir);
    assert.deepEqual(await names(), known);
    const old = (Date.now() - 2 * HOUR_MS) / 1000;
    for (const name of await readdir(metricsDir)) await utimes(join(metricsDir, name), old, old);
    await prepareRecord(metricsDir);
    const made = await names();
    assert.equal(made.length, releases.length);
    assert.ok(made.every((name) => !known.includes(name)));
  });
});
