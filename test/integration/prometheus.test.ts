/** A real Prometheus that scrapes the monitor with the configuration of the documentation. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Counter, Registry } from 'prom-client';
import { dashboard } from '../../server/export/grafana/dashboard.js';
import { ruleFile } from '../../server/export/prometheus/rule-file.js';
import { resolveOptions } from '../../server/options/options.js';
import { resolveRules } from '../../server/options/rules.js';
import { createServer, type MonitorServer } from '../../server/standalone.js';
import { ask, freePort } from '../server/support/http.js';
import { root } from '../tools/setup.js';
import { programs, skipWithout } from './programs.js';

const skip = await skipWithout(programs.prometheus);
const run = promisify(execFile);
const promtool = process.env['PROMTOOL_PATH'] ?? '/usr/bin/promtool';

const TOKEN = 'token-of-prometheus';
/** In place of the 15 s of the configuration. */
const SCRAPE_SECONDS = 1;
const RULES = resolveRules({ quota: { metric: 'count', errorClass: 'quota', threshold: 3, severity: 'critical' } });

interface Sample {
  metric: Record<string, string>;
  value: [at: number, value: string];
}

/** What promtool prints of a file, or of what it reads. */
async function checked(words: string[], input = ''): Promise<string> {
  const running = run(promtool, words);
  running.child.stdin?.end(input);
  const { stdout, stderr } = await running;
  return stdout + stderr;
}

/** A monitor, and a Prometheus that scrapes it. */
class Scene {
  readonly folder: string;
  readonly app: MonitorServer;
  readonly url: string;
  readonly #prometheus: ChildProcess;
  /** Ends the traffic. */
  readonly #traffic: NodeJS.Timeout;

