import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { outageSentence } from '../../../server/alerts/outage-sentence.js';
import type { Alert, AlertCondition, AlertImpact } from '../../../server/contract/index.js';
import { alertOf, ends } from '../notify/stage.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 23, 21);

const condition = (given: Partial<AlertCondition>): AlertCondition => ({
  ...{ metric: 'error_rate', comparison: '>', error_class: null, check: null, endpoint: null, method: null },
  ...given,
});
const impact = (given: Partial<AlertImpact> = {}): AlertImpact => ({
  ...{ from: new Date(START - 20_000).toISOString(), to: new Date(START - 20_000 + 3 * MINUTE).toISOString() },
  ...{ requests: 210, count: 68, endpoints: [{ method: 'GET', endpoint: '/', count: 68 }] },
  ...{ affected_sessions: 12, is_minimum: false },
  ...given,
});
const about = (given: Partial<AlertCondition>, more: Partial<Alert> = {}): Alert => ({
  ...alertOf('a'),
  condition: condition(given),
  evidence: null,
  impact: impact(),
  ...more,
});
const LATENCY = { metric: 'p95' as const };
const slowly = { unit: 'ms', threshold: 500 } as const;

const rows: [what: string, alert: Alert, begins: string, ends: string][] = [
  [
    'failures',
    about({}),
    'Instructor portal is down: 68 of 210 requests failed, all GET /, since 20:59 UTC (30 s ago); 12 people saw an error',
    'Instructor portal works again. It was down for 3 min; 68 of 210 requests failed, all GET /; 12 people saw an error',
  ],
  [
    'few failures, for many people',
    about({}, { impact: impact({ requests: 4210, is_minimum: true }) }),
    'Instructor portal has errors: 68 of 4,210 requests failed, all GET /, since 20:59 UTC (30 s ago); at least 12 people saw an error',
    'Instructor portal works again. It had errors for 3 min; 68 of 4,210 requests failed, all GET /; at least 12 people saw an error',
  ],
  [
    'failures at several endpoints, and nobody knows for whom',
    about(
      {},
      { impact: impact({ affected_sessions: null, endpoints: [{ method: 'GET', endpoint: '/a', count: 50 }] }) },
    ),
    'Instructor portal is down: 68 of 210 requests failed, 74 % of them GET /a, since 20:59 UTC (30 s ago)',
    'Instructor portal works again. It was down for 3 min; 68 of 210 requests failed, 74 % of them GET /a',
  ],
  [
    'one endpoint',
    about({ method: 'GET', endpoint: '/x' }, { impact: impact({ affected_sessions: null }) }),
    'GET /x of Instructor portal is down: 68 of 210 requests failed, since 20:59 UTC (30 s ago)',
    'GET /x of Instructor portal works again. It was down for 3 min; 68 of 210 requests failed',
  ],
  [
    'slowness, which is never called down',
    about(LATENCY, { ...slowly, impact: impact({ affected_sessions: null, endpoints: [] }) }),
    'Instructor portal is slow: 68 of 210 requests took longer than 500 ms, since 20:59 UTC (30 s ago)',
    'Instructor portal is as fast as before. It was slow for 3 min; 68 of 210 requests took longer than 500 ms',
  ],
  [
    'slowness of requests that have not ended yet',
    about(LATENCY, {
      ...slowly,
      impact: undefined,
      message: 'P95 latency 900 ms (limit 500 ms); 9 requests are still waiting',
    }),
    'Instructor portal is slow: P95 latency 900 ms (limit 500 ms); 9 requests are still waiting, since 21:00 UTC (10 s ago)',
    'Instructor portal is as fast as before. It was slow for 4 min',
  ],
  [
    'errors of a class that are no failures',
    about({ metric: 'count', error_class: 'csrf' }, { impact: impact({ affected_sessions: null }) }),
    'Instructor portal has 68 errors of class csrf in 210 requests, all GET /, since 20:59 UTC (30 s ago)',
    'Instructor portal has no more errors of class csrf. It had them for 3 min; 68 errors of class csrf in 210 requests, all GET /',
  ],
  [
    'a dependency',
    about({ dependency: 'postgres' }, { impact: impact({ affected_sessions: null, endpoints: [] }) }),
    'Instructor portal: 68 of 210 calls to postgres failed, since 20:59 UTC (30 s ago)',
    'Instructor portal: calls to postgres work again. They failed for 3 min; 68 of 210 calls to postgres failed',
  ],
  [
    'a check, for which nobody counts requests',
    about({ metric: 'check', check: 'database' }, { impact: undefined }),
    'Instructor portal: the check database fails, since 21:00 UTC (10 s ago)',
    'Instructor portal: the check database works again. It failed for 4 min',
  ],
  [
    'a job',
    about({ metric: 'overdue_job', name: 'nightly' }, { impact: undefined, message: 'nightly has not run for 26 h' }),
    'Instructor portal: the job nightly has not run for 26 h',
    'Instructor portal: the job nightly is no longer overdue. It was overdue for 4 min',
  ],
  [
    'a number of the app',
    about({ metric: 'instrument', name: 'queue' }, { impact: undefined, message: 'queue 120 (limit 50)' }),
    'Instructor portal: queue 120 (limit 50), since 21:00 UTC (10 s ago)',
    'Instructor portal: back to normal after 4 min. At worst: queue 120 (limit 50)',
  ],
  [
    'a new error',
    about({ metric: 'new_error' }, { impact: undefined, message: 'New error: TypeError in a.ts:4' }),
    'Instructor portal: New error: TypeError in a.ts:4, since 21:00 UTC (10 s ago)',
    'Instructor portal: no more new errors. The last alert was: New error: TypeError in a.ts:4',
  ],
];

