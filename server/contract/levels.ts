/** Levels of health, and why one holds. */

import type { Unit } from './units.js';

/** All levels, worst last. */
export const LEVELS = ['healthy', 'warning', 'degraded'] as const;

/** How things are. */
export type Level = (typeof LEVELS)[number];

/** The rank of a level: higher is worse. */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** Why the level is not `healthy`: a figure that is over its limit, an alert that fires or a check that fails. */
export interface Reason {
  /** The figure's name, for example `error_rate_percent` or `p95_ms`; `alert:` and a rule, or `check:` and a check. */
  what: string;
  value: number;
  limit: number;
  unit: Unit;
  level: Exclude<Level, 'healthy'>;
  /** The same in one plain English sentence without a full stop. */
  message: string;
}
