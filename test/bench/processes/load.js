// @ts-check
/** The load generator: so many keep-alive connections, each with one request after the other. */
import autocannon from 'autocannon';
import { answer } from '../tools/answer.js';
import { quantile } from '../tools/statistics.js';

/**
 * @typedef {object} Shape
 * @property {string} url
 * @property {number} connections
 * @property {number} seconds
 * @property {{ path: string, method?: string, headers?: Record<string, string> }[]} [requests] gone through by each connection
 */

/**
 * @typedef {object} Answers
 * @property {number} perSecond answers, between the first and the last of them
 * @property {number} p50Ms
 * @property {number} p99Ms
 */

answer({
  /**
   * @param {Shape} shape
   * @returns {Promise<Answers>}
   */
  async fire({ url, connections, seconds, requests }) {
    /** @type {number[]} */
    const latencies = [];
    let first = 0;
    let last = 0;
    /** @type {(client: unknown, status: number, bytes: number, latencyMs: number) => void} */
    const note = (_client, _status, _bytes, latencyMs) => {
      last = performance.now();
      if (latencies.length === 0) first = last;
      latencies.push(latencyMs);
    };
    const { errors, timeouts, non2xx } = await new Promise((resolve, reject) => {
      const run = autocannon(
        // Its own counting is too coarse here: whole milliseconds, and a sample a second.
        { url, connections, duration: seconds, sampleInt: 100, ...(requests && { requests }) },
        (/** @type {unknown} */ error, /** @type {any} */ result) => (error ? reject(error) : resolve(result)),
      );
      run.on('response', note);
    });
    if (errors + timeouts + non2xx > 0 || latencies.length < 2) {
      throw new Error(
        `${latencies.length} answers, of which ${non2xx} not 2xx; ${errors} errors, ${timeouts} timeouts`,
      );
    }
    return {
      perSecond: (latencies.length - 1) / ((last - first) / 1000),
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
    };
  },
});
