/** `GET /metrics`. */

import type Router from '@koa/router';
import type { Reader } from '../reader.js';
import type { SharedAnswers } from '../response-cache.js';

/** Adds the route. */
export function metricsRoutes(router: Router, reader: Reader, answers: SharedAnswers): void {
  router.get('/metrics', async (context) => {
    context.type = 'json';
    context.body = await answers.body('metrics', () => reader.metrics());
  });
}
