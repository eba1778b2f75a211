import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';

/** A text as programs and strangers send it: ordinary, a name of JavaScript's own, endless, or not well-formed. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '\ud800', '\u0000', '\u202e', '('.repeat(5000), 'GET'),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, Number.MAX_VALUE, 5e-324, 2 ** 53),
);
/** The right field most of the time; otherwise anything. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: right, weight: 9 }, { arbitrary: fc.anything(), weight: 1 });

const sample = fc.record(
  {
    endpoint: mostly(text),
    method: mostly(text),
    statusCode: mostly(fc.oneof(fc.integer({ min: 100, max: 599 }), number)),
    latencyMs: mostly(fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), number)),
    sessionId: mostly(text),
    feature: mostly(text),
    errorClass: mostly(text),
    streaming: mostly(fc.boolean()),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  { weight: 6, arbitrary: sample.map((given) => ({ kind: 'request' as const, given })) },
  { weight: 1, arbitrary: fc.anything().map((given) => ({ kind: 'request' as const, given })) },
  {
    weight: 1,
    arbitrary: mostly(fc.record({ type: text, message: text })).map((given) => ({ kind: 'error' as const, given })),
  },
  { weight: 1, arbitrary: mostly(text).map((given) => ({ kind: 'session' as const, given })) },
  { weight: 1, arbitrary: mostly(text).map((given) => ({ kind: 'feature' as const, given })) },
  { weight: 2, arbitrary: fc.nat(400).map((given) => ({ kind: 'time' as const, given })) },
);

describe('random reports', () => {
  const clock = new FakeClock();
  let monitor: Monitor;
  beforeEach(() => {
    monitor = createMonitor({ clock });
  });
  afterEach(() => monitor.close());

  it('leave exact totals, and every answer is JSON of bounded size', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const before = monitor.metrics();
        let sent = 0;
        let counted = 0;
        for (const { kind, given } of steps) {
          if (kind === 'time') clock.advance(given);
          if (kind === 'error') monitor.recordError(given);
          if (kind === 'session') monitor.recordSession(given as never, 'start');
          if (kind === 'feature') monitor.recordFeature(given as never);
          if (kind !== 'request') continue;
          sent++;
          const { summary, monitor: own } = monitor.metrics();
          monitor.recordRequest(given as never);
          const after = monitor.metrics();
          const isCounted = after.summary.total_requests - summary.total_requests;
          assert.ok(isCounted === 1 || (isCounted === 0 && after.monitor.rejected_values > own.rejected_values));
          counted += isCounted;
        }
        const { summary, errors, monitor: own, performance } = monitor.metrics();
        assert.ok(counted <= sent);
        assert.equal(summary.total_requests, before.summary.total_requests + counted);
        assert.equal(summary.successful_requests + summary.failed_requests, summary.total_requests);
        assert.equal(own.monitor_errors, 0);
        for (const count of Object.values(errors)) assert.ok(Number.isSafeInteger(count) && count >= 0);
        for (const value of Object.values(performance))
          assert.ok(value === null || (Number.isFinite(value) && value >= 0));
        for (const answer of [
          monitor.metrics(),
          monitor.health(),
          monitor.history(),
          monitor.requests({ kind: 'failed', limit: 100 }),
        ]) {
          const json = JSON.stringify(answer);
          assert.ok(json.length < 1_000_000, `${json.length} characters`);
          assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(answer)));
        }
      }),
      { numRuns: 200, includeErrorInReport: true },
    );
  });
});