  private constructor(folder: string, app: MonitorServer, url: string, prometheus: ChildProcess) {
    this.folder = folder;
    this.app = app;
    this.url = url;
    this.#prometheus = prometheus;
    let count = 0;
    this.#traffic = setInterval(() => {
      for (let index = 0; index < 40; index++) record(app, count++);
    }, 100);
  }

  static async start(): Promise<Scene> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const registry = new Registry();
    new Counter({ name: 'mails_total', help: 'Mails.', registers: [registry] }).inc(7);
    const app = await createServer({
      port: 0,
      access: { viewer: TOKEN },
      version: '1.8.0',
      prometheus: { registries: [registry] },
    });
    app.monitor.addCheck('database', () => undefined);
    const port = await freePort();
    const configuration = (await readFile(join(root, 'demo/observability/prometheus.yml'), 'utf8'))
      .replace("'localhost:5004', 'localhost:5005'", `'${new URL(app.url).host}'`)
      .replaceAll('_interval: 15s', `_interval: ${SCRAPE_SECONDS}s`);
    await writeFile(join(folder, 'prometheus.yml'), configuration);
    await writeFile(join(folder, 'viewer-token'), TOKEN);
    await writeFile(join(folder, 'rules.yml'), ruleFile(RULES));
    const words = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const prometheus = spawn(programs.prometheus.command, words, { stdio: 'ignore' });
    return new Scene(folder, app, `http://127.0.0.1:${port}`, prometheus);
  }

  /** What Prometheus answers to a query. */
  async query(expression: string): Promise<Sample[]> {
    const { body } = await ask(`${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const answer = JSON.parse(body) as { status: string; error?: string; data: { result: Sample[] } };
    assert.equal(answer.status, 'success', `${expression}: ${answer.error ?? ''}`);
    return answer.data.result;
  }

  /** The only value of a query; NaN when there is none. */
  async value(expression: string): Promise<number> {
    const [sample] = await this.query(expression).catch(() => []);
    return Number(sample?.value[1]);
  }

  /** Asks until it holds. */
  async until(holds: () => Promise<boolean>, what: string): Promise<void> {
    for (const deadline = performance.now() + 90_000; !(await holds()); await pause(250)) {
      assert.ok(performance.now() < deadline, `waited in vain until ${what}`);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#traffic);
    const closed = once(this.#prometheus, 'close');
    this.#prometheus.kill();
    await Promise.all([closed, this.app.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One of many requests: latencies like those of a slow site, 12 % failures, and errors that have a rule. */
function record({ monitor }: MonitorServer, number: number): void {
  const share = ((number * 7919) % 10_007) / 10_007;
  monitor.recordRequest({
    endpoint: number % 3 === 0 ? '/items/:id' : '/say "hi"\\',
    method: number % 5 === 0 ? 'POST' : 'GET',
    statusCode: number % 50 < 6 ? (number % 2 === 0 ? 500 : 504) : number % 50 === 7 ? 501 : 200,
    latencyMs: 20 * Math.exp(1.2 * Math.log(1 / (1 - share))),
    sessionId: `session-${number % 100}`,
    feature: 'reflection',
    ...(number % 100 === 99 && { errorClass: 'quota' }),
  });
}

describe('a real Prometheus', { skip, timeout: 240_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await Scene.start();
    await scene.until(async () => (await scene.value('align_monitor_requests_total')) > 0, 'the first scrape');
    // Longer than the shortest range of a rule, so that most of it has values.
    await scene.until(async () => (await scene.value('count_over_time(up[2m])')) > 40, 'there is enough to tell');
  });
  after(() => scene.close());

  it('scrapes with the configuration of the documentation, the own metrics of the app too', async () => {
    assert.equal(await scene.value('up{job="portal"}'), 1);
    assert.equal(await scene.value('mails_total'), 7);
    assert.equal((await scene.query('count by (http_route) (http_server_request_duration_seconds_count)')).length, 2);
    assert.equal(await scene.value('align_monitor_check_up{check="database"}'), 1);
  });

  it('is told nothing that promtool finds fault with', async () => {
    const { body } = await ask(`${scene.app.url}/metrics/prometheus`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    assert.equal(await checked(['check', 'metrics'], body), '');
  });

  it('finds the P95 latency and the error rate of our JSON, within 2 %', async () => {
    const { performance: latency, summary } = scene.app.monitor.metrics();
    const isNear = (theirs: number, ours: number): void =>
      assert.ok(Math.abs(theirs / ours - 1) < 0.02, `${theirs} and ${ours}`);
    const quantile = (q: number): string =>
      `1000 * histogram_quantile(${q}, sum by (le) (rate(align_monitor_request_duration_seconds_bucket[5m])))`;
    isNear(await scene.value(quantile(0.95)), latency.p95_ms ?? NaN);
    isNear(await scene.value(quantile(0.99)), latency.p99_ms ?? NaN);
    const errorRate = '100 * rate(align_monitor_failures_total[5m]) / rate(align_monitor_requests_total[5m])';
    isNear(await scene.value(errorRate), summary.error_rate_percent);
  });

  it('takes the rule file, and fires its rules', async () => {
    assert.match(await checked(['check', 'rules', join(scene.folder, 'rules.yml')]), /SUCCESS: \d+ rules found/);
    const firing = async (): Promise<string[]> =>
      (await scene.query('ALERTS{alertstate="firing"}')).map(({ metric }) => metric['alertname'] ?? '').sort();
    await scene.until(async () => (await firing()).length === 4, 'four rules fire');
    assert.deepEqual(await firing(), ['5xx_detected', 'error_rate_high', 'latency_high', 'quota']);
  });

  it('has data for every query of the dashboard', async () => {
    await scene.until(async () => (await scene.query('align_monitor_alert_firing == 1')).length > 0, 'our alert fires');
    const { panels, annotations, templating } = dashboard() as ReturnType<typeof dashboard> & {
      annotations: { list: { expr: string }[] };
      templating: { list: { query: string | { query: string } }[] };
    };
    const targets = panels.flatMap((panel) => panel.targets as { expr: string }[]);
    const expressions = [...targets, ...annotations.list].map(({ expr }) => expr);
    assert.ok(expressions.length > 20);
    const variables = templating.list.flatMap(({ query }) => {
      const series = /^label_values\((.+), \w+\)$/.exec(typeof query === 'string' ? query : query.query)?.[1];
      return series ?? [];
    });
    assert.equal(variables.length, 2);
    for (const expression of [...expressions, ...variables]) {
      const filled = expression
        .replaceAll('$__rate_interval', '1m')
        .replaceAll('$__range', '1h')
        .replaceAll(/\$(job|instance)\b/g, '.*');
      const samples = await scene.query(filled);
      assert.ok(samples.length > 0, `no data: ${filled}`);
      assert.ok(
        samples.some(({ value }) => Number.isFinite(Number(value[1]))),
        filled,
      );
    }
  });
});

/** Runs promtool's test of rules over series by their names. */
async function assertRules(rules: string, input: Record<string, string>, tests: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'promtool-'));
  try {
    await writeFile(join(folder, 'rules.yml'), rules);
    const series = Object.entries(input).map(([name, values]) => `      - { series: '${name}', values: '${values}' }`);
    const head = 'rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:';
    await writeFile(join(folder, 'test.yml'), `${[head, ...series].join('\n')}\n    alert_rule_test:\n${tests}`);
    assert.match(await checked(['test', 'rules', join(folder, 'test.yml')]), /SUCCESS/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('promtool', { skip }, () => {
  const fires = (at: string, name: string, alert = ''): string =>
    `      - eval_time: ${at}\n        alertname: '${name}'\n        exp_alerts: [${alert}]\n`;

  it('finds that a model that is slow by design fires no rule, and fires one beyond its own limit', async () => {
    const endpoints = { 'POST /model': { p95Ms: [3000, 10_000] as const }, '/poll': false as const };
    const { rules } = resolveOptions({ levels: { endpoints }, alertRules: { latency_high: { window: 300 } } });
    const bucket = (job: string, route: string, method: string, le: string): string =>
      `http_server_request_duration_seconds_bucket{job="${job}",http_route="${route}",http_request_method="${method}",le="${le}"}`;
    const count = (job: string, route: string, method: string): string =>
      `http_server_request_duration_seconds_count{job="${job}",http_route="${route}",http_request_method="${method}"}`;
    const rest = (job: string): Record<string, string> => ({
      [bucket(job, '/', 'GET', '0.5')]: '0+600x20',
      [bucket(job, '/', 'GET', '10')]: '0+600x20',
      [count(job, '/', 'GET')]: '0+600x20',
      [bucket(job, '/poll', 'GET', '0.5')]: '0+0x20',
      [bucket(job, '/poll', 'GET', '10')]: '0+0x20',
      [count(job, '/poll', 'GET')]: '0+600x20',
    });
    await assertRules(
      ruleFile(rules),
      {
        ...{ ...rest('design'), ...rest('slow'), ...rest('none') },
        [bucket('design', '/model', 'POST', '0.5')]: '0+0x20',
        [bucket('design', '/model', 'POST', '10')]: '0+200x20',
        [count('design', '/model', 'POST')]: '0+200x20',
        [bucket('slow', '/model', 'POST', '0.5')]: '0+0x20',
        [bucket('slow', '/model', 'POST', '10')]: '0+0x20',
        [count('slow', '/model', 'POST')]: '0+200x20',
      },
      fires(
        '15m',
        'latency_high',
        "{ exp_labels: { job: slow, severity: warning }, exp_annotations: { summary: 'slow_rate of slow is 25 % (limit 5 %, last 300 s)' } }",
      ),
    );
  });

  it('finds that an endpoint with an error rate of its own has a rule of its own, and is left out of that of the app', async () => {
    const { rules } = resolveOptions({ levels: { endpoints: { 'GET /export': { errorRatePercent: [20, 40] } } } });
    const series = (job: string, failed: number): Record<string, string> => ({
      [`align_monitor_requests_total{job="${job}"}`]: '0+1200x20',
      [`align_monitor_failures_total{job="${job}"}`]: `0+${failed}x20`,
      [`align_monitor_endpoint_failures_total{job="${job}",http_route="/export",http_request_method="GET"}`]: `0+${failed}x20`,
      [`http_server_request_duration_seconds_count{job="${job}",http_route="/export",http_request_method="GET"}`]:
        '0+600x20',
    });
    await assertRules(
      ruleFile(rules.map((rule) => ({ ...rule, window: 300 }))),
      { ...series('within', 180), ...series('beyond', 300) },
      fires('15m', 'error_rate_high') +
        fires(
          '15m',
          'error_rate_high: GET /export',
          "{ exp_labels: { job: beyond, severity: critical }, exp_annotations: { summary: 'error_rate of beyond at GET /export is 50 % (limit 40 %, last 300 s)' } }",
        ),
    );
  });

  it('finds that an error budget that is used up fast fires, and one that is used as allowed does not', async () => {
    const { rules, objectives } = resolveOptions({
      objectives: [{ name: 'up {{loads}}', target: 99, endpoints: ['POST /a', '/b'] }],
    });
    const series = (job: string, failed: number): Record<string, string> => ({
      [`align_monitor_endpoint_failures_total{job="${job}",http_route="/a",http_request_method="POST"}`]: `0+${failed}x120`,
      [`http_server_request_duration_seconds_count{job="${job}",http_route="/a",http_request_method="POST"}`]:
        '0+500x120',
      [`align_monitor_endpoint_failures_total{job="${job}",http_route="/b",http_request_method="GET"}`]: '0+0x120',
      [`http_server_request_duration_seconds_count{job="${job}",http_route="/b",http_request_method="GET"}`]:
        '0+500x120',
    });
    await assertRules(
      ruleFile(rules, objectives),
      { ...series('calm', 10), ...series('bad', 200) },
      fires(
        '2h',
        'error_budget_fast_burn',
        "{ exp_labels: { job: bad, severity: critical, objective: 'up {{loads}}', window: 1h }, exp_annotations: { summary: 'up {{loads}} of bad: 20% of requests fail, of which the objective allows 1 %' } }",
      ),
    );
  });

  it('finds that the rules fire on evidence, and on no less', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'promtool-'));
    try {
      await writeFile(join(folder, 'rules.yml'), ruleFile(RULES));
      const series = (name: string, values: string): string =>
        `      - series: 'align_monitor_${name}'\n        values: '${values}'\n`;
      // 10 requests a second: none fail; one in a hundred; then one in five.
      const test = `rule_files: [rules.yml]
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
${series('requests_total{job="calm"}', '0+150x80')}${series('failures_total{job="calm"}', '0+1x80')}
${series('requests_total{job="bad"}', '0+150x80')}${series('failures_total{job="bad"}', '0+1x40 41+30x40')}
${series('requests_total{job="quiet"}', '0+1x80')}${series('failures_total{job="quiet"}', '0x77 1x2')}
    alert_rule_test:
      - eval_time: 9m
        alertname: error_rate_high
        exp_alerts: []
      - eval_time: 19m
        alertname: error_rate_high
        exp_alerts:
          - exp_labels: { job: bad, severity: critical }
            exp_annotations: { summary: 'error_rate of bad is 20 % (limit 5 %, last 60 s)' }
`;
      await writeFile(join(folder, 'test.yml'), test);
      assert.match(await checked(['test', 'rules', join(folder, 'test.yml')]), /SUCCESS/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
