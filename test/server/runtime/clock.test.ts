import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMonitor } from '../../../server/index.js';

describe('a clock of the app', () => {
  it('may count from any origin, also below zero', async () => {
    for (const origin of [-1e12, -61_000, 0, 1e12]) {
      let passed = 0;
      let work = (): void => undefined;
      const monitor = createMonitor({
        clock: {
          monotonic: () => origin + passed,
          wall: () => Date.UTC(2026, 0, 1) + passed,
          every: (_ms, given) => {
            work = given;
            return () => undefined;
          },
        },
      });
      for (let second = 0; second < 120; second++) {
        const statusCode = second % 2 === 0 ? 500 : 200;
        monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode, latencyMs: 5, sessionId: `s${second}` });
        monitor.gauge('queue_length', () => second);
        passed += 1000;
        work();
      }
      const { summary, monitor: own, status, error_groups: groups } = monitor.metrics();
      assert.deepEqual([summary.window_requests, summary.window_failed, own.monitor_errors], [120, 60, 0], `${origin}`);
      assert.deepEqual([status, groups.top[0]?.window_count], ['degraded', 60]);
      await monitor.close();
    }
  });
});
