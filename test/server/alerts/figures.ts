/** Figures for rules, made up by the second, and a site that evaluates them every five. */

import { Alerting, type AlertingSettings, type AlertNotice } from '../../../server/alerts/alerts.js';
import type { EndpointFiguresView, RecentView, RuleView, WindowFigures } from '../../../server/alerts/rule-input.js';
import { Sketch } from '../../../server/collector/histogram/histogram.js';
import { FakeClock } from '../support/fake-clock.js';

/** What a test says of a window; the rest is healthy. */
export interface Given {
  requests?: number;
  failed?: number;
  classes?: Record<string, number>;
  /** How many requests took how many milliseconds; the rest took 50. */
  slow?: readonly [count: number, milliseconds: number];
}

export function figures({ requests = 0, failed = 0, classes = {}, slow = [0, 0] }: Given): WindowFigures {
  const latency = new Sketch();
  const [count, milliseconds] = slow;
  for (let index = 0; index < requests; index++) latency.record(index < count ? milliseconds : 50);
  return { requests, failed, classes: new Map(Object.entries(classes)), latency };
}

export function endpoint(template: string, method: string, given: Given): EndpointFiguresView {
  return { endpoint: template, method, ...figures(given) };
}

/** A view that says the same of every window. */
export function viewOf(given: Given, more: Partial<RuleView> = {}): RuleView {
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

export function request(time: number, more: Partial<RecentView> = {}): RecentView {
  const usual = { endpoint: '/', method: 'GET', latencyMs: 50, errorClass: null, failed: false, measured: true };
  return { time, ...usual, ...more };
}

/** Alerting with a clock. */
export class Stage {
  readonly clock = new FakeClock(1_000_000);
  alerting: Alerting;

  constructor(settings: AlertingSettings) {
    this.alerting = new Alerting(settings, this.clock.wall());
  }

  /** Five seconds later; answers what is sent. */
  see(view: RuleView, seconds = 5): AlertNotice[] {
    this.clock.advance(seconds);
    return this.alerting.evaluate(view, this.clock.monotonic(), this.clock.wall());
  }

  /** The same in short: kind and type. */
  told(view: RuleView, seconds = 5): string[] {
    return this.see(view, seconds).map(
      ({ kind, alert }) => `${kind} ${alert.type}${alert.flapping ? ' flapping' : ''}`,
    );
  }

  /** Another process that goes on from what is stored; its monotonic clock begins anew. */
  restart(settings: AlertingSettings): void {
    const restored = JSON.parse(JSON.stringify(this.alerting)) as NonNullable<AlertingSettings['restored']>;
    this.alerting = new Alerting({ ...settings, restored }, this.clock.wall());
  }
}
