// @ts-check
/**
 * A server that is polled. Its argument is how many requests the monitor has seen whose figures it answers under
 * `/metrics`; or `static`: then it answers a text that it is given, under the same address.
 */
import { createServer } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { answer, serverCommands } from '../tools/answer.js';
import { MovableClock, overOneWindow } from '../tools/clock.js';
import { createMonitor } from '../tools/monitor.js';
import { siteTraffic } from '../tools/traffic.js';

/** While the figures are polled, requests go on coming in: 500 a second. */
const requestsPerTick = 10;
const tickMs = 20;

const app = new Koa();
const [variant = ''] = process.argv.slice(2);
const commands = variant === 'static' ? staticRoute() : monitored(Number(variant));
answer({ ...serverCommands(createServer(app.callback())), ...commands });

/** The least that a Koa app can do: it answers a text that is there already. */
function staticRoute() {
  let text = '';
  const router = new Router();
  router.get('/metrics', (context) => {
    context.set('Cache-Control', 'no-store');
    context.type = 'application/json';
    context.body = text;
  });
  app.use(router.routes());
  return {
    /** @param {string} given */
    serve(given) {
      text = given;
    },
  };
}

/** @param {number} requests */
function monitored(requests) {
  const clock = new MovableClock();
  const monitor = createMonitor({ access: { public: 'all' }, clock });
  const traffic = siteTraffic(2 ** 16);
  let position = 0;
  const record = () => {
    position = (position + 1) % traffic.length;
    monitor.recordRequest(/** @type {typeof traffic[number]} */ (traffic[position]));
  };
  overOneWindow(clock, requests, record);
  app.use(/** @type {Koa.Middleware} */ (monitor.koa()));
  return {
    /**
     * @param {number} reads
     * @returns {number} microseconds of CPU time for each, JSON included
     */
    read(reads) {
      const before = process.cpuUsage();
      for (let read = 0; read < reads; read++) JSON.stringify(monitor.metrics());
      const { user, system } = process.cpuUsage(before);
      const { total_requests: counted } = monitor.metrics().summary;
      if (counted !== requests) throw new Error(`${counted} of ${requests} requests were counted`);
      return (user + system) / reads;
    },

    text: () => JSON.stringify(monitor.metrics()),

    goOn() {
      setInterval(() => {
        for (let request = 0; request < requestsPerTick; request++) record();
      }, tickMs);
    },
  };
}
