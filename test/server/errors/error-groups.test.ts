import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_ERROR_GROUPS, TREND_STEP_SECONDS } from '../../../server/contract/index.js';
import type { GroupState } from '../../../server/errors/group-state.js';
import { errorAt, failed, session, Stage, unique } from './support.js';

const reflection = (message = 'x'): Error => errorAt('load (/app/src/reflection.ts:42:7)', message, 'TypeError');

describe('errors of one cause', () => {
  it('are one group, with its place, its endpoints and its last samples', () => {
    const stage = new Stage();
    for (let time = 0; time < 7; time++) {
      stage.fail(reflection(`step ${time}`), { endpoint: time < 2 ? '/a' : '/b', requestId: `r${time}` });
      stage.clock.advance(1);
    }
    const [state, ...others] = stage.states;
    assert.deepEqual(others, []);
    assert.deepEqual(state?.look.location, { file: 'src/reflection.ts', line: 42, column: 7, function: 'load' });
    assert.equal(state.look.message, 'step n');
    assert.equal(state.count, 7);
    assert.deepEqual(
      [...state.endpoints],
      [
        ['GET /a', 2],
        ['GET /b', 5],
      ],
    );
    assert.deepEqual(
      state.samples.map(({ request_id: id }) => id),
      ['r6', 'r5', 'r4', 'r3', 'r2'],
    );
  });

  it('are counted over the window to the second slice, and by half hours over a day', () => {
    const stage = new Stage();
    stage.fail(reflection());
    stage.clock.advance(200);
    stage.fail(reflection());
    const own = stage.groups.views()[0]?.own;
    const over = (seconds: number): number | undefined => own?.countOver(seconds, stage.clock.monotonic());
    assert.deepEqual([over(300), over(60)], [2, 1]);
    stage.clock.advance(120);
    assert.deepEqual([over(300), over(60)], [1, 0]);
    stage.clock.advance(24 * 3600);
    stage.fail(reflection());
    assert.deepEqual([...(stage.states[0]?.trend.values() ?? [])], [1], 'what is older than a day has left');
    stage.clock.advance(TREND_STEP_SECONDS);
    stage.fail(reflection());
    assert.deepEqual([...(stage.states[0]?.trend.values() ?? [])], [1, 1]);
  });

  it('tell many people from one who tries again and again', () => {
    const stage = new Stage();
    for (let time = 0; time < 12; time++) stage.fail(reflection(), { session: session(`anna${time % 3}`) });
    const own = stage.groups.views()[0]?.own;
    assert.equal(own?.state.sessions.count, 3);
    assert.equal(own.sessionsOver(300, stage.clock.monotonic()), 3);
    stage.clock.advance(500);
    assert.equal(own.sessionsOver(300, stage.clock.monotonic()), 0);
  });

  it('without an error are those of an endpoint and a status', () => {
    const stage = new Stage();
    stage.groups.recordRequest(failed(), undefined, stage.moment);
    stage.groups.recordRequest(failed({ status: 503 }), undefined, stage.moment);
    stage.groups.recordRequest(failed(), undefined, stage.moment);
    assert.deepEqual(stage.counts, { 'HTTP 500': 2, 'HTTP 503': 1 });
    assert.deepEqual(
      stage.states.map(({ grouping, look }) => `${grouping} ${look.message}`),
      ['status Internal Server Error', 'status Service Unavailable'],
    );
  });

  it('that are thrown by a request that does not fail are none', () => {
    const stage = new Stage();
    stage.fail(reflection(), { failed: false, status: 404 });
    stage.fail(reflection(), { failed: false, status: 403 });
    assert.deepEqual(stage.states, []);
  });
});

describe('the same error', () => {
  it('counts once when it is reported and then thrown, itself or as the cause of another', () => {
    const stage = new Stage();
    const error = reflection();
    stage.groups.recordRequest(failed(), { thrown: error, reported: [error] }, stage.moment);
    assert.deepEqual(stage.counts, { TypeError: 1 });
    const outer = new Error('outer', { cause: error });
    stage.groups.recordRequest(failed(), { thrown: outer, reported: [error] }, stage.moment);
    assert.deepEqual(stage.counts, { TypeError: 2 });
  });

  it('counts once when it was reported before its request was known', () => {
    const stage = new Stage();
    const error = reflection();
    stage.groups.recordError(error, {}, stage.moment);
    stage.fail(error);
    assert.deepEqual(stage.counts, { TypeError: 1 });
  });

  it('counts for each request that fails with it', () => {
    const stage = new Stage();
    const cached = reflection();
    for (let time = 0; time < 3; time++) stage.fail(cached);
    assert.deepEqual(stage.counts, { TypeError: 3 });
  });
});

