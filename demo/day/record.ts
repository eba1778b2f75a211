/** What the demo opens with: a recorded day. */

import { once } from 'node:events';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DayOptions } from './record-day.js';

/** A record that ends so long ago is replaced by a new day. */
const recentMs = 3_600_000;
const seed = 2026;

/**
 * Records the day that ends now in a folder, in a thread of its own. A recent record stays as it is, so that nothing is
 * lost when the demo is started again.
 */
export async function prepareRecord(metricsDir: string): Promise<void> {
  const end = Date.now();
  if (end - (await lastWrite(metricsDir)) < recentMs) return;
  const unfinished = `${metricsDir}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const workerData: DayOptions = { metricsDir: unfinished, seed, end };
  await once(new Worker(new URL('thread.js', import.meta.url), { workerData, execArgv: [] }), 'exit');
  await rm(metricsDir, { recursive: true, force: true });
  await rename(unfinished, metricsDir);
}

/** When a file in the folder was written last, milliseconds since 1970; 0 when there is none. */
async function lastWrite(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
  return Math.max(0, ...times);
}
