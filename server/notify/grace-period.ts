/** Waiting for what is under way when the monitor closes. */

import { MessageChannel } from 'node:worker_threads';

const PATIENCE_MS = 1000;

/** Waits until all have ended, at most a second; never rejects if they do not. */
export async function waitASecond(all: readonly Promise<void>[]): Promise<void> {
  if (all.length === 0) return;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // Such a signal lets the process end before it comes, and with it whatever the app has still to do after closing;
  // an open port does not.
  const { port1: keptAlive } = new MessageChannel();
  keptAlive.ref();
  const isOver = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  await Promise.race([Promise.all(all), isOver]);
  keptAlive.close();
}