describe('at most 200 groups are kept', () => {
  /** A new message every time; a second has a hundred of them. */
  const storm = (stage: Stage, errors: number, fail: () => void): void => {
    for (let time = 0; time < errors; time++) {
      if (time % 100 === 0) stage.clock.advance(1);
      fail();
    }
  };

  it('and a storm of unique messages pushes out none that came a few times', () => {
    const stage = new Stage();
    for (let kind = 0; kind < 150; kind++) {
      for (let time = 0; time < 3; time++) stage.fail(errorAt(`/app/src/a.ts:${kind + 1}:1`, 'x', 'RealError'));
      stage.clock.advance(1);
    }
    storm(stage, 20_000, () => stage.fail({ type: 'storm', message: unique() }));
    assert.equal(stage.states.length, MAX_ERROR_GROUPS);
    assert.equal(stage.states.filter(({ type }) => type === 'RealError').length, 150);
  });

  it('and a storm of unique types pushes out none, and none of its own stays in the way of a real one', () => {
    const stage = new Stage();
    for (let time = 0; time < 3; time++) stage.fail(reflection());
    storm(stage, 20_000, () => stage.fail(errorAt('/app/src/a.ts:1:1', 'x', unique())));
    assert.equal(stage.states.length, MAX_ERROR_GROUPS);
    assert.equal(stage.counts['TypeError'], 3);
    stage.clock.advance(10);
    for (let time = 0; time < 10; time++) stage.fail(errorAt('/app/src/new.ts:7:1', 'x', 'NewError'));
    assert.ok((stage.counts['NewError'] ?? 0) > 0, 'what comes back gets a place');
  });

  it('and messages have half of them, so that frames always find a place', () => {
    const stage = new Stage();
    storm(stage, 5000, () => stage.fail({ type: 'storm', message: unique() }));
    assert.equal(stage.states.length, MAX_ERROR_GROUPS / 2);
    stage.clock.advance(1);
    stage.fail(reflection());
    assert.equal(stage.counts['TypeError'], 1);
  });

  it('and the lightest go first, those last about which somebody has said something', () => {
    const stage = new Stage();
    const fail = (kind: number): void => stage.fail(errorAt(`/app/src/a.ts:${kind + 1}:1`, 'x', `Kind${kind}`));
    for (let kind = 0; kind < MAX_ERROR_GROUPS; kind++) {
      for (let time = 0; time < (kind === 0 || kind === 1 ? 1 : 3); time++) fail(kind);
      stage.clock.advance(1);
    }
    const remark = { by: null, note: null, credential: null, until: null };
    stage.groups.act(stage.states[0]?.id ?? '', { kind: 'resolve', ...remark }, stage.clock.wall());
    for (let time = 0; time < 10; time++) fail(1000);
    assert.equal(stage.counts['Kind0'], 1);
    assert.equal(stage.counts['Kind1'], undefined);
    assert.ok((stage.counts['Kind1000'] ?? 0) > 0);
  });
});

