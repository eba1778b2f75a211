import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { allRoutes } from '../../../server/api/app.js';
import { ROUTE_RULES, type Route } from '../../../server/api/route.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { createServer } from '../../../server/standalone.js';
import { type Answer, ask, type Question } from '../support/http.js';
import { FakeClock } from '../support/fake-clock.js';

const TOKENS = { viewer: 'viewer-token-1', operator: 'operator-token-1', ingest: 'ingest-token-1' };
const bearer = (token: string): Question => ({ headers: { Authorization: `Bearer ${token}` } });
const json = ({ body }: Answer): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;

/** All endpoints as they are written down; nothing of them is called. */
const routes: Route[] = allRoutes({ origins: [] } as never, () => undefined);

/** An address of each path, with something in place of its parameters. */
const addressOf = ({ path }: Route): string => path.replace(':id', 'x').replace(':file', 'none.js');

interface Served {
  monitor: Monitor;
  url: string;
  close: () => Promise<void>;
}

function serve(options: MonitorOptions): Promise<Served> {
  return createServer({ port: 0, ...options });
}

/** Asks an endpoint as its method wants to be asked. */
function send(url: string, route: Route, { headers }: Question = {}): Promise<Answer> {
  const isPost = route.method === 'POST';
  const type = route.path.endsWith('/ingest') ? 'application/x-ndjson' : 'application/json';
  return ask(url + addressOf(route), {
    method: route.method,
    headers: { ...(isPost && { 'Content-Type': type, Origin: url }), ...headers },
    ...(isPost && { body: '{}' }),
  });
}

describe('every endpoint', () => {
  let served: Served;
  before(async () => {
    served = await serve({ access: TOKENS });
  });
  after(() => served.close());

  it('has a rule, and each path and method one endpoint', () => {
    assert.ok(routes.length >= 17);
    for (const route of routes) assert.ok(ROUTE_RULES.includes(route.rule), route.path);
    assert.equal(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size, routes.length);
  });

  it('that changes something is for operators or for programs that report, but for signing in and out', () => {
    const open = routes.filter(({ method, rule }) => method === 'POST' && rule !== 'operator' && rule !== 'ingest');
    assert.deepEqual(
      open.map(({ path }) => path),
      ['/monitoring/sign-in', '/monitoring/sign-out'],
    );
  });

  const refusals: Record<Route['rule'], Record<'public' | 'viewer' | 'operator' | 'ingest', number | null>> = {
    everybody: { public: null, viewer: null, operator: null, ingest: null },
    each: { public: null, viewer: null, operator: null, ingest: null },
    reads: { public: null, viewer: null, operator: null, ingest: null },
    viewer: { public: 401, viewer: null, operator: null, ingest: 403 },
    operator: { public: 401, viewer: 403, operator: null, ingest: 403 },
    ingest: { public: 401, viewer: 403, operator: 403, ingest: null },
  };

  for (const route of routes) {
    for (const who of ['public', 'viewer', 'operator', 'ingest'] as const) {
      const refusal = refusals[route.rule][who];
      it(`${route.method} ${route.path} ${refusal === null ? 'answers' : 'refuses'} ${who}`, async () => {
        const { status } = await send(served.url, route, who === 'public' ? {} : bearer(TOKENS[who]));
        if (refusal !== null) assert.equal(status, refusal);
        else assert.ok(status !== 403 && (status !== 401 || route.path.endsWith('/sign-in')), String(status));
      });
    }
    it(`${route.method} ${route.path} ${['everybody', 'each'].includes(route.rule) ? 'takes no notice of' : 'refuses'} a wrong token`, async () => {
      const { status, headers } = await send(served.url, route, bearer('viewer-token-2'));
      if (['everybody', 'each'].includes(route.rule))
        return assert.ok(status !== 401 || route.path.endsWith('/sign-in'));
      assert.ok(status === 401 || status === 429);
      assert.match(headers['www-authenticate'] ?? '', /invalid_token/);
    });
  }
});

