/** What is known of a check from its runs. */

import type { CheckFigures, CheckStatus } from '../contract/index.js';
import { checkMessage } from './check-message.js';

const FAILURE_THRESHOLD = 3;
const SUCCESS_THRESHOLD = 2;

/**
 * Degraded after three failed runs in a row, healthy after the first good run or, when it was degraded, after two in a
 * row: one lost packet is no alarm, and one lucky answer no all-clear. Times are milliseconds since 1970.
 */
export class CheckState {
  #status: CheckStatus = 'unknown';
  #good = 0;
  #failed = 0;
  #message: string | null = null;
  #durationMs: number | null = null;
  #lastRun: number | null = null;
  #since: number | null = null;

  get status(): CheckStatus {
    return this.#status;
  }

  /** What the last failure said; null while the last run succeeded or there was none. */
  get message(): string | null {
    return this.#message;
  }

  /** A run has ended, one way or the other, after so many milliseconds. */
  measured(startedWall: number, durationMs: number): void {
    this.#lastRun = startedWall;
    this.#durationMs = Math.round(durationMs * 10) / 10;
  }

  /** A run was good. */
  succeed(wall: number): void {
    this.#failed = 0;
    this.#good++;
    this.#message = null;
    if (this.#status === 'unknown' || this.#good >= SUCCESS_THRESHOLD) this.#enter('healthy', wall);
  }

  /** A run failed by what it has thrown. */
  fail(thrown: unknown, wall: number): void {
    this.#good = 0;
    this.#failed++;
    this.#message = checkMessage(thrown);
    if (this.#failed >= FAILURE_THRESHOLD) this.#enter('degraded', wall);
  }

  /** As the API shows it. */
  figures(): Omit<CheckFigures, 'name' | 'critical'> {
    return {
      status: this.#status,
      message: this.#message,
      duration_ms: this.#durationMs,
      last_run: isoOf(this.#lastRun),
      since: isoOf(this.#since),
    };
  }

  #enter(status: CheckStatus, wall: number): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#since = wall;
  }
}

function isoOf(wall: number | null): string | null {
  return wall === null ? null : new Date(wall).toISOString();
}