describe('what somebody does to a group', () => {
  const remark = { by: 'anna', note: 'fixed', credential: 'ops', until: null };
  const act = (stage: Stage, kind: 'acknowledge' | 'resolve' | 'reopen' | 'mute', until: number | null = null) =>
    stage.groups.act(stage.states[0]?.id ?? '', { ...remark, kind, until }, stage.clock.wall());

  it('is there for the last word, and a group that comes back after it was resolved says so', () => {
    const stage = new Stage({ deployAt: () => ({ version: '1.8.0', at: 0 }) });
    stage.fail(reflection());
    stage.clock.advance(1);
    act(stage, 'resolve');
    const state = (): GroupState | undefined => stage.states[0];
    assert.equal(state()?.resolved?.version, '1.8.0');
    assert.equal(state()?.returned, null);
    stage.clock.advance(1);
    const returnedAt = stage.clock.wall();
    stage.fail(reflection());
    stage.clock.advance(1);
    stage.fail(reflection());
    assert.deepEqual(state()?.returned, { of: state()?.resolved?.at, at: returnedAt });
    stage.clock.advance(1);
    act(stage, 'resolve');
    assert.notEqual(state()?.returned?.of, state()?.resolved?.at);
  });

  it('reaches the processes that share a folder, in both directions, once', () => {
    const [one, two] = [new Stage(), new Stage()];
    one.fail(reflection());
    one.clock.advance(1);
    two.groups.merge([one.groups.toJSON()]);
    assert.equal(two.states.length, 1, 'it is seen by the other');
    act(two, 'acknowledge');
    for (let time = 0; time < 3; time++) one.groups.merge([two.groups.toJSON()]);
    assert.equal(one.states[0]?.action?.by, 'anna');
    assert.equal(one.states[0].count, 1);
    two.fail(reflection());
    for (let time = 0; time < 3; time++) one.groups.merge([two.groups.toJSON()]);
    assert.equal(one.states[0].count, 2);
  });

  it('is told of another process that sees the group come back', () => {
    const [one, two] = [new Stage(), new Stage()];
    one.fail(reflection());
    two.fail(reflection());
    one.clock.advance(1);
    act(one, 'resolve');
    two.clock.advance(5);
    two.fail(reflection());
    two.groups.merge([one.groups.toJSON()]);
    one.groups.merge([two.groups.toJSON()]);
    const [state] = one.states;
    assert.equal(state?.returned?.of, state?.resolved?.at);
  });

  it('needs a group', () => assert.equal(act(new Stage(), 'resolve'), undefined));
});

describe('a group is news', () => {
  const news = (stage: Stage): string[] =>
    stage.groups.news(300, stage.moment).map(({ type, count }) => `${type} ${count}`);

  it('for two people, or three times where nobody is known', () => {
    const stage = new Stage();
    for (let time = 0; time < 5; time++) stage.fail(reflection(), { session: session('anna') });
    assert.deepEqual(news(stage), []);
    stage.fail(reflection(), { session: session('bert') });
    assert.deepEqual(news(stage), ['TypeError 6']);
    const unknown = new Stage();
    unknown.fail(reflection());
    unknown.fail(reflection());
    assert.deepEqual(news(unknown), []);
    unknown.fail(reflection());
    assert.deepEqual(news(unknown), ['TypeError 3']);
    unknown.clock.advance(301);
    assert.deepEqual(news(unknown), []);
  });

  it('never again: not after a restart, not in another process, not while it is muted', () => {
    const before = new Stage();
    for (let time = 0; time < 3; time++) before.fail(reflection());
    const after = new Stage();
    after.groups.restore(before.groups.toJSON(), after.moment);
    for (let time = 0; time < 3; time++) after.fail(reflection());
    assert.deepEqual(news(after), []);
    const beside = new Stage();
    beside.groups.merge([before.groups.toJSON()]);
    for (let time = 0; time < 3; time++) beside.fail(reflection());
    assert.deepEqual(news(beside), []);
    const early = new Stage();
    for (let time = 0; time < 3; time++) early.fail(reflection());
    early.groups.restore(before.groups.toJSON(), early.moment);
    assert.deepEqual(news(early), [], 'the folder was read only then');
    const muted = new Stage();
    muted.fail(reflection());
    const until = muted.clock.wall() + 60_000;
    muted.groups.act(
      muted.states[0]?.id ?? '',
      { kind: 'mute', by: null, note: null, credential: null, until },
      muted.clock.wall(),
    );
    for (let time = 0; time < 3; time++) muted.fail(reflection());
    assert.deepEqual(news(muted), []);
  });
});

describe('the heaviest group', () => {
  it('is that of the failures, the class, the endpoint and the time that are asked for', () => {
    const stage = new Stage();
    for (let time = 0; time < 5; time++)
      stage.fail(errorAt('/app/a.ts:1:1'), { endpoint: '/a', session: session(`s${time % 2}`) });
    for (let time = 0; time < 3; time++) stage.fail(errorAt('/app/b.ts:1:1'), { endpoint: '/b', errorClass: 'quota' });
    const of = (errorClass: string | null, template?: string, since = -1): string | undefined => {
      const endpoint = template === undefined ? null : { template, method: null };
      const found = stage.groups.heaviest({ since, errorClass, endpoint });
      return found && `${found.location?.file} ${found.count} ${found.sessions}`;
    };
    assert.equal(of(null), 'a.ts 5 2');
    assert.equal(of('quota'), 'b.ts 3 null');
    assert.equal(of(null, '/b'), 'b.ts 3 null');
    assert.equal(of('csrf'), undefined);
    assert.equal(of(null, undefined, stage.clock.monotonic() + 1), undefined);
  });
});
