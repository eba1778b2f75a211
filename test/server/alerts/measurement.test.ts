import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { read } from '../../../server/alerts/measurement.js';
import { resolveRules, type Rule } from '../../../server/options/rules.js';
import { messageOf } from '../../../server/alerts/alert-message.js';
import { binomialTail } from '../../../server/statistics/binomial.js';
import { endpoint, figures, type Given, viewOf } from './figures.js';

function rule(name: string, given?: unknown): Rule {
  const found = resolveRules(given).find((candidate) => candidate.name === name);
  assert.ok(found);
  return found;
}
const mine = (fields: object): Rule => rule('mine', { mine: fields });
const fires = (of: Rule, given: Given): boolean => {
  const reading = read(of, viewOf(given));
  return reading !== null && reading.holds && reading.isEvident;
};

describe('the evidence gate', () => {
  const errorRate = rule('error_rate_high');
  const latency = rule('latency_high');
  const serverErrors = rule('5xx_detected');

  it('lets 4 failures of 4 through, and 1 of 1 not', () => {
    assert.equal(fires(errorRate, { requests: 4, failed: 4 }), true);
    assert.equal(fires(errorRate, { requests: 1, failed: 1 }), false);
  });

  it('opens exactly when the rate is over its threshold and the binomial tail below one in a million', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (requests, some) => {
        const failed = Math.min(some, requests);
        const expected = failed / requests > 0.05 && binomialTail(failed, requests, 0.01) < errorRateTail;
        assert.equal(fires(errorRate, { requests, failed }), expected);
      }),
    );
  });
  const errorRateTail = errorRate.gate?.tail ?? 0;

  it('judges a percentile as the share of requests that are slower', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), (requests, some) => {
        const slow = Math.min(some, requests);
        const expected = slow / requests > 0.05 && binomialTail(slow, requests, (1 - 0.95) / 5) < errorRateTail;
        assert.equal(fires(latency, { requests, slow: [slow, 700] }), expected);
      }),
      { numRuns: 50 },
    );
  });

  it('is literal for five server errors on a quiet site, and not on a busy one', () => {
    assert.equal(fires(serverErrors, { requests: 40, failed: 5, classes: { '5xx': 5 } }), true);
    assert.equal(fires(serverErrors, { requests: 40, failed: 4, classes: { '5xx': 4 } }), false);
    assert.equal(fires(serverErrors, { requests: 5000, failed: 10, classes: { '5xx': 10 } }), false);
    assert.equal(fires(serverErrors, { requests: 5000, failed: 30, classes: { '5xx': 30 } }), true);
  });

  it('counts errors that were reported without a request', () => {
    assert.equal(fires(serverErrors, { classes: { '5xx': 5 } }), true);
  });

  it('is not asked by counts of one’s own', () => {
    const own = mine({ metric: 'count', errorClass: '4xx', threshold: 3 });
    assert.equal(fires(own, { requests: 1_000, classes: { '4xx': 3 } }), true);
  });

  it('opens for fewer failures with less confidence, and with confidence 0 for the bare threshold', () => {
    const given = { requests: 100, failed: 6 };
    assert.equal(fires(errorRate, given), false);
    assert.equal(fires(rule('error_rate_high', { error_rate_high: { confidence: 0.999 } }), given), true);
    assert.equal(fires(rule('error_rate_high', { error_rate_high: { confidence: 0 } }), given), true);
  });

  it('waits for minRequests where they are asked for', () => {
    const patient = rule('error_rate_high', { error_rate_high: { minRequests: 20 } });
    assert.equal(fires(patient, { requests: 19, failed: 19 }), false);
    assert.equal(fires(patient, { requests: 20, failed: 20 }), true);
  });

  it('takes evidence from five minutes where its own window is suspicious but too short', () => {
    const lookingBack = (own: Given, back: Given): boolean => {
      const view = viewOf({}, { window: (seconds) => figures(seconds === 300 ? back : own) });
      return read(errorRate, view)?.isEvident === true;
    };
    assert.equal(lookingBack({ requests: 2, failed: 2 }, { requests: 10, failed: 8 }), true);
    assert.equal(lookingBack({ requests: 2, failed: 2 }, { requests: 10, failed: 2 }), false);
    // One failure of ten is not suspicious, whatever is long over.
    assert.equal(lookingBack({ requests: 10, failed: 1 }, { requests: 50, failed: 20 }), false);
  });
});

