import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { ProcessMetrics } from '../../../server/runtime/process-metrics.js';

const histograms = Object.getPrototypeOf(monitorEventLoopDelay()) as IntervalHistogram;

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('the process metrics', () => {
  it('report a stall when the event loop was blocked for two seconds, until the next interval has ended', (t) => {
    let delayMs = 20;
    t.mock.getter(histograms, 'max', () => delayMs * 1e6);
    t.mock.method(histograms, 'percentile', () => delayMs * 1e6);
    t.mock.method(histograms, 'reset', () => (delayMs = 20));
    const metrics = new ProcessMetrics();
    assert.equal(metrics.isStalled, false);
    delayMs = 2020;
    assert.equal(metrics.isStalled, true);
    metrics.roll();
    assert.equal(metrics.isStalled, true);
    assert.equal(metrics.figures(0, null).event_loop_delay_p99_ms, 2000);
    metrics.roll();
    assert.equal(metrics.isStalled, false);
    assert.equal(metrics.figures(0, null).event_loop_delay_p99_ms, 0);
    metrics.stop();
  });

  it('measure the delay and utilization of the event loop, and the time on the processor', async () => {
    const metrics = new ProcessMetrics();
    // The histogram counts the first delay after its timer has run once.
    while (metrics.eventLoopDelayP99Ms < 100) {
      block(200);
      await turn();
    }
    metrics.roll();
    const { event_loop_delay_p99_ms, event_loop_utilization, cpu_share } = metrics.figures(0, null);
    assert.ok(event_loop_delay_p99_ms < 10_000, `${event_loop_delay_p99_ms} ms`);
    assert.ok(event_loop_utilization > 0.5 && event_loop_utilization <= 1, `${event_loop_utilization}`);
    assert.ok(cpu_share > 0, `${cpu_share}`);
    metrics.stop();
  });

  it('have the current memory and open requests', () => {
    const metrics = new ProcessMetrics();
    const { heap_used_bytes, rss_bytes, in_flight, oldest_request_seconds } = metrics.figures(3, 1.23456);
    assert.ok(heap_used_bytes > 1e6 && rss_bytes > heap_used_bytes);
    assert.deepEqual([in_flight, oldest_request_seconds], [3, 1.235]);
    metrics.stop();
  });
});
