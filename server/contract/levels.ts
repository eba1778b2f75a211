/** Levels of health, and why one holds. */

import type { Alert } from './alerts.js';
import type { Unit } from './units.js';

/** All levels, worst last. */
export const LEVELS = ['healthy', 'warning', 'degraded'] as const;

/** A level of health. */
export type Level = (typeof LEVELS)[number];

/** The rank of a level: higher is worse. */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** Why the level is not `healthy`: a figure is over its limit, an alert fires, or a check fails. */
export interface Reason {
  /**
   * The figure: `error_rate_percent` or `p95_ms`, in place of which it is `slow_percent` where endpoints have latency
   * limits of their own; `alert:` and a rule's name, or `check:` and a check's name.
   */
  what: string;
  /** The endpoint whose figure it is, as the option `levels.endpoints` names it; null or missing for the whole app. */
  endpoint?: string | null;
  value: number;
  limit: number;
  unit: Unit;
  level: Exclude<Level, 'healthy'>;
  /** How many of the requests behind `value` are still open, so that a latency is at least the value; else 0. */
  waiting: number;
  /** Its newest minute is back within the limit, with enough requests to tell; the rest of the window still holds it. */
  recovering: boolean;
  /** The same in one plain English sentence without a full stop. */
  message: string;
  /** The alert that fires, as far as `value`, `limit` and `unit` do not describe it; null for other reasons. */
  alert: Pick<Alert, 'type' | 'window_seconds' | 'flapping' | 'condition' | 'confirmed'> | null;
  /** The check that fails, and what its last failure said; null for other reasons. */
  check: { name: string; message: string | null } | null;
}
