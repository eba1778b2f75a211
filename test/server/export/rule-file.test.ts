import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ruleFile } from '../../../server/export/prometheus/rule-file.js';
import { resolveRules } from '../../../server/options/rules.js';
import { isEvidence } from '../../../server/statistics/evidence-gate.js';

const fileOf = (rules: object): string =>
  ruleFile(
    resolveRules({
      error_rate_high: false,
      latency_high: false,
      '5xx_detected': false,
      csrf_detected: false,
      ...rules,
    }),
  );

describe('the rule file for Prometheus', () => {
  it('has the rules that are on by default', () => {
    const names = Array.from(ruleFile(resolveRules(undefined)).matchAll(/- alert: "(\w+)"/g), ([, name]) => name);
    assert.deepEqual(names, ['error_rate_high', 'latency_high', '5xx_detected', 'csrf_detected']);
  });

  it('has no rules where all are switched off', () => {
    assert.match(fileOf({}), /rules: \[\]\n$/);
  });

  it('says how long a condition must hold, and be over', () => {
    const text = fileOf({
      quota: { metric: 'count', errorClass: 'quota', threshold: 3, forSeconds: 90, keepFiringSeconds: 120 },
    });
    assert.match(text, /for: "90s"\n {8}keep_firing_for: "2m"/);
    assert.match(text, /increase\(align_monitor_errors_total\{type="quota"\}\[5m\]\)\) >= 3/);
  });

  it('looks at a minute at least, which four scrapes fall into', () => {
    assert.match(fileOf({ short: { metric: 'p50', threshold: 5, window: 10 } }), /bucket\[1m\]/);
  });

  it('finds a bound that is a whole number in Prometheus 2 and 3', () => {
    assert.match(fileOf({ slow: { metric: 'p99', threshold: 1000, endpoint: '/x' } }), /le=~"1\(\[\.\]0\)\?"/);
  });

  it('takes people over the window of the monitor', () => {
    const text = fileOf({ people: { metric: 'affected_sessions', threshold: 5 } });
    assert.match(text, /sum by \(job\) \(align_monitor_affected_sessions\) >= 5\n/);
    assert.match(text, /affected_sessions of {{ \$labels.job }} is {{ printf \\"%.4g\\" \$value }} \(limit 5\)/);
  });

  it('quotes what comes from names', () => {
    const text = fileOf({ 'a "b" {{c}}': { metric: 'check', check: 'data"base\\' } });
    assert.match(text, /- alert: "a \\"b\\" \{\{c\}\}"/);
    assert.match(text, /align_monitor_check_up\{check="data\\"base\\\\"\}\) == 0/);
  });

  it('fires on no evidence that the gate would not take: its bound is never below the exact tail', () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((total) => fc.tuple(fc.integer({ min: 1, max: total }), fc.constant(total)));
    fc.assert(
      fc.property(
        counts,
        fc.constantFrom(0.001, 0.002, 0.01, 0.1),
        fc.constantFrom(1e-6, 0.01),
        ([count, total], p, tail) => {
          const expected = p * total;
          const evidence = count * (Math.log(count / expected) - 1) + expected;
          if (count > expected && evidence > -Math.log(tail)) {
            assert.ok(isEvidence(count, total, { healthyShare: p, tail }), `${count} of ${total}`);
          }
        },
      ),
    );
  });
});
