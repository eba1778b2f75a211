/** Checks: named probes of what the app depends on. */

/** What is known of a check. */
export const CHECK_STATUSES = ['healthy', 'degraded', 'unknown'] as const;

/** A named dependency probe's result. */
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** One named probe of something that the app depends on. */
export interface CheckFigures {
  name: string;
  status: CheckStatus;
  /** Whether its failing makes the level degraded; otherwise warning. */
  critical: boolean;
  /** What the last failure said; null while the last run succeeded or there was none. */
  message: string | null;
  /** How long the last run took; null before the first one has ended. */
  duration_ms: number | null;
  last_run: string | null;
  /** Since when it has been in this status. */
  since: string | null;
}
