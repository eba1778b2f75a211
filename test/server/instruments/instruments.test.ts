import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_INSTRUMENTS } from '../../../server/contract/index.js';
import { Instruments } from '../../../server/instruments/instruments.js';
import { LogCounts } from '../../../server/instruments/log-counts.js';
import { resolveRules } from '../../../server/options/rules.js';
import { FakeClock } from '../support/fake-clock.js';

describe("the app's own numbers", () => {
  let clock: FakeClock;
  let errors: string[];
  let rejected: number;
  let instruments: Instruments;

  const only = () => {
    const [figures, ...others] = instruments.figures(clock.monotonic());
    assert.ok(figures !== undefined && others.length === 0);
    return figures;
  };
  /** Lets seconds pass, with an evaluation every five. */
  const pass = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed += 5) {
      clock.advance(5);
      instruments.sample(clock.monotonic());
    }
  };

  beforeEach(() => {
    clock = new FakeClock();
    errors = [];
    rejected = 0;
    instruments = new Instruments({
      now: () => clock.monotonic(),
      windowSeconds: 60,
      rules: resolveRules({
        first: { metric: 'queue_length', threshold: 50 },
        second: { metric: 'queue_length', threshold: 80, severity: 'critical' },
      }),
      onInternalError: (error) => errors.push((error as Error).message),
      onRejected: () => rejected++,
    });
  });

  describe('a gauge', () => {
    it('is what its function answers, asked once per evaluation', () => {
      let length = 3;
      let asked = 0;
      instruments.gauge('queue_length', () => (asked++, length), { unit: '{job}' });
      assert.deepEqual([only().value, asked], [null, 0]);
      pass(5);
      length = 4.5;
      pass(5);
      assert.equal(asked, 2);
      const { series, ...figures } = only();
      assert.deepEqual(figures, {
        ...{ name: 'queue_length', kind: 'gauge', unit: '{job}', value: 4.5, total: null, p50: null, p99: null },
        limit: 50,
      });
      assert.equal(series.length, 12);
      assert.deepEqual(series.slice(-3), [null, 3, 4.5]);
      assert.equal(instruments.value('queue_length', clock.monotonic()), 4.5);
    });

    it('has no value where its function answers none, throws, or answers nonsense; the host does not notice', async () => {
      for (const [callback, message] of [
        [() => undefined, null],
        [() => null, null],
        [() => NaN, /returned no finite number/],
        [() => '3', /returned no finite number/],
        [() => Promise.reject(new Error('late')), /it returned a promise/],
        [
          () => {
            throw new Error('gone');
          },
          /The gauge queue_length failed: gone/,
        ],
      ] as const) {
        errors = [];
        instruments.gauge('queue_length', callback as never);
        pass(5);
        assert.equal(only().value, null);
        assert.equal(errors.length, message === null ? 0 : 1);
        if (message !== null) assert.match(errors[0] ?? '', message);
      }
      instruments.gauge('queue_length', () => 7);
      pass(5);
      assert.equal(only().value, 7);
      await new Promise(setImmediate);
    });
  });

  describe('a counter', () => {
    it('has a total, and a rate per minute over the window; in its first minute that of a whole minute', () => {
      const uploads = instruments.counter('uploads');
      uploads.add();
      uploads.add(2);
      assert.deepEqual([only().value, only().total], [3, 3]);
      pass(30);
      uploads.add(3);
      assert.deepEqual([only().value, only().total], [6, 6]);
      assert.deepEqual(only().series.slice(-7), [36, 0, 0, 0, 0, 0, 36]);
      pass(90);
      assert.deepEqual([only().value, only().total], [0, 6]);
    });

    it('takes nothing that is no number from 0 on; that is counted, never thrown', () => {
      const uploads = instruments.counter('uploads');
      for (const n of [-1, NaN, Infinity, '2', null, {}]) uploads.add(n as never);
      assert.deepEqual([only().total, rejected], [0, 6]);
    });

    it('is the same one when it is asked for again', () => {
      instruments.counter('uploads').add();
      instruments.counter('uploads').add();
      assert.equal(only().total, 2);
    });
  });

  describe('a histogram', () => {
    it('has percentiles over the window within 2.2 %, and the number of its values', () => {
      const tokens = instruments.histogram('tokens', { unit: '{token}' });
      for (let value = 1; value <= 1000; value++) tokens.record(value * 1e7);
      const { value, p50, p99, total, series } = only();
      for (const [found, exact] of [
        [value, 950e7],
        [p50, 500e7],
        [p99, 990e7],
      ] as const)
        assert.ok(Math.abs((found ?? 0) / exact - 1) <= 0.022, `${found} is not ${exact}`);
      assert.deepEqual([total, series.at(-1)], [1000, value]);
      pass(70);
      assert.deepEqual([only().value, only().total, new Set(only().series)], [null, 1000, new Set([null])]);
    });

    it('takes nothing that is no number from 0 on', () => {
      const tokens = instruments.histogram('tokens');
      for (const value of [-1, NaN, Infinity, undefined]) tokens.record(value as never);
      tokens.record(0);
      assert.deepEqual([only().total, only().value, rejected], [1, 0, 4]);
    });
  });

  it('begin anew after a gap, but for their totals', () => {
    const uploads = instruments.counter('uploads');
    uploads.add(5);
    clock.advance(20);
    instruments.resume(clock.monotonic());
    assert.deepEqual([only().value, only().total], [0, 5]);
  });

  it('have names as OpenTelemetry writes them, and none that reads like a metric of rules', () => {
    for (const name of ['a', 'Queue.Length', 'http/in-flight_2', 'x'.repeat(100)]) instruments.counter(name);
    for (const name of ['', '1a', '_a', 'a b', 'ä', 'x'.repeat(101), 'p95', 'P90', 'error-rate', 'counts', 5]) {
      assert.throws(() => instruments.counter(name as string), /counter name is .*; allowed: a name that begins/);
    }
  });

  it('never share a name in Prometheus, also not one of ours: one of them would be lost there', () => {
    instruments.gauge('queue.length', () => 1);
    instruments.histogram('tokens');
    instruments.counter('uploads');
    for (const [call, message] of [
      [
        () => instruments.gauge('queue-length', () => 2),
        /name is "queue-length"; allowed: a name that is not queue_length in Prometheus, as queue.length is/,
      ],
      [() => instruments.counter('uploads_total'), /not uploads_total in Prometheus, as uploads is/],
      [() => instruments.gauge('tokens/sum', () => 2), /not tokens_sum in Prometheus, as tokens is/],
      [() => instruments.counter('align_monitor.x'), /not align_monitor_x_total in Prometheus, which is reserved/],
      [() => instruments.counter('process/cpu', { unit: 's' }), /not process_cpu_seconds_total in .* is reserved/],
    ] as const) {
      assert.throws(call, { name: 'TypeError', message });
    }
    instruments.gauge('queue.length', () => 3);
    instruments.counter('queue-length');
    assert.equal(instruments.figures(clock.monotonic()).length, 4);
  });

  it('are refused at the call when something is wrong with them', () => {
    instruments.counter('uploads');
    for (const [call, message] of [
      [
        () => instruments.histogram('uploads'),
        /histogram name is "uploads"; allowed: a name other than that of a counter/,
      ],
      [() => instruments.gauge('uploads', () => 1), /gauge name is "uploads"; allowed: a name other than that of a c/],
      [() => instruments.gauge('other', 5 as never), /gauge other: function is 5; allowed: a function/],
      [() => instruments.counter('other', { unit: 'ü' }), /unit is "ü"; allowed: a unit of 1 to 63 ASCII/],
      [
        () => instruments.counter('other', { units: 'ms' } as never),
        /unknown option units; allowed: unit, description/,
      ],
    ] as const) {
      assert.throws(call, { name: 'TypeError', message });
    }
    for (let count = 1; count < MAX_INSTRUMENTS; count++) instruments.counter(`counter${count}`);
    assert.throws(() => instruments.counter('one-more'), /number of instruments is 51; allowed: at most 50/);
    instruments.counter('uploads');
  });

  it('that a rule watches and nobody has made are told of once, a minute after the start', () => {
    pass(55);
    assert.deepEqual(errors, []);
    pass(60);
    assert.deepEqual(errors, [
      'The rule "first" watches queue_length, which is no metric and none of the app\'s own numbers',
      'The rule "second" watches queue_length, which is no metric and none of the app\'s own numbers',
    ]);
  });
});

describe('counts by magnitude', () => {
  const values = fc.array(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), { minLength: 1, maxLength: 50 });
  const of = (...lists: number[][]): LogCounts => {
    const counts = new LogCounts();
    for (const value of lists.flat()) counts.record(value);
    return counts;
  };

  it('answer quantiles within 2.2 %', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, q) => {
        const sorted = given.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-9)) - 1] ?? NaN;
        assert.ok(Math.abs((of(given).quantile(q) ?? NaN) / exact - 1) < 0.0222);
      }),
    );
  });

  it('merge in any order to what recording all would have given', () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom(0.5, 0.95, 1), (a, b, q) => {
        const [one, other] = [of(a), of(b)];
        one.merge(of(b));
        other.merge(of(a));
        assert.deepEqual([one.count, one.quantile(q)], [of(a, b).count, of(a, b).quantile(q)]);
        assert.equal(other.quantile(q), one.quantile(q));
      }),
    );
  });

  it('take zero and whatever is very large or very small', () => {
    const counts = of([0, Number.MIN_VALUE, Number.MAX_VALUE]);
    assert.deepEqual([counts.quantile(0.1), counts.count], [0, 3]);
    assert.ok(Number.isFinite(counts.quantile(1)));
  });
});
