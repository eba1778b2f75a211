import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evidenceOf } from '../../../../server/alerts/alert-evidence.js';
import { measure } from '../../../../server/alerts/rules/measurement.js';
import type { Rule } from '../../../../server/options/rule.js';
import { resolveRules } from '../../../../server/options/rules.js';
import { binomialTail } from '../../../../server/statistics/binomial.js';
import { endpoint, figures, type Given, inputOf } from '../figures.js';

function rule(name: string, given?: object): Rule {
  const found = resolveRules({ latency_high: { threshold: 500 }, ...given }).find(
    (candidate) => candidate.name === name,
  );
  assert.ok(found);
  return found;
}
const mine = (fields: object): Rule => rule('mine', { mine: fields });
const fires = (of: Rule, given: Given): boolean => {
  const measurement = measure(of, inputOf(given));
  return measurement !== null && measurement.holds && measurement.isEvident;
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

  it('does not apply to own counts', () => {
    const own = mine({ metric: 'count', errorClass: '4xx', threshold: 3 });
    assert.equal(fires(own, { requests: 1_000, classes: { '4xx': 3 } }), true);
  });

  it('opens for fewer failures with less confidence, and at the bare threshold with confidence 0', () => {
    const given = { requests: 100, failed: 6 };
    assert.equal(fires(errorRate, given), false);
    assert.equal(fires(rule('error_rate_high', { error_rate_high: { confidence: 0.999 } }), given), true);
    assert.equal(fires(rule('error_rate_high', { error_rate_high: { confidence: 0 } }), given), true);
  });

  it('waits for minRequests', () => {
    const patient = rule('error_rate_high', { error_rate_high: { minRequests: 20 } });
    assert.equal(fires(patient, { requests: 19, failed: 19 }), false);
    assert.equal(fires(patient, { requests: 20, failed: 20 }), true);
  });

  it('takes evidence from five minutes if its own window is suspicious but too short', () => {
    const lookingBack = (own: Given, back: Given): boolean => {
      const input = inputOf({}, { window: (seconds) => figures(seconds === 300 ? back : own) });
      return measure(errorRate, input)?.isEvident === true;
    };
    assert.equal(lookingBack({ requests: 2, failed: 2 }, { requests: 10, failed: 8 }), true);
    assert.equal(lookingBack({ requests: 2, failed: 2 }, { requests: 10, failed: 2 }), false);
    // One failure of ten is not suspicious, whatever is long over.
    assert.equal(lookingBack({ requests: 10, failed: 1 }, { requests: 50, failed: 20 }), false);
  });
});

