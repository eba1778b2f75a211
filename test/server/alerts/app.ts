/** Alerts about real figures: a collector that tests feed, on a clock that they move. */

import assert from 'node:assert/strict';
import { Alerts, type AlertNotice, isAlertRecord } from '../../../server/alerts/alerts.js';
import { CollectorInput } from '../../../server/alerts/rules/collector-input.js';
import { Collector } from '../../../server/collector/collector.js';
import { type Alert, SLICE_SECONDS } from '../../../server/contract/index.js';
import type { MaintenancePlan } from '../../../server/options/maintenance/plan.js';
import { resolveRules } from '../../../server/options/rules.js';

const SLICE_MS = 1000 * SLICE_SECONDS;
/** Between the wall clock and the monotonic one. */
const EPOCH = Date.UTC(2026, 10, 23, 21);

/** A collector with alerts, evaluated every five seconds. */
export class App {
  now: number;
  /** What was to be sent, in short. */
  readonly told: string[] = [];
  alerts: Alerts;
  collector: Collector;
  readonly #maintenance: MaintenancePlan | undefined;
  readonly #requests = new Map<number, number>();
  readonly #rules: ReturnType<typeof resolveRules>;

  /** @param now where the evaluations lie within the slices */
  constructor(rules: Parameters<typeof resolveRules>[0], now = 1_000_000, maintenance?: MaintenancePlan) {
    this.now = now;
    this.#rules = resolveRules({
      latency_high: false,
      csrf_detected: false,
      '5xx_detected': false,
      ...(rules as object),
    });
    this.#maintenance = maintenance;
    this.collector = this.#newCollector();
    this.alerts = this.#newAlerts();
  }

  get wall(): number {
    return EPOCH + this.now;
  }

  request(statusCode = 200, more: { endpoint?: string; latencyMs?: number; sessionId?: string } = {}): void {
    const slice = Math.floor(this.now / SLICE_MS);
    this.#requests.set(slice, (this.#requests.get(slice) ?? 0) + 1);
    this.collector.recordRequest({ endpoint: '/', method: 'GET', statusCode, latencyMs: 20, ...more }, this.now);
  }

  /** @param each what comes in each second */
  pass(seconds: number, each: () => void = () => undefined): void {
    for (let second = 0; second < seconds; second++) {
      this.now += 1000;
      each();
      if ((Math.floor(this.now / 1000) - 1000) % 5 === 0) this.evaluate();
    }
  }

  evaluate(): void {
    const context = { now: this.now, wall: this.wall, eventLoopDelayP99Ms: 0, check: () => undefined };
    const notices: AlertNotice[] = this.alerts.evaluate(
      new CollectorInput(this.collector, context),
      this.now,
      this.wall,
    );
    this.told.push(...notices.map(({ kind, alert }) => `${kind} ${alert.type}`));
  }

  restart(): void {
    const stored: unknown = JSON.parse(JSON.stringify(this.alerts));
    assert.ok(isAlertRecord(stored));
    this.collector = this.#newCollector();
    this.alerts = this.#newAlerts();
    this.alerts.restore(stored, this.wall);
  }

  /** In the slices of two times and in those between them. */
  requestsBetween(from: number, to: number): number {
    const [first, last] = [Math.floor(from / SLICE_MS), Math.floor(to / SLICE_MS)];
    return [...this.#requests].reduce((sum, [slice, count]) => sum + (slice >= first && slice <= last ? count : 0), 0);
  }

  get alert(): Alert {
    const [alert] = this.alerts.alerts(this.wall);
    assert.ok(alert !== undefined);
    return alert;
  }

  #newAlerts(): Alerts {
    return new Alerts({ rules: this.#rules, maintenance: this.#maintenance });
  }

  #newCollector(): Collector {
    return new Collector(
      {
        windowSeconds: 300,
        failures: 'server',
        abortedLatencyLimitMs: 500,
        onError: (error) => assert.fail(String(error)),
      },
      this.now,
    );
  }
}
