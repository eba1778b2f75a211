/**
 * Errors of Express 5 without a second middleware: its router publishes each on a diagnostics channel from version 2.3
 * on. A subscriber slows down every layer, so there is one only while a request is open that a CSRF guard may refuse, and
 * for some requests after one has failed for a reason that nobody knows.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { isRecord } from '../options/values.js';

const CHANNEL = 'tracing:express.router.request:error';
/** Safe methods (RFC 9110, section 9.2.1), which guards let pass. */
const SAFE_METHODS = new Set<unknown>(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Requests that are watched after a failure. */
const WATCHED_REQUESTS = 500;

/** Listens to the router's errors. */
export class RouterErrors {
  #watched = 0;
  /** How many of the next requests are watched whatever their method. */
  #alerted = 0;
  readonly #listen: (message: unknown) => void;

  /** @param note called with an error and the response of its request */
  constructor(note: (response: ServerResponse, error: unknown) => void) {
    this.#listen = (message) => {
      if (!isRecord(message)) return;
      if (this.#alerted > 0) this.alert();
      note(message['res'] as ServerResponse, message['error']);
    };
  }

  /** Watches the next requests: one has failed, and they may fail for the same reason. */
  readonly alert = (): void => {
    this.#alerted = WATCHED_REQUESTS;
  };

  /** Subscribes until the response is closed, if guards check the request's method, or requests fail. */
  watch(method: string | undefined, response: ServerResponse): void {
    if (SAFE_METHODS.has(method) && --this.#alerted < 0) {
      this.#alerted = 0;
      return;
    }
    if (this.#watched === 0) subscribe(CHANNEL, this.#listen);
    this.#watched++;
    response.once('close', this.#unwatch);
  }

  readonly #unwatch = (): void => {
    this.#watched--;
    if (this.#watched === 0) unsubscribe(CHANNEL, this.#listen);
  };
}
