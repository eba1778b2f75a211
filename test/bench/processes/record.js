// @ts-check
/**
 * One contestant that records requests. Its argument says which. `time` and `garbage` run many calls and answer
 * nanoseconds of CPU time (of which another program on the machine takes none away) and bytes per call.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { answer } from '../tools/answer.js';
import { siteTraffic } from '../tools/traffic.js';

/**
 * What a contestant is handed with each call (`make`: an object literal, as a caller writes it) and the call itself.
 *
 * @typedef {{ make: (index: number) => any, use: (made: any, index: number) => void }} Contestant
 */

const traffic = siteTraffic(4096);
const endpoints = traffic.map(({ endpoint }) => endpoint);
const methods = traffic.map(({ method }) => method);
const statuses = traffic.map(({ statusCode }) => statusCode);
const sessions = traffic.map(({ sessionId }) => sessionId);
const features = traffic.map(({ feature }) => feature);
const latencies = Float64Array.from(traffic, ({ latencyMs }) => latencyMs);

/** @type {Record<string, () => Promise<Contestant>>} */
const contestants = {
  async 'align-monitor'() {
    const { createMonitor } = await import('../tools/monitor.js');
    const monitor = createMonitor();
    return {
      make: (index) => ({
        endpoint: endpoints[index],
        method: methods[index],
        statusCode: statuses[index],
        latencyMs: latencies[index],
        sessionId: sessions[index],
        feature: features[index],
      }),
      use: (sample) => monitor.recordRequest(sample),
    };
  },

  async 'prom-client'() {
    const { Histogram, Registry } = (await import('prom-client')).default;
    const histogram = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests in seconds',
      labelNames: ['endpoint', 'method', 'status'],
      registers: [new Registry()],
    });
    return {
      make: (index) => ({ endpoint: endpoints[index], method: methods[index], status: statuses[index] }),
      use: (labels, index) => histogram.observe(labels, (latencies[index] ?? 0) / 1000),
    };
  },

  async opentelemetry() {
    const { MeterProvider, MetricReader } = await import('@opentelemetry/sdk-metrics');
    // Without a reader the SDK measures nothing; this one never asks.
    class IdleReader extends MetricReader {
      async onForceFlush() {}
      async onShutdown() {}
    }
    const provider = new MeterProvider({ readers: [new IdleReader()] });
    const histogram = provider.getMeter('bench').createHistogram('http.server.request.duration', { unit: 's' });
    return {
      make: (index) => ({
        'http.route': endpoints[index],
        'http.request.method': methods[index],
        'http.response.status_code': statuses[index],
      }),
      use: (attributes, index) => histogram.record((latencies[index] ?? 0) / 1000, attributes),
    };
  },

  async 'hdr-histogram-js'() {
    const { build } = await import('hdr-histogram-js');
    const histogram = build();
    return { make: () => undefined, use: (_, index) => histogram.recordValue(latencies[index] ?? 0) };
  },
};

const start = contestants[process.argv[2] ?? ''];
if (start === undefined) throw new Error(`there is no contestant ${process.argv[2]}`);
const { make, use } = await start();
const mask = traffic.length - 1;
const made = traffic.map((_, index) => make(index));
/** @type {unknown} */
export let kept;

/** The three loops; `garbage` compares what they leave behind. */
const loops = {
  /** @param {number} calls */
  literal(calls) {
    for (let call = 0; call < calls; call++) use(make(call & mask), call & mask);
  },
  /** @param {number} calls */
  reused(calls) {
    for (let call = 0; call < calls; call++) use(made[call & mask], call & mask);
  },
  /** @param {number} calls */
  literalAlone(calls) {
    for (let call = 0; call < calls; call++) kept = make(call & mask);
  },
};

let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });

/**
 * What a loop leaves on the heap while no collection runs.
 *
 * @param {(calls: number) => void} loop
 * @param {number} calls
 * @returns {Promise<number>} bytes per call
 */
async function bytesPerCall(loop, calls) {
  globalThis.gc?.();
  // The observer is told of collections afterwards.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = { collections, used: getHeapStatistics().used_heap_size };
  loop(calls);
  const { used_heap_size: used } = getHeapStatistics();
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (collections !== before.collections) throw new Error('a collection ran: the young generation is too small');
  return (used - before.used) / calls;
}

answer({
  /** @param {number} calls */
  time(calls) {
    const before = process.cpuUsage();
    loops.literal(calls);
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1000) / calls;
  },

  /** @param {number} calls */
  async garbage(calls) {
    const reused = await bytesPerCall(loops.reused, calls);
    const literal = await bytesPerCall(loops.literal, calls);
    return { reused, literal, literalAlone: await bytesPerCall(loops.literalAlone, calls) };
  },
});
