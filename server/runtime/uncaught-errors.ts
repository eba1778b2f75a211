/**
 * Tells of errors that nobody caught, and of rejections that nobody handled, without a change to what becomes of the
 * process: listeners of `uncaughtExceptionMonitor` only look on. All monitors of a process share one listener.
 */

type Handler = (error: unknown) => void;

const handlers = new Set<Handler>();

function listen(error: unknown): void {
  for (const handler of handlers) {
    try {
      handler(error);
    } catch {
      // What is thrown here would take the place of the app's own error, and of its exit code.
    }
  }
}

/**
 * Calls a function with each error that ends the process, or would if the app had no handler of its own.
 * @returns ends that
 */
export function watchUncaughtErrors(handler: Handler): () => void {
  if (handlers.size === 0) process.on('uncaughtExceptionMonitor', listen);
  handlers.add(handler);
  return () => {
    handlers.delete(handler);
    if (handlers.size === 0) process.off('uncaughtExceptionMonitor', listen);
  };
}
