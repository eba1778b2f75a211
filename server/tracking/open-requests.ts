/** The open requests in the order of their arrival. */

import type { ServerResponse } from 'node:http';
import type { RequestAdapter } from './request-adapter.js';

/** An open request. */
export class OpenRequest {
  /** The innermost adapter: the one nearest to the routes knows most. */
  adapter: RequestAdapter;
  /** The error that a handler threw, if any. */
  error: unknown = undefined;
  /** The error class that `recordError` gave it. */
  reportedClass: string | undefined = undefined;
  /** Whether it has been counted. */
  isSettled = false;
  /** Whether its async context is followed, so that calls from its handler can be assigned to it. */
  isFollowed = false;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Whether it is in the list, and its neighbours. */
  isListed = false;
  older: OpenRequest | undefined = undefined;
  newer: OpenRequest | undefined = undefined;

  /** The route template, as far as it is known yet. */
  get endpoint(): string | undefined {
    return this.adapter.endpoint();
  }

  constructor(adapter: RequestAdapter, startedAt: number) {
    this.adapter = adapter;
    this.startedAt = startedAt;
  }
}

/**
 * A linked list. Nothing is stored on the response: Express sets a prototype on each one, which makes every property
 * access slow. A map of responses is kept only once there are two adapters, which may see the same request.
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

  /** Whether there is a map of responses. */
  get isIndexed(): boolean {
    return this.#byResponse !== undefined;
  }

  /** Creates the map of responses. */
  index(): void {
    this.#byResponse ??= new Map(Array.from(this, (open) => [open.adapter.response, open]));
  }

  /** The open request that a response belongs to. */
  get(response: ServerResponse): OpenRequest | undefined {
    if (this.#byResponse !== undefined) return this.#byResponse.get(response);
    return this.onlyOne((open) => open.adapter.response === response);
  }

  /** The only request that passes the test; undefined when there is none or more than one. */
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
    this.#byResponse?.set(open.adapter.response, open);
    open.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = open;
    else this.#newest.newer = open;
    this.#newest = open;
    this.#size++;
  }

  /** Removes a request; does nothing when it is not in the list. */
  delete(open: OpenRequest): void {
    if (!open.isListed) return;
    open.isListed = false;
    this.#byResponse?.delete(open.adapter.response);
    if (open.older === undefined) this.#oldest = open.newer;
    else open.older.newer = open.newer;
    if (open.newer === undefined) this.#newest = open.older;
    else open.newer.older = open.older;
    // A removed request that has reached the old generation would keep all later ones alive until a full collection.
    open.older = undefined;
    open.newer = undefined;
    this.#size--;
  }

  /** All, oldest first. The request that was yielded last may be removed during the iteration. */
  *[Symbol.iterator](): Generator<OpenRequest> {
    for (let open = this.#oldest; open !== undefined;) {
      const next: OpenRequest | undefined = open.newer;
      yield open;
      open = next;
    }
  }
}
