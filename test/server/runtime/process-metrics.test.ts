import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Vitals } from '../../../server/runtime/process-metrics.js';

/** Keeps the event loop from turning. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

describe('the vitals', () => {
  it('know an event loop that was blocked for two seconds, and that it has recovered an interval later', async () => {
    const vitals = new Vitals();
    await turn();
    assert.equal(vitals.isStalled, false);
    block(2100);
    await turn();
    assert.equal(vitals.isStalled, true);
    vitals.roll();
    assert.equal(vitals.isStalled, true);
    const { event_loop_delay_p99_ms, event_loop_utilization, cpu_share } = vitals.figures(0, null);
    assert.ok(event_loop_delay_p99_ms >= 2000, `${event_loop_delay_p99_ms} ms`);
    assert.ok(event_loop_utilization > 0.5 && event_loop_utilization <= 1, `${event_loop_utilization}`);
    assert.ok(cpu_share > 0, `${cpu_share}`);
    await turn();
    vitals.roll();
    assert.equal(vitals.isStalled, false);
    assert.ok(vitals.figures(0, null).event_loop_delay_p99_ms < 2000);
    vitals.stop();
  });

  it('tell memory and open requests as they are', () => {
    const vitals = new Vitals();
    const { heap_used_bytes, rss_bytes, in_flight, oldest_request_seconds } = vitals.figures(3, 1.23456);
    assert.ok(heap_used_bytes > 1e6 && rss_bytes > heap_used_bytes);
    assert.deepEqual([in_flight, oldest_request_seconds], [3, 1.235]);
    vitals.stop();
  });
});
