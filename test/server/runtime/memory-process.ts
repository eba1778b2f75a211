/** Prints what a monitor says that it takes in memory, its figure while it is empty, and what the process has grown by. */

import { createMonitor, type Monitor } from '../../../server/index.js';

const REQUESTS = 60_000;

const used = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const figure = (monitor: Monitor): number => monitor.metrics().monitor.cost.memory_bytes ?? 0;
const record = (monitor: Monitor): void => {
  for (let count = 0; count < REQUESTS; count++) {
    monitor.recordRequest({
      ...{ endpoint: `/route/${count % 1500}/:id`, method: 'GET', statusCode: 200, latencyMs: 1 + (count % 500) },
      sessionId: `session ${count % 30_000}`,
    });
  }
};

// Compiles what is used, and frees what loading has left.
const first = createMonitor();
record(first);
await first.close();
await new Promise((resolve) => setImmediate(resolve));
used();
const before = used();
const monitor = createMonitor();
const empty = figure(monitor);
record(monitor);
const estimate = figure(monitor);
const grown = used() - before;
await monitor.close();
console.log(JSON.stringify({ empty, estimate, grown }));
