/**
 * A sign of life to a watcher outside, for example a dead man's switch: a process that is dead cannot alert, so the
 * watcher does when the sign stays away.
 */

import { Attempt, type Fetch, request } from './delivery-attempt.js';
import { waitASecond } from './grace-period.js';
import type { HeartbeatOptions } from '../options/notify.js';

/** What a heartbeat is made from. */
export interface HeartbeatSettings extends HeartbeatOptions {
  fetch?: Fetch | undefined;
  /** Told of every beat that failed; never with a secret. */
  onFault: (error: unknown) => void;
}

/** How the beats go, since start. */
export interface HeartbeatFigures {
  /** The origin of the address; the rest is secret. */
  target: string;
  sent: number;
  failed: number;
  /** Why the last beat failed; null when it did not. */
  last_error: string | null;
}

/** Sends a GET every so often; a beat that fails is not repeated, the next one comes in its time. */
export class Heartbeat {
  readonly #url: string;
  readonly #everyMs: number;
  readonly #fetch: Fetch;
  readonly #onFault: (error: unknown) => void;
  readonly #figures: HeartbeatFigures;
  #attempt: Attempt | undefined;
  #nextAt = -Infinity;
  #isClosed = false;

  constructor({ url, everySeconds, fetch = (...given) => globalThis.fetch(...given), onFault }: HeartbeatSettings) {
    this.#url = url;
    this.#everyMs = everySeconds * 1000;
    this.#fetch = fetch;
    this.#onFault = onFault;
    this.#figures = { target: new URL(url).origin, sent: 0, failed: 0, last_error: null };
  }

  /**
   * To be called once a second. Beats that a late call missed are not made up for.
   * @param now monotonic milliseconds
   */
  tick(now: number): void {
    if (this.#isClosed) return;
    this.#attempt?.limit(now);
    this.#finish();
    if (this.#attempt !== undefined || now < this.#nextAt) return;
    this.#nextAt = now + this.#everyMs;
    this.#attempt = new Attempt((signal) => request(this.#url, { signal }, this.#fetch), now);
  }

  figures(): HeartbeatFigures {
    return { ...this.#figures };
  }

  /** Sends no more and waits at most a second for a beat that is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#attempt === undefined) return;
    await waitASecond([this.#attempt.ended]);
    this.#attempt.abort('closed');
    this.#finish();
  }

  #finish(): void {
    const outcome = this.#attempt?.outcome;
    if (outcome === undefined) return;
    this.#attempt = undefined;
    this.#figures.sent++;
    this.#figures.last_error = outcome.result === 'taken' ? null : outcome.reason;
    if (outcome.result === 'taken') return;
    this.#figures.failed++;
    try {
      this.#onFault(new Error(`Heartbeat to ${this.#figures.target}: ${outcome.reason}`));
    } catch {
      // Whoever calls must not suffer from it.
    }
  }
}
