/** Input for rules, and alerting that evaluates it every five seconds. */

import assert from 'node:assert/strict';
import { Alerts, type AlertingSettings, type AlertNotice, isAlertRecord } from '../../../server/alerts/alerts.js';
import type {
  EndpointFigures,
  RecentSample,
  RuleInput,
  WindowFigures,
} from '../../../server/alerts/rules/rule-input.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { FakeClock } from '../support/fake-clock.js';

/** The figures of a window; what is left out is healthy. */
export interface Given {
  requests?: number;
  failed?: number;
  classes?: Record<string, number>;
  /** This many requests took this many milliseconds; all others took 50. */
  slow?: readonly [count: number, milliseconds: number];
}

export function figures({
  requests = 0,
  failed = 0,
  classes = {},
  slow = [0, 0],
}: Given): WindowFigures & { latency: Histogram } {
  const latency = new Histogram();
  const [count, milliseconds] = slow;
  for (let index = 0; index < requests; index++) latency.record(index < count ? milliseconds : 50);
  return { requests, failed, classes: new Map(Object.entries(classes)), latency };
}

export function endpoint(template: string, method: string, given: Given): EndpointFigures {
  return { endpoint: template, method, ...figures(given) };
}

/** An input with the same figures for every window. */
export function inputOf(given: Given, more: Partial<RuleInput> = {}): RuleInput {
  const window = figures(given);
  return {
    window: () => window,
    endpoints: () => [],
    recent: () => [],
    activeSessions: 0,
    eventLoopDelayP99Ms: 0,
    uptimeSeconds: 3600,
    check: () => undefined,
    ...more,
  };
}

export function request(time: number, more: Partial<RecentSample> = {}): RecentSample {
  const usual = { endpoint: '/', method: 'GET', latencyMs: 50, errorClass: null, failed: false, measured: true };
  return { time, ...usual, ...more };
}

/** Alerts with a clock. */
export class Stage {
  readonly clock = new FakeClock(1_000_000);
  alerting: Alerts;

  constructor(settings: AlertingSettings) {
    this.alerting = new Alerts(settings);
  }

  /** Five seconds later; answers what is sent. */
  see(input: RuleInput, seconds = 5): AlertNotice[] {
    this.clock.advance(seconds);
    return this.alerting.evaluate(input, this.clock.monotonic(), this.clock.wall());
  }

  /** The same in short: kind and type. */
  told(input: RuleInput, seconds = 5): string[] {
    return this.see(input, seconds).map(
      ({ kind, alert }) => `${kind} ${alert.type}${alert.flapping ? ' flapping' : ''}`,
    );
  }

  /** Another process that goes on from what is stored; its monotonic clock begins anew. */
  restart(settings: AlertingSettings, record = this.alerting.toJSON()): void {
    const stored: unknown = JSON.parse(JSON.stringify(record));
    assert.ok(isAlertRecord(stored));
    this.alerting = new Alerts(settings);
    this.alerting.restore(stored, this.clock.wall());
  }
}