describe('a gated count', () => {
  const holds = (recent: Given, whole: Given): boolean => {
    const view = viewOf({}, { window: (seconds) => figures(seconds === 300 ? whole : recent) });
    return read(rule('5xx_detected'), view)?.holds === true;
  };

  it('no longer holds when its newest 100 s are healthy', () => {
    assert.equal(holds({ requests: 50, classes: { '5xx': 1 } }, { requests: 150, classes: { '5xx': 20 } }), true);
    assert.equal(holds({ requests: 50 }, { requests: 150, classes: { '5xx': 20 } }), false);
  });

  it('holds on a busy site only above twice the healthy share', () => {
    assert.equal(holds({ requests: 2000, classes: { '5xx': 9 } }, { requests: 5000, classes: { '5xx': 10 } }), false);
    assert.equal(holds({ requests: 2000, classes: { '5xx': 9 } }, { requests: 5000, classes: { '5xx': 11 } }), true);
  });
});

describe('a figure', () => {
  it('is none in an empty window', () => {
    for (const each of resolveRules(undefined)) assert.equal(read(each, viewOf({})), null);
  });

  it('is none of a percentile when nothing was measured', () => {
    const view = viewOf({}, { window: () => ({ ...figures({}), requests: 10 }) });
    assert.equal(read(rule('latency_high'), view), null);
  });

  it('of the throughput is divided by the uptime while that is shorter', () => {
    const busy = mine({ metric: 'requests_per_second', threshold: 5 });
    assert.equal(read(busy, viewOf({ requests: 60 }, { uptimeSeconds: 10 }))?.value, 6);
    assert.equal(read(busy, viewOf({ requests: 60 }))?.value, 1);
  });

  it('that is too low is told after a whole window, and an empty one is too low', () => {
    const quiet = mine({ metric: 'requests_per_second', comparison: '<', threshold: 1 });
    assert.equal(read(quiet, viewOf({}, { uptimeSeconds: 30 })), null);
    assert.equal(read(quiet, viewOf({}))?.holds, true);
  });

  it('can be the sessions, the event loop or a check', () => {
    const view = viewOf(
      {},
      {
        activeSessions: 12,
        eventLoopDelayP99Ms: 80,
        check: (name) => (name === 'database' ? 'degraded' : undefined),
      },
    );
    assert.equal(read(mine({ metric: 'active_sessions', threshold: 10 }), view)?.holds, true);
    assert.equal(read(mine({ metric: 'event_loop_delay', threshold: 100 }), view)?.holds, false);
    assert.equal(read(mine({ metric: 'check', check: 'database' }), view)?.holds, true);
    assert.equal(read(mine({ metric: 'check', check: 'disk' }), view), null);
  });

  it('of one endpoint leaves the others out, and without a method sums them', () => {
    const endpoints = () => [
      endpoint('/a', 'GET', { requests: 100, failed: 1, slow: [10, 700] }),
      endpoint('/a', 'POST', { requests: 10, failed: 9, slow: [10, 900] }),
      endpoint('/b', 'GET', { requests: 10, failed: 10 }),
    ];
    const view = viewOf({ requests: 120, failed: 20 }, { endpoints });
    const rate = (where: string) => read(mine({ metric: 'error_rate', threshold: 0.05, endpoint: where }), view);
    assert.equal(rate('POST /a')?.value, 90);
    assert.equal(rate('/a')?.count, 10);
    assert.equal(rate('/a')?.sampleSize, 110);
    assert.equal(rate('/c'), null);
    const p95 = read(mine({ metric: 'p95', threshold: 500, endpoint: '/a' }), view);
    assert.ok(p95 !== null && p95.value > 690 && p95.value < 910 && p95.count === 20);
  });
});

describe('what an alert says', () => {
  it('names figure, limit and window', () => {
    assert.equal(messageOf(rule('latency_high'), 612, false), 'P95 latency 612 ms (limit 500 ms, last 60 s)');
    assert.equal(messageOf(rule('error_rate_high'), 7.2, false), 'Error rate 7.2 % (limit 5 %, last 60 s)');
    assert.equal(messageOf(rule('5xx_detected'), 7, false), '7 errors of class 5xx (limit 5, last 300 s)');
    const low = mine({ metric: 'requests_per_second', comparison: '<', threshold: 1, endpoint: 'GET /a' });
    assert.equal(messageOf(low, 0.2, false), 'Request rate 0.2 /s at GET /a (minimum 1 /s, last 60 s)');
    assert.equal(messageOf(mine({ metric: 'check', check: 'database' }), 1, false), 'Check database fails');
  });

  it('never reads as equal to the limit that it is over, and says when it flaps', () => {
    assert.match(messageOf(rule('error_rate_high'), 5.004, true), /^Error rate 5\.004 % \(.*\); it comes and goes/);
  });
});
