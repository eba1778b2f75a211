/**
 * Errors of Express 5 without a second middleware: its router publishes each on a diagnostics channel from version 2.3
 * on. A subscriber slows down every layer, so there is one only while a request is open that a CSRF guard may refuse.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { isRecord } from '../options/values.js';

const CHANNEL = 'tracing:express.router.request:error';
/** Safe methods (RFC 9110, section 9.2.1), which guards let pass. */
const SAFE_METHODS = new Set<unknown>(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Listens to the router's errors. */
export class RouterErrors {
  #watched = 0;
  readonly #listen: (message: unknown) => void;

  /** @param note called with an error and the response of its request */
  constructor(note: (response: ServerResponse, error: unknown) => void) {
    this.#listen = (message) => {
      if (isRecord(message)) note(message['res'] as ServerResponse, message['error']);
    };
  }

  /** Subscribes until the response is closed, if guards check the request's method. */
  watch(method: string | undefined, response: ServerResponse): void {
    if (SAFE_METHODS.has(method)) return;
    if (this.#watched === 0) subscribe(CHANNEL, this.#listen);
    this.#watched++;
    response.once('close', this.#unwatch);
  }

  readonly #unwatch = (): void => {
    this.#watched--;
    if (this.#watched === 0) unsubscribe(CHANNEL, this.#listen);
  };
}
