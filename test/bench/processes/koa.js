// @ts-check
/** The same small Koa app with one of several middlewares in front; the argument says which. */
import { createServer } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { answer, serverCommands } from '../tools/answer.js';

/**
 * A middleware, and how many requests it has counted.
 *
 * @typedef {{ middleware?: Koa.Middleware, counted?: () => number | Promise<number> }} Contestant
 */

/** @type {Record<string, () => Promise<Contestant>>} */
const contestants = {
  async bare() {
    return {};
  },

  async timing() {
    let count = 0;
    let total = 0;
    return {
      async middleware(_context, next) {
        const start = performance.now();
        try {
          await next();
        } finally {
          total += performance.now() - start;
          count++;
        }
      },
      counted: () => (total > 0 ? count : 0),
    };
  },

  async 'align-monitor'() {
    const { createMonitor } = await import('../tools/monitor.js');
    const monitor = createMonitor({ sessionId: { cookie: 'sid' } });
    return {
      middleware: /** @type {Koa.Middleware} */ (monitor.koa()),
      counted: () => monitor.metrics().summary.total_requests,
    };
  },

  // As its documentation has it: a histogram of durations by method, route and status.
  async 'prom-client'() {
    const { Histogram, Registry } = (await import('prom-client')).default;
    const histogram = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests in seconds',
      labelNames: ['method', 'route', 'status'],
      registers: [new Registry()],
    });
    return {
      async middleware(context, next) {
        const end = histogram.startTimer();
        try {
          await next();
        } finally {
          end({ method: context.method, route: context['_matchedRoute'], status: context.status });
        }
      },
      async counted() {
        const { values } = await histogram.get();
        return values.reduce((sum, { metricName, value }) => sum + (metricName?.endsWith('_count') ? value : 0), 0);
      },
    };
  },
};

const start = contestants[process.argv[2] ?? ''];
if (start === undefined) throw new Error(`there is no contestant ${process.argv[2]}`);
const { middleware, counted } = await start();

const router = new Router();
router.get('/', (context) => {
  context.body = 'Hello';
});
router.get('/items/:id', (context) => {
  context.state['feature'] = 'items';
  context.body = { id: context.params['id'], name: 'An item', inStock: true };
});
router.get('/users/:user/orders/:order', (context) => {
  context.body = { user: context.params['user'], order: context.params['order'], lines: [] };
});

const app = new Koa();
if (middleware) app.use(middleware);
app.use(router.routes());
answer({ ...serverCommands(createServer(app.callback())), counted: () => counted?.() });
