/**
 * Which outgoing calls are the monitor's own: to notify somebody, to run a check. They are no part of what the app waits
 * for. Until a call is begun, the code that begins it is known while it runs, and across its awaits once `followOwnCalls`
 * has been called, since AsyncLocalStorage slows all promises of the app before Node 24.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';

const ownRequests = new WeakSet<object>();
let storage: AsyncLocalStorage<true> | undefined;
let depth = 0;

/** Follows own code across its awaits, from now on. */
export function followOwnCalls(): void {
  storage ??= new AsyncLocalStorage();
}

/** Runs code whose calls are the monitor's own. */
export function asOwn<T>(work: () => T): T {
  depth++;
  try {
    return storage === undefined ? work() : storage.run(true, work);
  } finally {
    depth--;
  }
}

/** Marks a request as the monitor's own, since before Node 22.12 nothing tells of it before it has been written. */
export function markOwn(request: ClientRequest): void {
  ownRequests.add(request);
}

/** Whether a request is the monitor's own, or the running code is. */
export function isOwn(request?: object): boolean {
  return depth > 0 || storage?.getStore() === true || (request !== undefined && ownRequests.has(request));
}
