import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ApiError, ErrorGroup, ErrorsAnswer, Metrics } from '../../../server/contract/index.js';
import { createServer, type MonitorServer } from '../../../server/standalone.js';
import { FakeClock } from '../support/fake-clock.js';
import { type Answer, ask } from '../support/http.js';

describe('error groups', () => {
  let clock: FakeClock;
  let started: MonitorServer;

  const get = (query = ''): Promise<Answer> => ask(`${started.url}/metrics/errors${query}`);
  const answer = async (query = ''): Promise<ErrorsAnswer> => JSON.parse((await get(query)).body) as ErrorsAnswer;
  const post = (path: string, body: unknown = {}): Promise<Answer> => {
    const headers = { 'Content-Type': 'application/json' };
    return ask(`${started.url}/monitoring/errors/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const groupOf = ({ body }: Answer): ErrorGroup => (JSON.parse(body) as { group: ErrorGroup }).group;
  const report = (type = 'model_refused', times = 1): void => {
    for (let time = 0; time < times; time++) started.monitor.recordError({ type, message: 'took 12 s' });
    clock.advance(2);
  };

  beforeEach(async (context) => {
    if ('mock' in context) context.mock.timers.enable({ apis: ['setInterval'] });
    clock = new FakeClock(600_000);
    started = await createServer({ access: 'local', port: 0, clock, version: '1.8.0' });
  });
  afterEach(() => started.close());

  it('are answered with all that is kept, and the ten that need somebody most in /metrics', async () => {
    for (let kind = 0; kind < 12; kind++) report(`kind_${kind}`, kind + 1);
    const all = await answer();
    assert.equal(all.kept, 12);
    assert.deepEqual(all.by_state, { open: 12, acknowledged: 0, muted: 0, resolved: 0 });
    assert.deepEqual([all.groups[0]?.type, all.groups[0]?.window_count], ['kind_11', 12]);
    assert.deepEqual(all.groups[0]?.samples.length, 5);
    const { error_groups: figures } = JSON.parse((await ask(`${started.url}/metrics`)).body) as Metrics;
    assert.deepEqual(
      figures.top.map(({ type }) => type),
      Array.from({ length: 10 }, (_, index) => `kind_${11 - index}`),
    );
    assert.equal(figures.kept, 12);
    assert.ok(figures.top.every((group) => !('stack' in group) && !('samples' in group)));
    assert.deepEqual(started.monitor.errors().groups, all.groups);
  });

  it('say since which deploy they are there', async () => {
    clock.advance(30);
    report();
    const [group] = (await answer()).groups;
    assert.deepEqual([group?.since_version, group?.seconds_after_deploy], ['1.8.0', 30]);
    assert.deepEqual([group?.trend.length, group?.trend.at(-1)], [48, 1]);
    await ask(`${started.url}/monitoring/deploys`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ version: '1.9.0' }),
    });
    clock.advance(2);
    report('fresh');
    const isNew = Object.fromEntries((await answer()).groups.map(({ type, is_new }) => [type, is_new]));
    assert.deepEqual(Object.values(isNew).toSorted(), [false, true]);
    assert.equal(isNew['fresh'], true);
  });

  it('are not new since the first version that was ever seen, which nothing went before', async () => {
    clock.advance(30);
    report();
    assert.equal((await answer()).groups[0]?.is_new, false);
  });

  it('can be asked for by id and by state; nonsense is refused', async () => {
    report('one');
    report('two');
    const [first] = (await answer()).groups;
    assert.deepEqual(
      (await answer(`?id=${first?.id}`)).groups.map(({ id }) => id),
      [first?.id],
    );
    await post(`${first?.id}/acknowledge`);
    assert.deepEqual(
      (await answer('?state=acknowledged')).groups.map(({ id }) => id),
      [first?.id],
    );
    assert.deepEqual((await answer('?state=resolved')).groups, []);
    assert.deepEqual((await answer(`?id=${'0'.repeat(20)}`)).groups, []);
    for (const query of ['?id=x', '?id=', '?state=new', '?id=a&id=b', '?state=open&state=open']) {
      assert.equal((await get(query)).status, 400, query);
    }
  });

  it('are acknowledged, muted, resolved and opened again, by somebody and with a note', async () => {
    report();
    const [{ id } = { id: '' }] = (await answer()).groups;
    const acknowledged = groupOf(await post(`${id}/acknowledge`, { by: 'Ann', note: 'on it' }));
    assert.deepEqual([acknowledged.state, acknowledged.acknowledged?.by], ['acknowledged', 'Ann']);
    const muted = groupOf(await post(`${id}/mute`, { minutes: 15 }));
    assert.equal(Date.parse(muted.muted_until ?? '') - clock.wall(), 15 * 60_000);
    assert.equal(groupOf(await post(`${id}/mute`, { minutes: 0 })).state, 'open');
    const resolved = groupOf(await post(`${id}/resolve`, { by: 'Ann' }));
    assert.deepEqual([resolved.state, resolved.resolved?.version], ['resolved', '1.8.0']);
    assert.deepEqual((await answer()).by_state.resolved, 1, 'what is read afterwards shows the change');
    assert.equal(groupOf(await post(`${id}/reopen`)).state, 'open');
  });

  it('that were resolved and come back are open again, and say since when', async () => {
    report();
    const [{ id } = { id: '' }] = (await answer()).groups;
    await post(`${id}/resolve`, { by: 'Ann' });
    clock.advance(60);
    const returnedAt = new Date(clock.wall()).toISOString();
    report();
    const [group] = (await answer()).groups;
    assert.deepEqual([group?.state, group?.returned_at, group?.resolved?.by], ['open', returnedAt, 'Ann']);
  });

  it('of no such id, and changes that make no sense, are refused', async () => {
    const refused = async (path: string, body?: unknown): Promise<[number, string]> => {
      const { status, body: text } = await post(path, body);
      return [status, (JSON.parse(text) as ApiError).error.code];
    };
    assert.deepEqual(await refused('unknown/resolve'), [404, 'no_such_group']);
    assert.deepEqual(await refused('unknown/mute', {}), [400, 'bad_change']);
    assert.deepEqual(await refused('unknown/mute', { minutes: -1 }), [400, 'bad_change']);
    assert.deepEqual(await refused('unknown/acknowledge', { by: 7 }), [400, 'bad_change']);
  });
});

describe('error groups and strangers', () => {
  it('have nothing to do with each other', async () => {
    const access = { viewer: 'a-viewer-token-of-24-chars', operator: 'an-operator-token-24-char' };
    const started = await createServer({ access, port: 0 });
    started.monitor.recordError(new TypeError('a secret place'));
    const as = (token?: string) => (token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    const url = `${started.url}/metrics/errors`;
    assert.equal((await ask(url)).status, 401);
    assert.doesNotMatch((await ask(`${started.url}/metrics`)).body, /error_groups|secret place|TypeError/);
    assert.equal((await ask(url, as('a-viewer-token-of-24-chars'))).status, 200);
    const id = started.monitor.errors().groups[0]?.id ?? '';
    const resolve = (token?: string): Promise<Answer> =>
      ask(`${started.url}/monitoring/errors/${id}/resolve`, {
        method: 'POST',
        body: '{}',
        headers: { 'Content-Type': 'application/json', ...as(token).headers },
      });
    assert.deepEqual([(await resolve()).status, (await resolve('a-viewer-token-of-24-chars')).status], [401, 403]);
    assert.equal((await resolve('an-operator-token-24-char')).status, 200);
    await started.close();
  });
});