describe('a gated count', () => {
  const holds = (recent: Given, whole: Given): boolean => {
    const input = inputOf({}, { window: (seconds) => figures(seconds === 300 ? whole : recent) });
    return measure(rule('5xx_detected'), input)?.holds === true;
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

describe('a measurement', () => {
  it('is null in an empty window', () => {
    for (const each of resolveRules(undefined)) assert.equal(measure(each, inputOf({})), null);
  });

  it('is null for a percentile when nothing was measured', () => {
    const input = inputOf({}, { window: () => ({ ...figures({}), requests: 10 }) });
    assert.equal(measure(rule('latency_high'), input), null);
  });

  it('of the throughput divides by the uptime while that is shorter', () => {
    const busy = mine({ metric: 'requests_per_second', threshold: 5 });
    assert.equal(measure(busy, inputOf({ requests: 60 }, { uptimeSeconds: 10 }))?.value, 6);
    assert.equal(measure(busy, inputOf({ requests: 60 }))?.value, 1);
  });

  it('may be too low only after a whole window, and an empty window is too low', () => {
    const quiet = mine({ metric: 'requests_per_second', comparison: '<', threshold: 1 });
    assert.equal(measure(quiet, inputOf({}, { uptimeSeconds: 30 })), null);
    assert.equal(measure(quiet, inputOf({}))?.holds, true);
  });

  it('can be that of the sessions, the event loop or a check', () => {
    const input = inputOf(
      {},
      {
        activeSessions: 12,
        eventLoopDelayP99Ms: 80,
        check: (name) => (name === 'database' ? 'degraded' : undefined),
      },
    );
    assert.equal(measure(mine({ metric: 'active_sessions', threshold: 10 }), input)?.holds, true);
    assert.equal(measure(mine({ metric: 'event_loop_delay', threshold: 100 }), input)?.holds, false);
    assert.equal(measure(mine({ metric: 'check', check: 'database' }), input)?.holds, true);
    assert.equal(measure(mine({ metric: 'check', check: 'disk' }), input), null);
  });

  it('can be that of the people who saw an error, by the threshold alone', () => {
    const affects = (affected: number | null) => {
      const sessions = { requests: 100, withError: () => null, affected };
      return measure(mine({ metric: 'affected_sessions', threshold: 5 }), {
        ...inputOf({}),
        window: () => ({ ...figures({ requests: 100, failed: 9 }), sessions }),
      });
    };
    assert.deepEqual([affects(4)?.holds, affects(5)?.holds, affects(5)?.isEvident], [false, true, true]);
    assert.equal(affects(null), null);
    assert.equal(measure(mine({ metric: 'affected_sessions', threshold: 5 }), inputOf({ requests: 100 })), null);
  });

  it('of one endpoint leaves others out, and without a method is that of all its methods', () => {
    const endpoints = () => [
      endpoint('/a', 'GET', { requests: 100, failed: 1, slow: [10, 700] }),
      endpoint('/a', 'POST', { requests: 10, failed: 9, slow: [10, 900] }),
      endpoint('/b', 'GET', { requests: 10, failed: 10 }),
    ];
    const input = inputOf({ requests: 120, failed: 20 }, { endpoints });
    const rate = (where: string) => measure(mine({ metric: 'error_rate', threshold: 0.05, endpoint: where }), input);
    assert.equal(rate('POST /a')?.value, 90);
    assert.equal(rate('/a')?.count, 10);
    assert.equal(rate('/a')?.sampleSize, 110);
    assert.equal(rate('/c'), null);
    const p95 = measure(mine({ metric: 'p95', threshold: 500, endpoint: '/a' }), input);
    assert.ok(p95 !== null && p95.value > 690 && p95.value < 910 && p95.count === 20);
  });
});

describe('open requests', () => {
  const hanging = (count: number, ageMs: number, where = '/a') =>
    Array.from({ length: count }, () => ({ method: 'GET', endpoint: where, ageMs }));
  const p95 = rule('latency_high');
  const see = (of: Rule, given: Given, waiting: ReturnType<typeof hanging>) => measure(of, inputOf(given, { waiting }));

  it('are slow once they have waited longer than the threshold, each once', () => {
    const measurement = see(p95, { requests: 50 }, [...hanging(10, 8000), ...hanging(5, 400)]);
    assert.ok(measurement?.holds === true && measurement.isEvident && measurement.value > 7900);
    assert.deepEqual([measurement.sampleSize, measurement.count, measurement.waiting], [60, 10, 10]);
  });

  it('are no evidence where one of a hundred hangs, or one alone', () => {
    assert.equal(see(p95, { requests: 100 }, hanging(1, 30_000))?.isEvident, false);
    assert.equal(see(p95, {}, hanging(1, 30_000))?.isEvident, false);
    assert.equal(see(p95, {}, hanging(4, 30_000))?.isEvident, true);
  });

  it('from before the window say nothing about it', () => {
    assert.equal(see(p95, { requests: 50 }, hanging(20, 61_000))?.count, 0);
  });

  it('count in rules about their own endpoint, and in the evidence', () => {
    const own = mine({ metric: 'p95', threshold: 500, endpoint: 'GET /a' });
    const waiting = [...hanging(6, 9000), ...hanging(50, 9000, '/b')];
    assert.equal(measure(own, inputOf({}, { waiting }))?.count, 6);
    const found = measure(p95, inputOf({}, { waiting }));
    assert.ok(found);
    assert.deepEqual(
      evidenceOf(p95, found, inputOf({}, { waiting })).endpoints.map(({ endpoint: where, count }) => [where, count]),
      [
        ['/b', 50],
        ['/a', 6],
      ],
    );
  });

  it('count in no rule about rates, counts or throughput', () => {
    for (const metric of ['error_rate', 'requests_per_second']) {
      const of = mine({ metric, threshold: 0.5 });
      assert.deepEqual(see(of, { requests: 60 }, hanging(50, 9000)), see(of, { requests: 60 }, []));
    }
  });

  it('do not hide what has ended: after an outage the larger share counts', () => {
    const after = see(p95, { requests: 60, slow: [30, 60_000] }, hanging(1, 600));
    assert.deepEqual([after?.count, after?.waiting], [30, 0]);
  });
});
