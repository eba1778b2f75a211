/** Jobs: what the app does by itself, again and again. */

/** Jobs that are kept. */
export const MAX_JOBS = 50;

/** One job. */
export interface JobFigures {
  name: string;
  /** How often it is expected; null when nothing is expected. */
  every_seconds: number | null;
  /** How late it may be. */
  grace_seconds: number;
  is_running: boolean;
  /** Ended runs, since the job is known. */
  runs: number;
  failed: number;
  /** Runs that began while another one was under way in the same process. */
  overlaps: number;
  last_started_at: string | null;
  last_ended_at: string | null;
  last_duration_ms: number | null;
  /** How the last ended run ended; null before the first. */
  last_outcome: 'succeeded' | 'failed' | null;
  /** The error group of the last failure. */
  error_group: string | null;
  /** Since when a run is missing; null when none is. */
  overdue_since: string | null;
}
