import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outageSentence } from '../../../server/alerts/outage-sentence.js';
import { plainSentence } from '../../../server/api/json/plain-sentence.js';
import { type Alert, type Metrics, peopleSentence, type Reason } from '../../../server/contract/index.js';
import type { EvaluationState } from '../../../server/evaluation/evaluator.js';
import { createMonitor } from '../../../server/monitor.js';
import { alertOf } from '../notify/stage.js';
import { FakeClock } from '../support/fake-clock.js';

const FAILING = { level: 'degraded', recovering: false, reasons: [], alerts: [], tooFewToJudge: false };

function said(state: object, affected: number | null, sessions: number | null): string {
  const figures = { requests: 100, windowRequests: 100, windowSeconds: 300, affected, sessions };
  return plainSentence({ ...FAILING, ...state } as unknown as EvaluationState, figures);
}

/** What is answered after some requests, given by session and status. */
async function answer(requests: readonly (readonly [string | undefined, number])[]): Promise<Metrics> {
  const monitor = createMonitor({ clock: new FakeClock(1_000_000) });
  for (const [sessionId, statusCode] of requests) {
    monitor.recordRequest({ endpoint: '/a', method: 'GET', statusCode, latencyMs: 5, ...(sessionId && { sessionId }) });
  }
  const metrics = monitor.metrics();
  await monitor.close();
  return metrics;
}

describe('the sentence about people', () => {
  it('says how many of how many, and since when', () => {
    assert.equal(peopleSentence(12, 34, 300), '12 of 34 people saw an error in the last 5 minutes.');
    assert.equal(peopleSentence(1, 34, 60), '1 of 34 people saw an error in the last minute.');
    assert.equal(peopleSentence(1, 1, 90), '1 person saw an error in the last 90 seconds.');
    assert.equal(peopleSentence(34, 34, 900), 'All 34 people saw an error in the last 15 minutes.');
  });

  it('calls an estimate one', () => {
    const who = (affected: number, sessions: number) => peopleSentence(affected, sessions, 60).split(' saw')[0];
    assert.equal(who(12, 3412), '12 of about 3,400 people');
    assert.equal(who(1234, 3412), 'About 1,200 of 3,400 people');
    assert.equal(who(3390, 3412), 'Nearly all of about 3,400 people');
    assert.equal(who(3412, 3412), 'All about 3,400 people');
  });

  it('is said while errors are what is wrong', () => {
    const people = '12 of 34 people saw an error in the last 5 minutes.';
    assert.equal(said({}, 12, 34), `Something is wrong on our side. ${people} The team can see it.`);
    const slow = { level: 'warning', reasons: [{ unit: 'ms' } as Reason] };
    assert.equal(said(slow, 12, 34), 'Slower than usual. The team can see it.');
    for (const state of [{ level: 'healthy' }, { recovering: true }])
      assert.doesNotMatch(said(state, 12, 34), /people/);
  });

  it('calls slowness slow and failures ours, whatever the level, and says what nobody feels', () => {
    const about = (level: string, reason: object) =>
      said({ level, reasons: [{ what: '', unit: 'count', level, ...reason }] }, 0, 1);
    for (const level of ['warning', 'degraded']) {
      assert.equal(about(level, { unit: 'ms' }), 'Slower than usual. The team can see it.');
      assert.equal(about(level, { unit: '%' }), 'Something is wrong on our side. The team can see it.');
    }
    assert.match(
      about('warning', { what: 'alert:overdue_job:mail' }),
      /^The app works; something behind it needs attention\./,
    );
    assert.match(about('warning', { what: 'check:mcp' }), /^Not everything works as it should\./);
  });

  it('is left out where it is not known, or nobody', () => {
    for (const affected of [null, 0]) assert.doesNotMatch(said({}, affected, 34), /people/);
    assert.doesNotMatch(said({}, null, null), /people|null/);
  });

  it('is part of a notification where the alert knows it', () => {
    const alert = alertOf('a');
    const about = (affected_sessions: number | undefined, condition: Alert['condition'] = null) =>
      outageSentence([{ ...alert, condition, evidence: alert.evidence && { ...alert.evidence, affected_sessions } }], {
        app: 'Portal',
        wall: 1000 * alert.time,
      });
    assert.match(about(12), /; 12 people saw an error$/);
    assert.match(about(1), /; 1 person saw an error$/);
    assert.doesNotMatch(about(undefined), /saw/);
    const condition = { metric: 'affected_sessions', comparison: '>=' } as Alert['condition'];
    assert.doesNotMatch(about(12, condition), /saw/, 'the message has said it');
  });
});

describe('the figures about people', () => {
  it('are those of the window, of each endpoint and of each slice', async () => {
    const { summary, endpoints, series } = await answer([
      ...([1, 2, 3] as const).map((id) => [`s${id}`, 200] as const),
      ...Array.from({ length: 9 }, () => ['s1', 500] as const),
      ['s2', 500],
    ]);
    assert.deepEqual([summary.affected_sessions, summary.window_sessions, summary.sessions_by_cookie], [2, 3, false]);
    assert.deepEqual([endpoints[0]?.affected_sessions, endpoints[0]?.sessions], [2, null]);
    assert.equal(series.affected_sessions.at(-1), 2);
    assert.equal(series.affected_sessions[0], null);
  });

  it('are null without sessions, not 0', async () => {
    const { summary, endpoints, series } = await answer([[undefined, 500]]);
    assert.deepEqual([summary.affected_sessions, summary.window_sessions], [null, null]);
    assert.equal(endpoints[0]?.affected_sessions, null);
    assert.equal(series.affected_sessions.at(-1), null);
  });
});

describe('whether sessions are known', () => {
  it('is so from the first session on, also when none is active any more', async () => {
    const known = async (requests: Parameters<typeof answer>[0]) => (await answer(requests)).summary.sessions_known;
    assert.equal(await known([]), false);
    assert.equal(await known([[undefined, 200]]), false);
    assert.equal(await known([['a', 200]]), true);
    const monitor = createMonitor({ clock: new FakeClock(1_000_000) });
    monitor.recordSession('a', 'start');
    monitor.recordSession('a', 'end');
    const { active_sessions, sessions_known } = monitor.metrics().summary;
    assert.deepEqual([active_sessions, sessions_known], [0, true]);
    await monitor.close();
  });
});
