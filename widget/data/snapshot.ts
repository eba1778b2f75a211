/** What one poll knows of its monitor. */
import type { Metrics } from '../../server/contract/index.js';
import type { PollError } from './metrics-request.js';

/** Immutable. Times are milliseconds since 1970, durations milliseconds. */
export interface Snapshot {
  /** The newest answer; kept while later polls fail. */
  readonly metrics: Metrics | null;
  readonly lastSuccess: number | null;
  /** Why the last poll failed; null when it did not. */
  readonly failure: PollError | null;
  /** When the next poll is due; null while one is under way or none is planned. */
  readonly nextPoll: number | null;
  readonly interval: number;
  /** How many polls in a row have brought the same server time, and when that time came first. */
  readonly unchangedPolls: number;
  readonly changedAt: number;
  /**
   * The end of the grace period after the page was hidden: until then old answers do not count as stale. After the
   * device slept it is infinite until the next answer or failure.
   */
  readonly graceUntil: number;
  /** The browser reports no network, and no answer has come since. */
  readonly isOffline: boolean;
  /** How many instances answer in turn; 1 when it is always the same. */
  readonly instances: number;
}

/** Before the first poll. */
export const emptySnapshot: Snapshot = {
  metrics: null,
  lastSuccess: null,
  failure: null,
  nextPoll: null,
  interval: 0,
  unchangedPolls: 0,
  changedAt: 0,
  graceUntil: 0,
  isOffline: false,
  instances: 1,
};
