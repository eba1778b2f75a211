/** The requests that are open now, in the order of their arrival, each found by its response. */

import type { ServerResponse } from 'node:http';
import type { HandledRequest } from './request-adapter.js';

/** An open request. */
export class OpenRequest {
  /** As the innermost adapter knows it: the one that stands nearest to the routes. */
  handled: HandledRequest;
  /** The error that a handler threw, if any. */
  error: unknown = undefined;
  /** The class that `recordError` gave it. */
  reportedClass: string | undefined = undefined;
  /** Whether it has been counted. */
  isSettled = false;
  /** Whether a call from anywhere in its handling can be told to come from it. */
  isFollowed = false;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Whether it is in the list, and its neighbours there. */
  isListed = false;
  older: OpenRequest | undefined = undefined;
  newer: OpenRequest | undefined = undefined;

  constructor(handled: HandledRequest, startedAt: number) {
    this.handled = handled;
    this.startedAt = startedAt;
  }
}

/**
 * A linked list. To touch a response costs much under Express, which gives each one a shape of its own (a prototype is
 * set on it), so that the engine looks up every property anew: nothing is noted on it, and a table of responses is only
 * kept once there are two adapters, which may meet in one request.
 */
export class OpenRequests {
  #byResponse: Map<ServerResponse, OpenRequest> | undefined;
  #size = 0;
  #oldest: OpenRequest | undefined;
  #newest: OpenRequest | undefined;

  get size(): number {
    return this.#size;
  }

  get oldest(): OpenRequest | undefined {
    return this.#oldest;
  }

  /** Whether requests are found by their response without a search. */
  get isIndexed(): boolean {
    return this.#byResponse !== undefined;
  }

  /** From now on requests are found by their response without a search. */
  index(): void {
    this.#byResponse ??= new Map(Array.from(this, (open) => [open.handled.response, open]));
  }

  /** The open request that a response belongs to. */
  get(response: ServerResponse): OpenRequest | undefined {
    if (this.#byResponse !== undefined) return this.#byResponse.get(response);
    return this.onlyOne((open) => open.handled.response === response);
  }

  /** The one request for which the test holds; undefined when there is none or more than one. */
  onlyOne(test: (open: OpenRequest) => boolean): OpenRequest | undefined {
    let found: OpenRequest | undefined;
    for (const open of this) {
      if (!test(open)) continue;
      if (found !== undefined) return undefined;
      found = open;
    }
    return found;
  }

  /** Adds the newest one. */
  add(open: OpenRequest): void {
    open.isListed = true;
    this.#byResponse?.set(open.handled.response, open);
    open.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = open;
    else this.#newest.newer = open;
    this.#newest = open;
    this.#size++;
  }

  /** Takes one out; one that is not in it is left alone. */
  delete(open: OpenRequest): void {
    if (!open.isListed) return;
    open.isListed = false;
    this.#byResponse?.delete(open.handled.response);
    if (open.older === undefined) this.#oldest = open.newer;
    else open.older.newer = open.newer;
    if (open.newer === undefined) this.#newest = open.older;
    else open.newer.older = open.older;
    // Else one that has grown old in memory would keep all alive that came after it, until the next full collection.
    open.older = undefined;
    open.newer = undefined;
    this.#size--;
  }

  /** All, oldest first; the one that was handed out last may be taken out meanwhile. */
  *[Symbol.iterator](): Generator<OpenRequest> {
    for (let open = this.#oldest; open !== undefined;) {
      const next: OpenRequest | undefined = open.newer;
      yield open;
      open = next;
    }
  }
}