describe('what people are told of an outage', () => {
  const said = (alerts: readonly [Alert, ...Alert[]], more: object = {}): string =>
    outageSentence(alerts, { app: 'Instructor portal', wall: START + 10_000, ...more });

  before(() => {
    process.env['TZ'] = 'UTC';
  });

  for (const [what, alert, begins, over] of rows) {
    it(`names the app, what broke, since when and for whom; and at the end what it was: ${what}`, () => {
      assert.equal(said([alert]), begins);
      assert.equal(said([ends(alert).alert], { wall: START + 4 * MINUTE }), over);
    });
  }

  it('tells failures once, with the rule that counted most of them, and counts what else fires', () => {
    const count = about({ metric: 'count', error_class: '5xx' }, { impact: impact({ count: 60 }) });
    const slow = about(LATENCY, slowly);
    assert.match(said([count, about({})]), /68 of 210 requests failed, all GET \/, since .* saw an error$/);
    assert.match(said([count, about({}), slow]), /; and 1 more alert$/);
    assert.match(said([count], { omitted: 6 }), /; and 6 more alerts$/);
  });

  it('does not say that it works again where no request has come since, unless another rule has seen one', () => {
    const idle = ends({ ...about({}), ended_idle: true }).alert;
    const silence = 'Instructor portal has had no requests since 21:02 UTC, so nothing tells whether it works again. ';
    assert.ok(said([idle]).startsWith(`${silence}It was down for 3 min`), said([idle]));
    assert.match(said([idle, ends(about({ metric: 'count', error_class: '5xx' })).alert]), /portal works again/);
  });

  it('gives the date with a time of another day, and names the time zone of the process', () => {
    process.env['TZ'] = 'Europe/Berlin';
    assert.match(said([about({})]), /since 21:59 CET \(30 s ago\)/);
    assert.match(said([about({})], { wall: START + 86_400_000 }), /since 23 Nov, 21:59 CET \(24 h 0 min ago\)/);
    process.env['TZ'] = 'UTC';
  });

  it('says that it comes and goes, and that requests are still waiting', () => {
    assert.match(
      said([about(LATENCY, { ...slowly, flapping: true, waiting: 3 })]),
      /; 3 requests are still waiting; it comes and goes$/,
    );
  });
});
