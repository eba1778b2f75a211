/** The monitor's own errors: caught, counted, and logged rarely, so that they never affect the host app. */

import { describeThrown } from '../text/describe-thrown.js';
import { OutsideFailure } from '../text/outside-failure.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import type { Clock } from './clock.js';

const LOG_EVERY_MS = 300_000;
/** Causes that are told apart. All others are one, until a known one has been silent for five minutes. */
const MAX_CAUSES = 50;
const OTHER_CAUSES = '(other)';
const MAX_MESSAGE = 500;
const MAX_PLACE = 200;

interface Cause {
  loggedAt: number;
  /** Errors that were not logged. */
  unlogged: number;
}

/** Counts and logs the monitor's own errors. */
export class InternalErrors {
  /** Errors since start, `monitor_errors` in the API. */
  count = 0;
  readonly #clock: Clock;
  readonly #redact: Redact;
  readonly #causes = new Map<string, Cause>();

  constructor(clock: Clock, redact: Redact = redactAll) {
    this.#clock = clock;
    this.#redact = redact;
  }

  /**
   * Counts an error, and logs it in one line unless one with the same cause was logged in the last five minutes: the same
   * name and message, whatever numbers are in it. A failure outside is logged by its message. Never throws.
   */
  readonly report = (error: unknown): void => {
    this.count++;
    try {
      const isOutside = error instanceof OutsideFailure;
      const { name, message, places } = describeThrown(error);
      const text = this.#redact(name === '' || isOutside ? message : `${name}: ${message}`, MAX_MESSAGE);
      const now = this.#clock.monotonic();
      const cause = this.#causeOf(text.replaceAll(/\d+/g, '0'), now);
      cause.unlogged++;
      if (now - cause.loggedAt < LOG_EVERY_MS) return;
      const more = cause.unlogged > 1 ? ` (${cause.unlogged} since the last report)` : '';
      cause.loggedAt = now;
      cause.unlogged = 0;
      if (isOutside) {
        console.warn(`align-monitor: ${text}${more}`);
        return;
      }
      const line = [text || 'no message', ...places.map((place) => this.#redact(place, MAX_PLACE))].join(' at ');
      console.warn(`align-monitor: an internal error was caught${more}: ${line}`);
    } catch {
      // The host's console or clock may throw, too.
    }
  };

  /** Runs a function and reports what it throws; returns the fallback then. */
  run<T>(work: () => T, fallback: T): T {
    try {
      return work();
    } catch (error) {
      this.report(error);
      return fallback;
    }
  }

  #causeOf(key: string, now: number): Cause {
    const known = this.#causes.get(key);
    if (known !== undefined) return known;
    if (this.#causes.size >= MAX_CAUSES) {
      for (const [other, { loggedAt }] of this.#causes) {
        if (now - loggedAt >= LOG_EVERY_MS) this.#causes.delete(other);
      }
    }
    const kept = this.#causes.size < MAX_CAUSES ? key : OTHER_CAUSES;
    const cause = this.#causes.get(kept) ?? { loggedAt: -Infinity, unlogged: 0 };
    this.#causes.set(kept, cause);
    return cause;
  }
}
