/**
 * In the handling of which request a call runs. Before Node 24, following a request through promises and callbacks
 * hooks into every one of them, which costs the app more than all the rest of the monitor does. There it begins with
 * the first question: an app that never reports an error in a handler never pays for it.
 */

import { AsyncLocalStorage } from 'node:async_hooks';

/** From this version on, V8 itself carries the context along (AsyncContextFrame). */
const CHEAP_FROM_NODE = 24;

/** Follows requests through the app's code. */
export class RequestContext<Request> {
  #storage: AsyncLocalStorage<Request> | undefined;
  /** The request whose handler has not yet returned or begun to wait. */
  #running: Request | undefined;

  constructor(nodeVersion: string = process.versions.node) {
    if (Number.parseInt(nodeVersion, 10) >= CHEAP_FROM_NODE) this.#storage = new AsyncLocalStorage();
  }

  /** Whether requests are followed beyond their handler's first wait. */
  get isFollowing(): boolean {
    return this.#storage !== undefined;
  }

  /** Runs the rest of the app in the handling of a request. */
  run<T>(request: Request, rest: () => T): T {
    const outer = this.#running;
    this.#running = request;
    try {
      return this.#storage === undefined ? rest() : this.#storage.run(request, rest);
    } finally {
      this.#running = outer;
    }
  }

  /** The request in whose handling the caller runs, as far as that is known; from now on requests are followed. */
  ask(): Request | undefined {
    this.#storage ??= new AsyncLocalStorage();
    return this.#storage.getStore() ?? this.#running;
  }
}
