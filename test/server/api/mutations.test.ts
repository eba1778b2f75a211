import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  HISTORY_RANGE_NAMES,
  HISTORY_RANGES,
  LONGEST_RANGE,
  type Alert,
  type ApiError,
  type Deploy,
  type HistoryAnswer,
  type Mute,
} from '../../../server/contract/index.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { type Answer, ask } from '../support/http.js';

describe('what people change', () => {
  let clock: FakeClock;
  let started: MonitorServer;

  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(`${started.url}/monitoring/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const read = ({ body }: Answer): unknown => JSON.parse(body);
  const errorOf = (answer: Answer): [number, string] => [answer.status, (read(answer) as ApiError).error.code];

  beforeEach(async (context) => {
    if ('mock' in context) context.mock.timers.enable({ apis: ['setInterval'] });
    clock = new FakeClock();
    started = await createServer({ access: 'local', port: 0, clock });
  });
  afterEach(() => started.close());

  it('is who has seen an alert that fires, with a name and a note', async (test) => {
    for (let count = 0; count < 20; count++) {
      started.monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 500, latencyMs: 1 });
    }
    test.mock.timers.tick(5000);
    const [alert] = started.monitor.metrics().alerts;
    const answer = await post(`alerts/${alert?.id}/acknowledge`, { by: 'Ann', note: 'on it' });
    assert.deepEqual([answer.status, (read(answer) as { alert: Alert }).alert.acknowledged?.by], [200, 'Ann']);
    assert.equal(started.monitor.metrics().alerts[0]?.acknowledged?.note, 'on it');
    assert.deepEqual(errorOf(await post('alerts/unknown/acknowledge', {})), [404, 'no_such_alert']);
  });

  it('is a rule that is muted for some minutes, and no longer when that is taken back', async () => {
    const answer = await post('alerts/mute', { type: 'latency_high', minutes: 15, by: 'Ann', note: 'load test' });
    const { mute } = read(answer) as { mute: Mute };
    assert.deepEqual([answer.status, mute.type, mute.by, mute.note], [200, 'latency_high', 'Ann', 'load test']);
    assert.equal(Date.parse(mute.until) - clock.wall(), 15 * 60_000);
    assert.deepEqual(started.monitor.metrics().mutes, [mute]);
    const ended = await post('alerts/mute', { type: 'latency_high', minutes: 0 });
    assert.deepEqual([ended.status, started.monitor.metrics().mutes], [200, []]);
    assert.deepEqual(errorOf(await post('alerts/mute', { type: 'no_rule', minutes: 15 })), [404, 'no_such_rule']);
  });

  it('is a version that went into service', async () => {
    const answer = await post('deploys', { version: '1.8.0', note: 'new editor' });
    assert.deepEqual([answer.status, (read(answer) as { deploy: Deploy }).deploy.version], [201, '1.8.0']);
    assert.equal(started.monitor.metrics().deploy?.note, 'new editor');
    const history = read(await ask(`${started.url}/metrics/history?range=1h`)) as HistoryAnswer;
    assert.deepEqual(
      history.deploys.map(({ version }) => version),
      ['1.8.0'],
    );
  });

  it('is refused with each wrong field named', async () => {
    const answer = await post('alerts/mute', { type: 'latency_high', minutes: -1, who: 'me' });
    assert.deepEqual(errorOf(answer), [400, 'bad_change']);
    const { message } = (read(answer) as ApiError).error;
    assert.match(message, /minutes: minutes from 0 to 10080/);
    assert.match(message, /who/);
    assert.deepEqual(errorOf(await post('deploys', { version: '' })), [400, 'bad_change']);
    assert.deepEqual(errorOf(await post('deploys', 'no json')), [400, 'bad_json']);
    assert.deepEqual(errorOf(await post('deploys', 'x'.repeat(20_000))), [413, 'too_large']);
    assert.deepEqual(errorOf(await post('deploys', {}, { 'Content-Type': 'text/plain' })), [
      415,
      'unsupported_media_type',
    ]);
  });

  for (const [from, headers, refusal = [401, 'unauthorized']] of [
    ['a proxy', { 'X-Forwarded-For': '127.0.0.1' }],
    ['another name for this machine', { Host: 'attacker.example' }, [421, 'unknown_host']],
    ['a page of another origin', { Origin: 'http://attacker.example' }, [403, 'foreign_origin']],
  ] as const) {
    it(`is refused when it comes from ${from}`, async () => {
      for (const path of ['alerts/mute', 'alerts/x/acknowledge', 'deploys']) {
        assert.deepEqual(
          errorOf(await post(path, { version: '1', type: 'latency_high', minutes: 1 }, headers)),
          refusal,
        );
      }
      assert.deepEqual([started.monitor.metrics().mutes, started.monitor.metrics().deploy], [[], null]);
    });
  }
});

describe('GET /metrics/history', () => {
  it('answers all that is kept unless a range is asked for, and says which there are', async () => {
    const started = await createServer({ access: 'local', port: 0 });
    const steps = async (query: string): Promise<[number, number]> => {
      const { body } = await ask(`${started.url}/metrics/history${query}`);
      const { step_seconds, steps: list } = JSON.parse(body) as HistoryAnswer;
      return [step_seconds, list.length];
    };
    const lengths = ({ seconds, stepSeconds }: { seconds: number; stepSeconds: number }) => [
      stepSeconds,
      seconds / stepSeconds,
    ];
    assert.deepEqual(await steps(''), lengths(HISTORY_RANGES[LONGEST_RANGE]));
    for (const name of HISTORY_RANGE_NAMES) {
      assert.deepEqual(await steps(`?range=${name}`), lengths(HISTORY_RANGES[name]));
    }
    const wrong = await ask(`${started.url}/metrics/history?range=1y`);
    assert.equal(wrong.status, 400);
    assert.ok(wrong.body.includes(HISTORY_RANGE_NAMES.join(', ')));
    await started.close();
  });
});
