/** What the driver of the soak test and the monitored process agree on. */

import { setTimeout as pause } from 'node:timers/promises';
import type { HealthDetailed, Metrics } from '../../server/contract/index.js';

/** What the process is started with. */
export interface Settings {
  tokens: { viewer: string; operator: string; ingest: string };
  folder: string;
  /** Addresses of webhooks. */
  targets: string[];
}

/** What the process answers when it is asked for its figures, after garbage has been collected. */
export interface Figures {
  heap: number;
  metrics: Metrics;
  health: HealthDetailed;
}

/** After so long `/late` is a timeout; it answers a little later. */
export const TIMEOUT_SECONDS = 2;
/** More than the buffers of a socket on loopback take. Node copies a text into the heap for each answer, and no buffer. */
export const LARGE = Buffer.alloc(8_000_000, 'x');

/** Waits until a request is certainly a timeout. */
export async function answerLate(): Promise<void> {
  await pause((TIMEOUT_SECONDS + 2) * 1000);
}
