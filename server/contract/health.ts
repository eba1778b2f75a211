/** `GET /health/detailed`, and the same in short within `GET /metrics`. */

import type { Audience, View } from './audiences.js';
import type { CheckStatus } from './checks.js';
import type { Level, Reason } from './levels.js';

/** The last error that was reported with `recordError`. */
export interface LastError {
  type: string;
  message: string;
  endpoint: string | null;
  timestamp: string;
}

/** The app's level (`app`), the last reported error, when the level was last evaluated, and one key per check. */
export interface HealthSummary {
  app: Level;
  last_error: LastError | null;
  last_check: string;
  [check: string]: Level | CheckStatus | LastError | string | null;
}

/** Where history is kept. */
export interface StorageFigures {
  kept: 'on disk' | 'in memory';
  /** What is wrong, or worth knowing; null when nothing is. */
  message: string | null;
}

/** `GET /health/detailed`: 200 when healthy or warning, 503 when degraded. */
export interface HealthDetailed {
  /** See `Metrics.audience`, `Metrics.view`, `Metrics.message` and `Metrics.since`. */
  audience: Audience;
  view: View;
  status: Level;
  message: string;
  since: string;
  /** When the status and its reasons were evaluated. */
  evaluated_at: string;
  reasons: Reason[];
  /** See `Metrics.recovering`. */
  recovering: boolean;
  error_rate_percent: number;
  active_sessions: number;
  p95_latency_ms: number | null;
  recent_5xx: number;
  /** How many alerts are firing. */
  alerts: number;
  checks: Record<string, CheckStatus>;
  storage: StorageFigures;
  uptime_seconds: number;
  version: string | null;
  timestamp: string;
}
