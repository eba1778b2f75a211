/**
 * How many different sessions had an error, so that one client that tries again and again is told from many people.
 * Each slice keeps the hashes of a few sessions for each error class. Where there were more, it is known that they were
 * many, and counts alone decide: whoever forges sessions gains nothing that the same number of requests would not have.
 */

import { NO_ERROR } from './error-class-table.js';

/** Sessions that a slice keeps for one error class. */
const MAX_SESSIONS = 64;
/** The key of failures, whatever their class. */
const FAILURES = -2;

interface Failed {
  /** Hashes; null when there were too many. */
  sessions: Set<string> | null;
  /** Errors without a session. */
  anonymous: number;
}

interface SessionSlice {
  number: number;
  /** Requests that carried a session. */
  requests: number;
  byClass: Map<number, Failed>;
}

/** Sessions that had an error within some time. */
export interface FailingSessionsView {
  /** Requests that carried a session, failed or not. */
  requestsWithSession: number;
  /** Sessions with a failure (their hashes), and failures without a session; null when there were too many to keep. */
  failures: FailedSessions | null;
  /** The same of one error class. */
  ofClass: (errorClass: number) => FailedSessions | null;
}

/** Who had an error. */
export interface FailedSessions {
  sessions: ReadonlySet<string>;
  anonymous: number;
}

/** The sessions with errors of the last slices. */
export class FailingSessions {
  readonly #slices: SessionSlice[];

  /** @param slices how many are kept */
  constructor(slices: number) {
    this.#slices = Array.from({ length: slices }, () => ({ number: -1, requests: 0, byClass: new Map() }));
  }

  /** Empties all slices. */
  clear(): void {
    for (const slice of this.#slices) slice.number = -1;
  }

  /** Counts a request that carried a session, failed or not. */
  countRequest(slice: number): void {
    this.#at(slice).requests++;
  }

  /**
   * Counts an error.
   * @param slice number of the window's current slice
   * @param session its hash; undefined without a session
   * @param failed whether it is a failure of a request
   */
  recordError(slice: number, session: string | undefined, errorClass: number, failed: boolean): void {
    const current = this.#at(slice);
    if (errorClass !== NO_ERROR) count(current, errorClass, session);
    if (failed) count(current, FAILURES, session);
  }

  /** The last slices, `newest` included. */
  view(newest: number, slices: number): FailingSessionsView {
    const covered = this.#slices.filter(({ number }) => number > newest - slices && number <= newest);
    return {
      requestsWithSession: covered.reduce((sum, { requests }) => sum + requests, 0),
      failures: merge(covered, FAILURES),
      ofClass: (errorClass) => merge(covered, errorClass),
    };
  }

  #at(number: number): SessionSlice {
    const slice = this.#slices[number % this.#slices.length];
    if (slice === undefined) throw new RangeError('At least one slice is needed');
    if (slice.number !== number) {
      slice.number = number;
      slice.requests = 0;
      slice.byClass.clear();
    }
    return slice;
  }
}

function count({ byClass }: SessionSlice, key: number, session: string | undefined): void {
  const failed = byClass.get(key) ?? { sessions: new Set<string>(), anonymous: 0 };
  byClass.set(key, failed);
  if (session === undefined) failed.anonymous++;
  else failed.sessions?.add(session);
  if (failed.sessions !== null && failed.sessions.size > MAX_SESSIONS) failed.sessions = null;
}

function merge(slices: readonly SessionSlice[], key: number): FailedSessions | null {
  const sessions = new Set<string>();
  let anonymous = 0;
  for (const { byClass } of slices) {
    const failed = byClass.get(key);
    if (failed === undefined) continue;
    if (failed.sessions === null) return null;
    for (const session of failed.sessions) sessions.add(session);
    anonymous += failed.anonymous;
  }
  return { sessions, anonymous };
}
