/** What the public is shown of an answer. Every field is copied by name, so that a new one is shown only on purpose. */

import {
  ERROR_CLASS_NAMES,
  type ErrorCounts,
  type HealthDetailed,
  type HistoryAnswer,
  type Metrics,
  OTHER_CLASSES,
  type PublicHealth,
  type PublicHistory,
  type PublicLevel,
  type PublicMetrics,
  type PublicReason,
  type Reason,
  type Series,
} from '../../contract/index.js';

/** The level alone. */
export function publicLevel(answer: Metrics | HealthDetailed, view: PublicLevel['view']): PublicLevel {
  const { timestamp, status, message, since, recovering } = answer;
  return { audience: 'public', view, timestamp, status, message, since, recovering };
}

/**
 * The status and its main figures.
 * @param instance an opaque name of the process
 */
export function publicMetrics(metrics: Metrics, instance: string): PublicMetrics {
  const { summary, performance } = metrics;
  return {
    ...publicLevel(metrics, 'status'),
    view: 'status',
    evaluated_at: metrics.evaluated_at,
    instance,
    too_few_to_judge: metrics.too_few_to_judge,
    window_seconds: metrics.window_seconds,
    maintenance: metrics.maintenance.map(({ from, to, note }) => ({ from, to, note })),
    reasons: metrics.reasons.map(publicReason),
    summary: {
      total_requests: summary.total_requests,
      successful_requests: summary.successful_requests,
      failed_requests: summary.failed_requests,
      window_requests: summary.window_requests,
      window_failed: summary.window_failed,
      error_rate_percent: summary.error_rate_percent,
      requests_per_second: summary.requests_per_second,
      active_sessions: summary.active_sessions,
      active_sessions_capped: summary.active_sessions_capped,
      sessions_known: summary.sessions_known,
      window_sessions: summary.window_sessions,
      affected_sessions: summary.affected_sessions,
      sessions_by_cookie: summary.sessions_by_cookie,
      slow_percent: summary.slow_percent,
    },
    errors: publicErrors(metrics.errors),
    performance: { mean_ms: performance.mean_ms, p95_ms: performance.p95_ms, p99_ms: performance.p99_ms },
    alerts: metrics.alerts
      .filter(({ state }) => state === 'firing')
      .map(({ type, severity, state, time, timestamp, notified_at }) => ({
        ...{ type: publicType(type), severity, state, time, timestamp, notified_at },
      })),
    series: publicSeries(metrics.series),
  };
}

/** The level of each step. */
export function publicHistory(answer: HistoryAnswer): PublicHistory {
  const { range, step_seconds, start, end } = answer;
  return {
    ...{ audience: 'public', view: 'status', range, step_seconds, start, end },
    steps: answer.steps.map(({ t, status, seconds }) => ({ t, status, seconds })),
    summary: { seconds: answer.summary.seconds },
  };
}

/** The level, and the figures that `publicMetrics` shows too. */
export function publicHealth(health: HealthDetailed): PublicHealth {
  const { error_rate_percent, active_sessions, p95_latency_ms, recent_5xx, alerts } = health;
  return {
    ...publicLevel(health, 'status'),
    ...{ error_rate_percent, active_sessions, p95_latency_ms, recent_5xx, alerts },
  };
}

/** An alert's evidence and a check's name stay within; figures of the app as a whole are shown anyway. */
function publicReason({ endpoint = null, ...reason }: Reason): PublicReason {
  const { what, level, unit, recovering, waiting, value, limit, alert, check } = reason;
  if (check !== null) return { what: 'check', level, unit, recovering, waiting };
  if (endpoint !== null) return { what: 'endpoint', level, unit, recovering, waiting };
  if (alert !== null) return { what: publicType(what), level, unit, recovering, waiting };
  return { what, level, unit, recovering, waiting, value, limit };
}

/** The rule that `withEndpointLimits` makes for an endpoint has the endpoint in its name, the alert about a job the job. */
function publicType(type: string): string {
  return type.replace(
    /(error_rate_high: |overdue_job:).*$/s,
    (_match, prefix: string) => prefix.split(':', 1)[0] ?? '',
  );
}

/** The built-in classes by name, the app's own as `other`. */
function publicErrors(errors: ErrorCounts): ErrorCounts {
  const counts = (prefix: 'recent' | 'total'): [string, number][] => {
    const known = ERROR_CLASS_NAMES.map((name): [string, number] => [`${prefix}_${name}`, errors[`${prefix}_${name}`]]);
    const all = Object.entries(errors).filter(([name]) => name.startsWith(`${prefix}_`));
    const other = sum(all.map(([, count]) => count)) - sum(known.map(([, count]) => count));
    return other > 0 ? [...known, [`${prefix}_${OTHER_CLASSES}`, other]] : known;
  };
  return Object.fromEntries([...counts('recent'), ...counts('total')]) as ErrorCounts;
}

function publicSeries({ errors, ...series }: Series): PublicMetrics['series'] {
  const { start, step_seconds, requests, failed, p95_ms, p99_ms, active_sessions, affected_sessions } = series;
  const known = Object.entries(errors).filter(([name]) => ERROR_CLASS_NAMES.some((builtIn) => builtIn === name));
  return {
    ...{ start, step_seconds, requests, failed, p95_ms, p99_ms, active_sessions, affected_sessions },
    errors: Object.fromEntries(known),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
