/** A client of the real SDK of Sentry, posting to a local server. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { defaultStackParser, makeNodeTransport, NodeClient } from '@sentry/node';
import Koa from 'koa';
import type { RequestsAnswer } from '../../../server/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';
import { ask, listen, type Listening, until } from '../support/http.js';
import { startSentrySink } from './sentry-sink.js';

const PROJECT = 'https://acme.sentry.io/organizations/acme/projects/portal';

describe('with a client of Sentry', () => {
  let sink: Awaited<ReturnType<typeof startSentrySink>>;
  let client: NodeClient;
  let clock: FakeClock;
  let monitor: Monitor;
  let app: Listening;

  /** Lets so many seconds pass. */
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1);
      mock.timers.tick(1000);
    }
  };
  const requests = async (headers: Record<string, string>): Promise<RequestsAnswer> =>
    JSON.parse((await ask(`${app.url}/metrics/requests`, { headers })).body) as RequestsAnswer;

  beforeEach(async () => {
    sink = await startSentrySink();
    const { dsn } = sink;
    client = new NodeClient({
      ...{ dsn, integrations: [], transport: makeNodeTransport, stackParser: defaultStackParser },
    });
    client.init();
    clock = new FakeClock();
    mock.timers.enable({ apis: ['setInterval'] });
    monitor = createMonitor({
      ...{ clock, version: '1.8.0', url: 'https://portal.example', access: { viewer: 'viewer-token' } },
      sentry: { client, projectUrl: `${PROJECT}/` },
    });
    const koa = new Koa();
    koa.silent = true;
    koa.use(monitor.koa());
    koa.use(async (ctx) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (ctx.path === '/fine') {
        ctx.body = 'fine';
        return;
      }
      const error = new Error(`broken ${ctx.path}`);
      client.captureException(error);
      throw error;
    });
    app = await listen(koa.callback());
  });
  afterEach(async () => {
    mock.timers.reset();
    await app.close();
    await monitor.close();
    await client.close(1000);
    await sink.close();
  });

  it('a firing alert is an event with the fingerprint of its rule, its end another one', async () => {
    for (let count = 0; count < 30; count++) {
      const sessionId = `s3cret-${count}`;
      monitor.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode: 500, latencyMs: 5, sessionId });
    }
    pass(5);
    await until(() => sink.events.length === 2, 'two alerts arrive');
    const fired = sink.events.find(({ fingerprint }) => fingerprint?.[1] === 'error_rate_high');
    assert.deepEqual(fired?.fingerprint, ['align-monitor', 'error_rate_high']);
    assert.deepEqual([fired?.level, fired?.logger, fired?.release], ['error', 'align-monitor', '1.8.0']);
    assert.match(fired?.message ?? '', /^Error rate 100 %/);
    assert.equal(fired?.timestamp, clock.wall() / 1000);
    assert.equal(fired?.tags?.['alert.state'], 'firing');
    assert.equal(fired?.contexts?.alert?.['page'], 'https://portal.example/monitoring');
    assert.equal(fired?.contexts?.alert?.['requests'], 30);
    assert.match(JSON.stringify(fired?.extra), /items/);
    assert.equal(JSON.stringify(sink.events).includes('s3cret'), false);
    pass(400);
    await until(() => sink.events.length === 4, 'both ends arrive');
    const [ended] = sink.events.slice(2).filter(({ fingerprint }) => fingerprint?.[1] === 'error_rate_high');
    assert.deepEqual([ended?.level, ended?.tags?.['alert.state']], ['info', 'resolved']);
    assert.match(ended?.message ?? '', /^Resolved: /);
  });

  it('each request keeps the event that was reported while it was handled, and no other does', async () => {
    await Promise.all(['/a?token=q', '/fine', '/b', '/fine', '/c'].map((path) => ask(`${app.url}${path}`)));
    await until(() => sink.events.length === 3, 'three errors arrive');
    const answer = await requests({ Authorization: 'Bearer viewer-token' });
    const ids = answer.requests.map((request) => request.sentry_event_id);
    assert.deepEqual(ids.filter((id) => id !== undefined).sort(), sink.events.map((event) => event.event_id).sort());
    for (const { status, sentry_event_id: id, sentry_url: url } of answer.requests) {
      assert.equal(id !== undefined, status === 500);
      assert.equal(url, id && `${PROJECT}/events/${id}/`);
    }
  });

  it('strangers see no events', async () => {
    await ask(`${app.url}/broken`);
    const { status, body } = await ask(`${app.url}/metrics/requests`);
    assert.equal(status, 401);
    assert.equal(body.includes('event'), false);
  });

  it('a message that is no error, and an error outside of requests, belong to no request', async () => {
    client.captureException(new Error('outside'));
    client.captureMessage('just saying');
    await ask(`${app.url}/fine`);
    await until(() => sink.events.length === 2, 'both arrive');
    const answer = await requests({ Authorization: 'Bearer viewer-token' });
    assert.deepEqual(
      Object.keys(answer.requests[0] ?? {}).filter((key) => key.startsWith('sentry')),
      [],
    );
  });
});

it('a namespace without a client, and what is none, are refused with words that say what to do', () => {
  const create = (sentry: unknown) => () => createMonitor({ sentry: sentry as never });
  assert.throws(
    create({ client: { getClient: () => undefined } }),
    /option sentry\.client is .*after Sentry\.init\(\)/,
  );
  assert.throws(create({ client: 5 }), TypeError);
  assert.throws(create({}), TypeError);
  const client = { captureEvent: () => '', on: () => undefined };
  assert.throws(create({ client, projectUrl: 'acme' }), /option sentry\.projectUrl is "acme"/);
});

it('a Sentry that refuses or cannot be reached changes nothing', async () => {
  const client = new NodeClient({
    ...{ dsn: 'http://0123456789abcdef0123456789abcdef@127.0.0.1:9/42', integrations: [] },
    ...{ transport: makeNodeTransport, stackParser: defaultStackParser },
  });
  client.init();
  const clock = new FakeClock();
  mock.timers.enable({ apis: ['setInterval'] });
  const monitor = createMonitor({ clock, sentry: { client: { getClient: () => client } } });
  for (let count = 0; count < 30; count++) {
    monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 5 });
  }
  clock.advance(5);
  mock.timers.tick(5000);
  mock.timers.reset();
  assert.equal(monitor.metrics().status, 'degraded');
  await client.close(1000);
  assert.equal(monitor.metrics().monitor.monitor_errors, 0);
  await monitor.close();
});
