/** `GET /metrics`. */

import type Router from '@koa/router';
import type { Reader } from '../reader.js';
import { ResponseCache } from '../response-cache.js';

/** Adds the route. */
export function metricsRoutes(router: Router, reader: Reader): void {
  const json = new ResponseCache(
    () => JSON.stringify(reader.metrics()),
    () => reader.now,
  );
  router.get('/metrics', (context) => {
    context.type = 'json';
    context.body = json.value;
  });
}