describe('the status codes of the health endpoints', () => {
  const paths = ['/health', '/health/live', '/health/ready', '/health/detailed', '/health/detailed?for=lb'];
  const settings: MonitorOptions['access'][] = [
    'local',
    ...(['none', 'level', 'status', 'all'] as const).map((view) => ({ ...TOKENS, public: view })),
  ];

  it('are the same for everybody under every setting, good and bad', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    const codes = new Set<string>();
    for (const access of settings) {
      const served = await serve({ access, clock: new FakeClock() });
      for (const isBad of [false, true]) {
        if (isBad) {
          for (let count = 0; count < 20; count++) {
            served.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 1 });
          }
          mock.timers.tick(5000);
        }
        for (const question of [{}, bearer(TOKENS.viewer), bearer(TOKENS.operator), bearer('wrong-token')]) {
          const answers = await Promise.all(paths.map((path) => ask(served.url + path, question)));
          codes.add(`${isBad}: ${answers.map(({ status }) => status).join(' ')}`);
        }
      }
      await served.close();
    }
    mock.timers.reset();
    assert.deepEqual([...codes].sort(), ['false: 200 200 200 200 200', 'true: 200 200 200 503 200']);
  });
});

/** Texts that tell who and what is within; each is planted where the monitor takes text in. */
const SECRETS = {
  endpoint: '/secret-endpoint',
  feature: 'secret-feature',
  session: 'secret-session',
  version: 'secret-version',
  deploy: 'secret-deploy',
  note: 'secret-note',
  person: 'secret-person',
  check: 'secret-check',
  message: 'secret-message',
  errorClass: 'secret-class',
};

