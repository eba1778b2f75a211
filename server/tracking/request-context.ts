/**
 * The request in whose handling a call runs. Before Node 24, AsyncLocalStorage hooks into every promise, which costs the
 * app more than the rest of the monitor. There it begins with the first question, so that an app that never reports an
 * error in a handler never pays for it.
 */

import { AsyncLocalStorage } from 'node:async_hooks';

/** From this version on, V8 itself propagates the context (AsyncContextFrame). */
const CHEAP_FROM_NODE = 24;

/** Follows requests through the app's code. */
export class RequestContext<Request> {
  #storage: AsyncLocalStorage<Request> | undefined;
  /** The request whose handler runs synchronously. */
  #running: Request | undefined;

  constructor(nodeVersion: string = process.versions.node) {
    if (Number.parseInt(nodeVersion, 10) >= CHEAP_FROM_NODE) this.#storage = new AsyncLocalStorage();
  }

  /** Whether requests are followed across awaits. */
  get isFollowing(): boolean {
    return this.#storage !== undefined;
  }

  /** The request in whose handling the caller runs, as far as requests are followed; nothing begins to follow them. */
  get followed(): Request | undefined {
    return this.#storage?.getStore();
  }

  /** Follows requests from now on. */
  follow(): void {
    this.#storage ??= new AsyncLocalStorage();
  }

  /** Runs the rest of the app in the context of a request. */
  run<T>(request: Request, rest: () => T): T {
    const outer = this.#running;
    this.#running = request;
    try {
      return this.#storage === undefined ? rest() : this.#storage.run(request, rest);
    } finally {
      this.#running = outer;
    }
  }

  /** The request in whose handling the caller runs, if known. From the first call on, requests are followed. */
  ask(): Request | undefined {
    this.follow();
    return this.followed ?? this.#running;
  }
}
