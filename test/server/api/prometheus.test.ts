import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { prefersPrometheus } from '../../../server/api/accept.js';
import { createServer, type MonitorServer, type ServerOptions } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { type Answer, ask } from '../support/http.js';

const TOKEN = 'token-of-prometheus';
const OPENMETRICS = 'application/openmetrics-text';
const PROMETHEUS_2 = `${OPENMETRICS};version=1.0.0,${OPENMETRICS};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`;
const SCRAPERS = {
  'Prometheus 2.42': PROMETHEUS_2,
  'Prometheus 2.2': 'text/plain;version=0.0.4;q=1,*/*;q=0.1',
  'Prometheus 2.50 with native histograms':
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,' +
    `${OPENMETRICS};version=1.0.0;q=0.6,${OPENMETRICS};version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3`,
  'Prometheus 3':
    `${OPENMETRICS};version=1.0.0;escaping=allow-utf-8;q=0.6,${OPENMETRICS};version=0.0.1;q=0.5,` +
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
  VictoriaMetrics: 'text/plain;version=0.0.4;q=1,*/*;q=0.1',
  Metricbeat: `${OPENMETRICS}; version=1.0.0; charset=utf-8,*/*;q=0.1`,
  'who asks for text': 'text/plain',
};
const OTHERS = {
  curl: '*/*',
  nobody: undefined,
  Firefox: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  Chrome: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  axios: 'application/json, text/plain, */*',
  'the element': 'application/json',
  'who refuses text': 'text/plain;q=0',
  'who writes nonsense': ';;q=,,text/plain;q=x',
};

describe('the Accept header', () => {
  for (const [name, accept] of Object.entries(SCRAPERS)) {
    it(`of ${name} asks for Prometheus' format`, () => assert.equal(prefersPrometheus(accept), true));
  }
  for (const [name, accept] of Object.entries(OTHERS)) {
    it(`of ${name} asks for JSON`, () => assert.equal(prefersPrometheus(accept), false));
  }

  it('is read to its thousandth character', () => {
    assert.equal(prefersPrometheus(`${'a/b,'.repeat(300)}text/plain`), false);
    const started = performance.now();
    prefersPrometheus(','.repeat(16_000));
    assert.ok(performance.now() - started < 50);
  });
});

describe("what is answered in Prometheus' format", () => {
  let started: MonitorServer | undefined;
  const start = async (options: ServerOptions = {}): Promise<void> => {
    started = await createServer({ access: { viewer: TOKEN }, port: 0, ...options });
  };
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(`${started?.url ?? ''}${path}`, { headers });
  const isText = ({ status, headers, body }: Answer): boolean =>
    status === 200 &&
    headers['content-type'] === 'text/plain; version=0.0.4; charset=utf-8' &&
    body.includes('# TYPE align_monitor_requests_total counter');
  afterEach(async () => {
    await started?.close();
    started = undefined;
  });

  it('is for those with the token of a viewer, at both addresses', async () => {
    await start();
    const authorization = `Bearer ${TOKEN}`;
    assert.ok(isText(await get('/metrics/prometheus', { authorization })));
    assert.ok(isText(await get('/metrics', { authorization, accept: PROMETHEUS_2 })));
    const json = await get('/metrics', { authorization });
    assert.match(json.headers['content-type'] ?? '', /^application\/json/);
  });

  it('is refused to the public, which gets its status as JSON as ever', async () => {
    await start();
    for (const answer of [await get('/metrics/prometheus'), await get('/metrics', { accept: PROMETHEUS_2 })]) {
      assert.equal(answer.status, 401);
      assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/);
    }
    assert.equal((await get('/metrics')).status, 200);
    const wrong = await get('/metrics', { accept: PROMETHEUS_2, authorization: 'Bearer wrong-token' });
    assert.equal(wrong.status, 401);
  });

  it('is for everybody where the public may see everything', async () => {
    await start({ access: { public: 'all' } });
    assert.ok(isText(await get('/metrics/prometheus')));
    assert.ok(isText(await get('/metrics', { accept: PROMETHEUS_2 })));
  });

  it('varies with the Accept header, also where it is refused', async () => {
    await start();
    for (const accept of [PROMETHEUS_2, '*/*']) {
      assert.match((await get('/metrics', { accept })).headers.vary ?? '', /\bAccept\b/);
    }
  });

  it('is made once a second, however many scrape, and asks registries as often', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const registry = { metrics: () => `# TYPE asked gauge\nasked ${++asked}\n` };
    await start({ access: 'local', clock, prometheus: { registries: [registry] } });
    const all = await Promise.all(Array.from({ length: 10 }, () => get('/metrics/prometheus')));
    assert.ok(all.every(({ body }) => body.endsWith('\nasked 1\n')));
    clock.advance(1);
    assert.match((await get('/metrics/prometheus')).body, /^asked 2$/m);
  });

  it('has no registries but those with a function metrics()', async () => {
    await assert.rejects(
      start({ prometheus: { registries: [{}] } } as never),
      /prometheus\.registries\.0 is \{\}; allowed/,
    );
  });
});
