/**
 * Errors of Express 5, seen without a second middleware: from version 2.3 its router tells of each on a diagnostics
 * channel. A listener there costs every layer some time, so it listens only while a request is open that a CSRF guard
 * may refuse.
 */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { isRecord } from '../options/values.js';

const CHANNEL = 'tracing:express.router.request:error';
/** Methods that change nothing: guards let them pass (RFC 9110, section 9.2.1). */
const SAFE_METHODS = new Set<unknown>(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Listens to the router's errors. */
export class RouterErrors {
  #watched = 0;
  readonly #listen: (message: unknown) => void;

  /** @param note told of an error and of the response of its request */
  constructor(note: (response: ServerResponse, error: unknown) => void) {
    this.#listen = (message) => {
      if (isRecord(message)) note(message['res'] as ServerResponse, message['error']);
    };
  }

  /** Listens until the response is closed, if the request's method is one that guards look at. */
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
