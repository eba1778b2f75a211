/** What is known of a monitor from the outside at one moment. */
import type { Metrics } from '../server/contract/index.js';
import type { PollError } from './request.js';

/** Never changed, only replaced. Times are milliseconds since 1970, spans milliseconds. */
export interface Snapshot {
  /** The newest answer; kept while later polls fail. */
  readonly metrics: Metrics | null;
  readonly lastSuccess: number | null;
  /** Why the last poll failed; null when it did not. */
  readonly failure: PollError | null;
  /** When the next poll is due; null while one is under way or none is planned. */
  readonly nextPoll: number | null;
  readonly interval: number;
  /** Polls in succession that brought no newer server time, and when the newest one came first. */
  readonly unchangedPolls: number;
  readonly changedAt: number;
  /** Until then the age of the answers is forgiven: the page was hidden, and is asking again just now. */
  readonly patientUntil: number;
  /** The browser says that it has no network, and no answer has come since. */
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
  patientUntil: 0,
  isOffline: false,
  instances: 1,
};
