/**
 * Regular requests to an outside service, such as a dead man's switch, which alerts when they stop: a dead process cannot
 * alert by itself.
 */

import { OutsideFailure } from '../text/outside-failure.js';
import { Attempt, type Fetch, request } from './delivery-attempt.js';
import { settleWithinGracePeriod } from './grace-period.js';
import type { HeartbeatOptions } from '../options/monitor-options.js';

/** Settings of a heartbeat. */
export interface HeartbeatSettings extends HeartbeatOptions {
  fetch?: Fetch | undefined;
  /** Called for each request that failed; never with a secret. */
  onError: (error: unknown) => void;
}

/** Figures of the requests, since start. */
export interface HeartbeatFigures {
  /** The origin of the address, the rest of which is secret. */
  target: string;
  sent: number;
  failed: number;
  /** Why the last request failed; null when it succeeded. */
  last_error: string | null;
}

/** Sends a GET at an interval. A failed one is not repeated; the next comes at its usual time. */
export class Heartbeat {
  readonly #url: string;
  readonly #everyMs: number;
  readonly #fetch: Fetch;
  readonly #onError: (error: unknown) => void;
  readonly #figures: HeartbeatFigures;
  #attempt: Attempt | undefined;
  #nextAt = -Infinity;
  #isClosed = false;

  constructor({ url, everySeconds, fetch = (...given) => globalThis.fetch(...given), onError }: HeartbeatSettings) {
    this.#url = url;
    this.#everyMs = everySeconds * 1000;
    this.#fetch = fetch;
    this.#onError = onError;
    this.#figures = { target: new URL(url).origin, sent: 0, failed: 0, last_error: null };
  }

  /**
   * Must be called once a second. Requests that a late call missed are not made up for.
   * @param now monotonic milliseconds
   */
  tick(now: number): void {
    if (this.#isClosed) return;
    this.#attempt?.enforceTimeout(now);
    this.#finish();
    if (this.#attempt !== undefined || now < this.#nextAt) return;
    this.#nextAt = now + this.#everyMs;
    this.#attempt = new Attempt((signal) => request(this.#url, { signal }, this.#fetch), now);
  }

  figures(): HeartbeatFigures {
    return { ...this.#figures };
  }

  /** Sends no more and waits up to a second for a request in progress. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#attempt === undefined) return;
    await settleWithinGracePeriod([this.#attempt.ended]);
    this.#attempt.abort('closed');
    this.#finish();
  }

  #finish(): void {
    const outcome = this.#attempt?.outcome;
    if (outcome === undefined) return;
    this.#attempt = undefined;
    this.#figures.sent++;
    this.#figures.last_error = outcome.result === 'accepted' ? null : outcome.reason;
    if (outcome.result === 'accepted') return;
    this.#figures.failed++;
    try {
      this.#onError(new OutsideFailure(`the heartbeat to ${this.#figures.target} failed: ${outcome.reason}`));
    } catch {
      // An error in the error handler must not reach the caller.
    }
  }
}
