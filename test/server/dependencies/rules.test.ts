import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAlertRecord } from '../../../server/alerts/alerts.js';
import { unreplayable } from '../../../server/cli/replay-rules.js';
import type { Alert } from '../../../server/contract/index.js';
import { Dependencies } from '../../../server/dependencies/dependencies.js';
import { callsOf } from '../../../server/evaluation/dependency-input.js';
import { ruleFile } from '../../../server/export/prometheus/rule-file.js';
import { resolveRules } from '../../../server/options/rules.js';
import { inputOf, Stage } from '../alerts/figures.js';

const NONE = { error_rate_high: false, latency_high: false, '5xx_detected': false, csrf_detected: false };
const only = (fields: object) => resolveRules({ ...NONE, mine: { dependency: 'models.example', ...fields } });

/** A stage on which the calls of one dependency are evaluated. */
class CallStage {
  readonly stage: Stage;
  readonly dependencies = new Dependencies({ windowSeconds: 300, watched: ['models.example'] }, 0);
  readonly #fields: object;

  constructor(fields: object) {
    this.#fields = fields;
    this.stage = new Stage({ rules: only(fields) });
  }

  get now(): number {
    return this.stage.clock.monotonic();
  }

  calls(count: number, ms: number, failure?: 'refused' | 'timeout', kind: 'https' | 'timed' = 'https'): void {
    for (let index = 0; index < count; index++) {
      const call = this.dependencies.begin(kind, 'models.example', this.now);
      this.dependencies.end(call, this.now + ms, failure);
    }
  }

  evaluate(): Alert | undefined {
    const now = this.now;
    this.stage.see(
      inputOf(
        { requests: 1000 },
        {
          dependency: (name, seconds) => callsOf(this.dependencies, name, now, seconds),
          waitingFor: (name) =>
            name === 'models.example' ? [{ endpoint: '/reflection/:id/step', method: 'POST', percent: 92.1 }] : [],
        },
      ),
    );
    return this.stage.alerting.alerts(this.stage.clock.wall()).find(({ state }) => state === 'firing');
  }

  restarted(): Alert | undefined {
    this.stage.restart({ rules: only(this.#fields) });
    return this.stage.alerting.alerts(this.stage.clock.wall())[0];
  }
}

describe('a rule about a dependency', () => {
  it('fires on its latency, says whose, and which endpoints wait for it', () => {
    const stage = new CallStage({ metric: 'p95', threshold: 3000 });
    stage.calls(50, 4610);
    const alert = stage.evaluate();
    assert.ok(alert);
    assert.match(alert.message, /^models\.example: P95 latency 46\d\d(\.\d+)? ms \(limit 3000 ms, last 60 s\)$/);
    assert.equal(alert.condition?.dependency, 'models.example');
    const { endpoints, first, waiting, sample_size, count } = alert.evidence ?? {};
    assert.deepEqual(
      { endpoints, first, sample_size, count },
      { endpoints: [], first: null, sample_size: 50, count: 50 },
    );
    assert.deepEqual(waiting, [{ endpoint: '/reflection/:id/step', method: 'POST', percent: 92.1 }]);
    // What was stored says the same.
    const restored = stage.restarted();
    assert.deepEqual(restored?.condition, alert.condition);
    assert.deepEqual(restored.evidence, alert.evidence);
  });

  it('is gated as a rule about an endpoint is: a few slow calls are no evidence', () => {
    const stage = new CallStage({ metric: 'p95', threshold: 3000 });
    stage.calls(2, 4610);
    assert.equal(stage.evaluate(), undefined);
  });

  it('knows calls that hang before any of them has ended', () => {
    const stage = new CallStage({ metric: 'p95', threshold: 3000 });
    for (let index = 0; index < 30; index++) stage.dependencies.begin('https', 'models.example', stage.now);
    assert.equal(stage.evaluate(), undefined);
    const alert = stage.evaluate();
    assert.match(alert?.message ?? '', /^models\.example: P95 latency .*; 30 requests are still waiting$/);
    assert.equal(alert?.waiting, 30);
  });

  it('fires on its failures, whatever their class, of all kinds of that name together', () => {
    const stage = new CallStage({ metric: 'error_rate', threshold: 0.05 });
    stage.calls(20, 5, 'refused');
    stage.calls(20, 5, undefined, 'timed');
    assert.match(stage.evaluate()?.message ?? '', /^models\.example: Error rate 50 % \(limit 5 %, last 60 s\)$/);
  });

  it('fires on failures of one class', () => {
    const stage = new CallStage({ metric: 'count', errorClass: 'timeout', threshold: 3 });
    stage.calls(5, 5, 'refused');
    stage.calls(2, 5, 'timeout');
    assert.equal(stage.evaluate(), undefined);
    stage.calls(1, 5, 'timeout');
    assert.match(stage.evaluate()?.message ?? '', /^models\.example: 3 timeouts \(limit 3, last 300 s\)$/);
  });

  it('fires when it is called too rarely, also when it is never called', () => {
    const stage = new CallStage({ metric: 'requests_per_second', comparison: '<', threshold: 0.1 });
    assert.match(stage.evaluate()?.message ?? '', /^models\.example: Request rate 0 \/s \(minimum 0\.1 \/s/);
  });

  it('is silent where nothing is called', () => {
    for (const metric of ['p95', 'error_rate'] as const) {
      assert.equal(new CallStage({ metric, threshold: 0.5 }).evaluate(), undefined);
    }
  });

  for (const [name, fields, says] of [
    [
      'an endpoint beside it',
      { metric: 'p95', threshold: 1, endpoint: '/x' },
      /field endpoint is "\/x".*without a dep/,
    ],
    [
      'a metric that calls do not have',
      { metric: 'active_sessions', threshold: 1 },
      /field dependency is .*with error_rate/,
    ],
    [
      'a class that calls do not have',
      { metric: 'count', errorClass: '5xx', threshold: 1 },
      /errorClass is "5xx".*status, ref/,
    ],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => only(fields), says));
  }

  it('is translated for Prometheus', () => {
    const p95 = ruleFile(only({ metric: 'p95', threshold: 3000 }));
    assert.match(p95, /rate\(align_monitor_dependency_duration_seconds_bucket\{dependency="models\.example"\}\[1m\]\)/);
    assert.match(p95, /for models\.example is/);
    const rate = ruleFile(only({ metric: 'error_rate', threshold: 0.05 }));
    assert.match(rate, /increase\(align_monitor_dependency_failures_total\{dependency="models\.example"\}\[1m\]\)/);
    const count = ruleFile(only({ metric: 'count', errorClass: 'timeout', threshold: 3 }));
    assert.match(count, /failures_total\{dependency="models\.example",failure="timeout"\}\[5m\]\)\) >= 3/);
  });

  it('cannot be replayed, and says why', () => {
    const [rule] = only({ metric: 'p95', threshold: 3000 });
    assert.ok(rule);
    assert.equal(unreplayable(rule, []), 'the calls of dependencies are not kept');
  });

  it('of an earlier version’s alerts is unknown and no hindrance', () => {
    const stage = new CallStage({ metric: 'p95', threshold: 3000 });
    stage.calls(50, 4610);
    stage.evaluate();
    const stored = JSON.parse(JSON.stringify(stage.stage.alerting.toJSON())) as { alerts: { condition: object }[] };
    for (const { condition } of stored.alerts) Reflect.deleteProperty(condition, 'dependency');
    assert.ok(isAlertRecord(stored));
  });
});
