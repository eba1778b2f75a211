// @ts-check
/** The same small Express app with one of several middlewares in front; the argument says which. */
import { createServer } from 'node:http';
import express from 'express';
import { answer, serverCommands } from '../tools/answer.js';

/**
 * A middleware, and how many requests it has counted.
 *
 * @typedef {{ middleware?: express.Handler, counted?: () => number }} Contestant
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
      middleware(_request, response, next) {
        const start = performance.now();
        response.once('finish', () => {
          total += performance.now() - start;
          count++;
        });
        next();
      },
      counted: () => (total > 0 ? count : 0),
    };
  },

  async 'align-monitor'() {
    const { createMonitor } = await import('../tools/monitor.js');
    const monitor = createMonitor({ sessionId: { cookie: 'sid' } });
    return { middleware: monitor.connect(), counted: () => monitor.metrics().summary.total_requests };
  },

  async 'swagger-stats'() {
    const { default: swaggerStats } = await import('swagger-stats');
    return { middleware: swaggerStats.getMiddleware(), counted: () => swaggerStats.getCoreStats().all.requests };
  },

  async 'express-status-monitor'() {
    const { default: statusMonitor } = await import('express-status-monitor');
    const spans = [{ interval: 1, retention: 60 }];
    return { middleware: statusMonitor({ spans }) };
  },
};

const start = contestants[process.argv[2] ?? ''];
if (start === undefined) throw new Error(`there is no contestant ${process.argv[2]}`);
const { middleware, counted } = await start();

const app = express();
if (middleware) app.use(middleware);
app.get('/', (_request, response) => {
  response.send('Hello');
});
app.get('/items/:id', (request, response) => {
  response.locals['feature'] = 'items';
  response.json({ id: request.params.id, name: 'An item', inStock: true });
});
app.get('/users/:user/orders/:order', (request, response) => {
  response.json({ user: request.params.user, order: request.params.order, lines: [] });
});
answer({ ...serverCommands(createServer(app)), counted: () => counted?.() });
