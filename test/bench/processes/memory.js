// @ts-check
/**
 * What a monitor keeps. The argument is the traffic that it gets, all within one window; `grown` answers how much
 * larger the process is than before there was a monitor.
 */
import { answer } from '../tools/answer.js';
import { MovableClock, overOneWindow } from '../tools/clock.js';
import { createMonitor } from '../tools/monitor.js';
import { latency, oneOf, seeded, sessionId, siteTraffic } from '../tools/traffic.js';

/** V8 gives pages back in the background. */
const settleMs = 500;
const megabyte = 1e6;

/** @typedef {import('../../../dist/server/index.js').Sample} Sample */

/**
 * How many requests, and each of them.
 *
 * @type {Record<string, { requests: number, make: () => (request: number) => Sample }>}
 */
const traffics = {
  // A scanner: each request asks for another address, and each has another session.
  flood: {
    requests: 1_000_000,
    make() {
      const random = seeded(4);
      return () => ({
        endpoint: `/${sessionId(random)}/${Math.floor(random() * 1e9)}.php`,
        method: 'GET',
        statusCode: random() < 0.9 ? 404 : 200,
        latencyMs: latency(random),
        sessionId: sessionId(random),
      });
    },
  },

  // As many endpoints as are kept apart, each asked for about 20 times in every slice of the window.
  busy: {
    requests: 2_400_000,
    make() {
      const random = seeded(5);
      const sessions = siteTraffic(4096).map((sample) => sample.sessionId);
      const endpoints = Array.from({ length: 2000 }, (_, index) => `/section-${index}/:id`);
      return (request) => ({
        endpoint: endpoints[request % endpoints.length] ?? '',
        method: 'GET',
        statusCode: 200,
        latencyMs: latency(random),
        sessionId: oneOf(sessions, random),
      });
    },
  },
};

const traffic = traffics[process.argv[2] ?? ''];
if (traffic === undefined) throw new Error(`there is no traffic ${process.argv[2]}`);

/** Heap and typed arrays together, and what the system has given the process; in MB, after collecting garbage. */
async function size() {
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / megabyte, rss: rss / megabyte };
}

answer({
  async grown() {
    const { requests, make } = traffic;
    // The same traffic once without a monitor: what making it leaves in the process is not the monitor's.
    const unheeded = make();
    let length = 0;
    overOneWindow(new MovableClock(), requests, (request) => (length += unheeded(request).endpoint.length));
    const idle = await size();

    const clock = new MovableClock();
    const monitor = createMonitor({ clock });
    const sample = make();
    overOneWindow(clock, requests, (request) => monitor.recordRequest(sample(request)));
    const full = await size();
    const { total_requests: counted, unique_endpoints: endpoints } = monitor.metrics().summary;
    if (counted !== requests) throw new Error(`${counted} of ${requests} requests were counted, ${length} characters`);
    return { heap: full.heap - idle.heap, rss: full.rss - idle.rss, endpoints };
  },
});
