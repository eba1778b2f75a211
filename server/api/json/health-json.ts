/** The JSON of `GET /health/detailed`. */

import type { HealthDetailed, Metrics, StorageFigures } from '../../contract/index.js';

/** The same figures as `GET /metrics`, in short. */
export function healthJson(metrics: Metrics, storage: StorageFigures): HealthDetailed {
  return {
    audience: metrics.audience,
    view: metrics.view,
    status: metrics.status,
    message: metrics.message,
    since: metrics.since,
    evaluated_at: metrics.evaluated_at,
    reasons: metrics.reasons,
    recovering: metrics.recovering,
    error_rate_percent: metrics.summary.error_rate_percent,
    active_sessions: metrics.summary.active_sessions,
    p95_latency_ms: metrics.performance.p95_ms,
    recent_5xx: metrics.errors.recent_5xx,
    alerts: metrics.alerts.filter((alert) => alert.state === 'firing').length,
    checks: Object.fromEntries(metrics.checks.map(({ name, status }) => [name, status])),
    storage,
    uptime_seconds: metrics.uptime_seconds,
    version: metrics.version,
    timestamp: metrics.timestamp,
  };
}
