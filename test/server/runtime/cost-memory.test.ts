/** What the monitor says that it takes in memory, beside what the process takes: in a process of its own. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMonitor, type Monitor } from '../../../server/index.js';

describe('what the monitor costs', () => {
  it('in memory is about what the process has grown by', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const record = (monitor: Monitor): void => {
      for (let count = 0; count < 60_000; count++) {
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
    const empty = monitor.metrics().monitor.cost.memory_bytes ?? 0;
    record(monitor);
    const estimate = monitor.metrics().monitor.cost.memory_bytes ?? 0;
    const grown = used() - before;
    await monitor.close();
    assert.ok(estimate > 2 * empty);
    assert.ok(estimate > 0.6 * grown && estimate < 1.5 * grown, `${estimate} is not about ${grown}`);
  });
});