describe('the public', () => {
  afterEach(() => mock.timers.reset());

  const readable = [
    '/metrics',
    '/metrics/history?range=1h',
    '/health/detailed',
    '/monitoring/badge.svg',
    '/monitoring',
  ];

  async function planted(access: MonitorOptions['access']): Promise<Served> {
    mock.timers.enable({ apis: ['setInterval'] });
    const clock = new FakeClock();
    const from = new Date(clock.wall() + 3_600_000);
    const to = new Date(clock.wall() + 7_200_000);
    const served = await serve({
      ...{ access, clock, version: SECRETS.version },
      maintenance: [{ from, to, note: 'We move the database', endpoints: [SECRETS.endpoint] }],
    });
    const { monitor, url } = served;
    monitor.addCheck(SECRETS.check, () => Promise.reject(new Error(SECRETS.message)), { critical: true });
    for (let count = 0; count < 20; count++) {
      monitor.recordRequest({
        ...{ endpoint: SECRETS.endpoint, method: 'GET', statusCode: 500, latencyMs: 1 },
        ...{ sessionId: `${SECRETS.session} ${count}`, feature: SECRETS.feature },
      });
    }
    monitor.recordRequest({
      ...{ endpoint: '/', method: 'GET', statusCode: 400, latencyMs: 1, errorClass: SECRETS.errorClass },
    });
    monitor.recordError({ type: 'timeout', message: SECRETS.message, endpoint: SECRETS.endpoint });
    for (let second = 0; second < 10; second++) {
      clock.advance(1);
      mock.timers.tick(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const change = (path: string, body: unknown): Promise<Answer> =>
      ask(`${url}/monitoring/${path}`, {
        method: 'POST',
        headers: { ...bearer(TOKENS.operator).headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    await change('deploys', { version: SECRETS.deploy, note: SECRETS.note });
    await change('alerts/mute', { type: '5xx_detected', minutes: 5, by: SECRETS.person, note: SECRETS.note });
    const [alert] = monitor.metrics().alerts;
    await change(`alerts/${alert?.id}/acknowledge`, { by: SECRETS.person, note: SECRETS.note });
    return served;
  }

  const hidden = [
    ...Object.values(SECRETS),
    hostname(),
    String(process.pid),
    'operator',
    'evidence',
    'heap',
    'last_error',
  ];

  it('sees no name of what is within, by default and as the level alone', async () => {
    for (const view of [undefined, 'level'] as const) {
      const served = await planted({ ...TOKENS, ...(view && { public: view }) });
      for (const path of readable) {
        const { body } = await ask(served.url + path);
        for (const text of hidden) assert.ok(!body.includes(text), `${path} shows ${text}`);
      }
      // The same texts are there for a viewer, so that looking for them proves something.
      const viewed = await Promise.all(
        readable.map((path) => ask(served.url + path, bearer(TOKENS.viewer)).then(({ body }) => body)),
      );
      for (const text of Object.values(SECRETS)) {
        assert.equal(
          viewed.some((body) => body.includes(text)),
          text !== SECRETS.session,
          text,
        );
      }
      mock.timers.reset();
      await served.close();
    }
  });

  it('sees the status: a sentence, since when, the main figures and which alerts fire', async () => {
    const served = await planted(TOKENS);
    const metrics = json(await ask(`${served.url}/metrics`));
    assert.deepEqual(Object.keys(metrics).sort(), [
      ...['alerts', 'audience', 'errors', 'evaluated_at', 'instance', 'maintenance', 'message', 'performance'],
      ...['reasons', 'recovering', 'series', 'since', 'status', 'summary', 'timestamp', 'too_few_to_judge', 'view'],
      'window_seconds',
    ]);
    assert.deepEqual([metrics['audience'], metrics['view'], metrics['status']], ['public', 'status', 'degraded']);
    const people = 'All 20 people saw an error in the last 5 minutes.';
    assert.equal(metrics['message'], `Something is wrong on our side. ${people} The team can see it.`);
    assert.ok(Date.parse(String(metrics['since'])) <= Date.parse(String(metrics['evaluated_at'])));
    const { total_requests, failed_requests, error_rate_percent, active_sessions } = metrics['summary'] as never;
    assert.deepEqual([total_requests, failed_requests, active_sessions], [21, 20, 20]);
    assert.ok(error_rate_percent > 90);
    assert.deepEqual(Object.keys(metrics['performance'] as object), ['mean_ms', 'p95_ms', 'p99_ms']);
    const [alert] = metrics['alerts'] as Record<string, unknown>[];
    assert.deepEqual(Object.keys(alert ?? {}), ['type', 'severity', 'state', 'time', 'timestamp', 'notified_at']);
    assert.equal((metrics['errors'] as { recent_other: number }).recent_other, 1);
    const [planned] = metrics['maintenance'] as object[];
    assert.deepEqual(Object.keys(planned ?? {}), ['from', 'to', 'note']);
    const { steps, ...history } = json(await ask(`${served.url}/metrics/history`)) as { steps: object[] };
    assert.equal(steps.length, 288);
    assert.deepEqual(Object.keys(steps[0] ?? {}), ['t', 'status', 'seconds']);
    assert.ok(!('alerts' in history) && !('deploys' in history));
    mock.timers.reset();
    await served.close();
  });

  it('sees everything, the level alone or nothing where the app says so', async () => {
    const expected = {
      all: [200, 200, 200, 200],
      status: [200, 200, 401, 200],
      level: [200, 200, 401, 200],
      none: [401, 401, 401, 401],
    };
    for (const view of ['all', 'status', 'level', 'none'] as const) {
      const served = await serve({ access: { ...TOKENS, public: view } });
      const paths = ['/metrics', '/metrics/history', '/metrics/requests', '/monitoring/badge.svg'];
      const answers = await Promise.all(paths.map((path) => ask(served.url + path)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        expected[view],
        view,
      );
      const level = json(await ask(`${served.url}/health/detailed`));
      assert.equal('status' in level, view !== 'none');
      assert.equal('storage' in level, view === 'all');
      await served.close();
    }
  });

  it('is told how to get the rest', async () => {
    const served = await serve({ access: TOKENS });
    const { headers } = await ask(`${served.url}/metrics`);
    assert.match(String(headers['align-monitor-audience']), /^public; .*Bearer/);
    assert.match(headers['www-authenticate'] ?? '', /^Bearer /);
    const viewed = await ask(`${served.url}/metrics`, bearer(TOKENS.viewer));
    assert.deepEqual([viewed.headers['align-monitor-audience'], json(viewed)['audience']], [undefined, 'viewer']);
    await served.close();
  });

  it('is on the same machine as a proxy, so that its address is no credential', async () => {
    const served = await serve({});
    const { status } = await ask(`${served.url}/monitoring/deploys`, {
      ...{
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Host: 'localhost' },
        body: '{"version":"2"}',
      },
    });
    assert.equal(status, 401);
    assert.equal(json(await ask(`${served.url}/metrics`, { headers: { Host: 'localhost' } }))['audience'], 'public');
    await served.close();
  });
});

describe('what an operator changes', () => {
  it('is recorded with the name of the credential', async () => {
    const operator = [{ name: 'pipeline', token: 'pipeline-token' }, 'other-operator'];
    const served = await serve({ access: { operator } });
    const { status } = await ask(`${served.url}/monitoring/deploys`, {
      method: 'POST',
      headers: { ...bearer('pipeline-token').headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ version: '1.8.0' }),
    });
    assert.equal(status, 201);
    assert.equal(served.monitor.metrics().deploy?.credential, 'pipeline');
    await served.close();
  });
});

describe('in the process itself', () => {
  it('everything is shown', async () => {
    const monitor = createMonitor({ access: { public: 'none' } });
    assert.deepEqual([monitor.metrics().audience, monitor.metrics().view], ['operator', 'all']);
    await monitor.close();
  });
});
