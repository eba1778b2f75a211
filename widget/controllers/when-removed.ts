/** Tells an element that has been removed from one that only moves. */

/** Calls back once the element has left its document. An element that only moves is connected again by then. */
export function whenRemoved(host: { readonly isConnected: boolean }, callback: () => void): void {
  queueMicrotask(() => {
    if (!host.isConnected) callback();
  });
}
