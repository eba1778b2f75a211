/** `GET /health…`: what load balancers, scripts and orchestrators ask. */

import type { HealthDetailed, Metrics, StorageFigures } from '../../contract/index.js';

/** What concerns this very process alone. */
export interface ProcessState {
  /** What it has kept on disk is not read yet. */
  isStarting: boolean;
  /** It is ending: no new traffic, please. */
  isDraining: boolean;
  /** Its event loop was blocked for seconds just now. */
  isStalled: boolean;
}

/** The same figures as `GET /metrics`, in short. */
export function healthJson(metrics: Metrics, storage: StorageFigures): HealthDetailed {
  return {
    status: metrics.status,
    reasons: metrics.reasons,
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

/**
 * The status code of `/health/detailed`: 503 when degraded. For a load balancer (`for=lb`) only causes of this process
 * count, so that a cause shared by all instances does not take all of them out.
 */
export function healthCode(health: HealthDetailed, state: ProcessState, audience: unknown): 200 | 503 {
  const isBad =
    audience === 'lb' ? state.isStarting || state.isDraining || state.isStalled : health.status === 'degraded';
  return isBad ? 503 : 200;
}
