/** `GET /metrics/history`. */

import type { AlertMessage, Severity } from './alerts.js';
import type { Audience, View } from './audiences.js';
import type { Deploy } from './deploys.js';
import type { Level } from './levels.js';
import type { HistoryRange } from './ranges.js';

/** One step of history; all is null where the process was down. */
export interface HistoryStep {
  /** Start of the step. */
  t: string;
  /** The worst level that was held for at least 30 s. */
  status: Level | null;
  /** How many of the step's seconds the process was there for; fewer in the step that is under way. */
  seconds: number | null;
  requests: number | null;
  failed: number | null;
  /** By error class, only those that occurred. */
  errors: Record<string, number> | null;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  /** At the end of the step. */
  active_sessions: number | null;
  /** Different sessions that had a failure within the step; null also where it is not known. */
  affected_sessions: number | null;
  /** `InstrumentFigures.value` by name, of those that had one; null when there was none. */
  instruments: Record<string, number> | null;
}

/** An alert's place in history. */
export interface HistoryAlert extends AlertMessage {
  id: string;
  severity: Severity;
  from: string;
  /** Null while it fires. */
  to: string | null;
}

/** The whole answer. */
export interface HistoryAnswer {
  /** See `Metrics.audience` and `Metrics.view`. */
  audience: Audience;
  view: View;
  range: HistoryRange;
  step_seconds: number;
  /** Start of the first step and end of the last. */
  start: string;
  end: string;
  /** Oldest first. */
  steps: HistoryStep[];
  /** Over the whole range; percentiles come from merged sketches. */
  summary: {
    requests: number;
    failed: number;
    error_rate_percent: number;
    p50_ms: number | null;
    p95_ms: number | null;
    p99_ms: number | null;
    /** Seconds spent in each level; the rest of the range the process was down. */
    seconds: Record<Level, number>;
  };
  alerts: HistoryAlert[];
  /** Oldest first. */
  deploys: Deploy[];
}
