/** The state of a check, derived from its runs. */

import type { CheckFigures, CheckStatus } from '../contract/index.js';
import type { Redact } from '../text/redact.js';
import { checkMessage } from './check-message.js';

const FAILURE_THRESHOLD = 3;
const SUCCESS_THRESHOLD = 2;

/**
 * Degraded after three failed runs in a row. Healthy after the first good run or, from degraded, after two in a row. So
 * one lost packet raises no alarm, and one lucky answer does not end it. Times are milliseconds since 1970.
 */
export class CheckState {
  #status: CheckStatus = 'unknown';
  #good = 0;
  #failed = 0;
  #message: string | null = null;
  #durationMs: number | null = null;
  #lastRun: number | null = null;
  #since: number | null = null;
  readonly #redact: Redact;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  get status(): CheckStatus {
    return this.#status;
  }

  /** The message of the last failure; null while the last run succeeded or there was none. */
  get message(): string | null {
    return this.#message;
  }

  /** Notes when a run started and how long it took, whatever its result. */
  measured(startedWall: number, durationMs: number): void {
    this.#lastRun = startedWall;
    this.#durationMs = Math.round(durationMs * 10) / 10;
  }

  /** Notes a good run. */
  succeed(wall: number): void {
    this.#failed = 0;
    this.#good++;
    this.#message = null;
    if (this.#status === 'unknown' || this.#good >= SUCCESS_THRESHOLD) this.#enter('healthy', wall);
  }

  /** Notes a failed run and what it has thrown. */
  fail(thrown: unknown, wall: number): void {
    this.#good = 0;
    this.#failed++;
    this.#message = checkMessage(thrown, this.#redact);
    if (this.#failed >= FAILURE_THRESHOLD) this.#enter('degraded', wall);
  }

  /** After a gap, no run follows one from before it. */
  resume(): void {
    this.#good = 0;
    this.#failed = 0;
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
