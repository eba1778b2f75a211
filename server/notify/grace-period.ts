/** The grace period for work that is in progress when the monitor closes. */

import { MessageChannel } from 'node:worker_threads';

const GRACE_PERIOD_MS = 1000;

/** Waits until all promises have settled, at most for the grace period; never rejects. */
export async function settleWithinGracePeriod(all: readonly Promise<void>[]): Promise<void> {
  if (all.length === 0) return;
  const signal = AbortSignal.timeout(GRACE_PERIOD_MS);
  // The signal alone does not keep the process alive, which could end before the app is done. An open port does.
  const { port1: keepAlive } = new MessageChannel();
  keepAlive.ref();
  const isOver = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  await Promise.race([Promise.allSettled(all), isOver]);
  keepAlive.close();
}
