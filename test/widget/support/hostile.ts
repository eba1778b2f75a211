/** An answer that is as long, as many and as large as a monitor can make it, with not one place to break a line at. */
import type { Alert, CheckFigures, HistoryAnswer, HistoryRange, Metrics } from '../../../server/contract/index.js';
import { alert, deploy, fixtures } from './fixtures.js';
import { historyOf } from './history.js';

const ALERTS = 30;
const CHECKS = 12;
const FEATURES = 20;
const NAME_LENGTH = 200;
/** Of nine digits, as wide as digits get. */
const COUNT = 888_888_888;

/** A name of 200 characters without a break. */
export function longName(start = ''): string {
  return start.padEnd(NAME_LENGTH, 'unbreakable');
}

/** For a time in milliseconds since 1970. */
export function hostile(now: number): Metrics {
  const huge = fixtures.huge(now);
  const each = huge.endpoints[0];
  if (each === undefined) throw new Error('The huge answer has no endpoints.');
  const endpoints = ['/', '/courses/', '/reflection/'].map((path) => ({
    ...each,
    endpoint: longName(path),
    method: 'OPTIONS',
    requests: COUNT,
    failed: COUNT,
    error_rate_percent: 100,
  }));
  return {
    ...huge,
    instance: longName('web-'),
    version: longName('1.8.0-'),
    reasons: huge.reasons.map((reason) => ({ ...reason, message: `${longName('Error rate')} is over 5 %` })),
    summary: { ...huge.summary, window_requests: COUNT, active_sessions: COUNT, in_flight: COUNT },
    errors: { ...huge.errors, recent_5xx: COUNT, recent_4xx: COUNT, [longName('recent_')]: COUNT },
    endpoints: [...endpoints, ...huge.endpoints],
    feature_usage: Object.fromEntries(Array.from({ length: FEATURES }, (_, index) => [longName(`f${index}`), COUNT])),
    alerts: Array.from({ length: ALERTS }, (_, index) => hostileAlert(now, index)),
    checks: Array.from({ length: CHECKS }, (_, index) => hostileCheck(now, index)),
    deploy: { ...deploy(now, 'worse', 900), version: longName('1.8.0-') },
  };
}

/** The history that goes with it. */
export function hostileHistory(now: number, range: HistoryRange): HistoryAnswer {
  const history = historyOf(now, range);
  return {
    ...history,
    alerts: history.alerts.map((each) => ({ ...each, message: longName('Latency') })),
    deploys: history.deploys.map((each) => ({ ...each, version: longName('1.8.0-') })),
  };
}

function hostileAlert(now: number, index: number): Alert {
  return alert(
    now,
    `rule_${index}`,
    'critical',
    index < ALERTS / 2 ? 'firing' : 'resolved',
    longName('P95'),
    60 * index,
    {
      unit: 'count',
      peak_value: COUNT,
      flapping: true,
      acknowledged: { by: longName('Ada'), note: longName('Looking'), at: new Date(now - 60_000).toISOString() },
      muted_until: new Date(now + 3_600_000).toISOString(),
    },
  );
}

function hostileCheck(now: number, index: number): CheckFigures {
  return {
    name: longName(`check${index}`),
    status: index % 2 === 0 ? 'degraded' : 'healthy',
    critical: true,
    message: index % 2 === 0 ? longName('ECONNREFUSED') : null,
    duration_ms: COUNT,
    last_run: new Date(now - 12_000).toISOString(),
    since: new Date(now - 240_000).toISOString(),
  };
}
