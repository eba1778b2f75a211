/** `GET /metrics/history`. */

import type Router from '@koa/router';
import { HISTORY_RANGE_NAMES, LONGEST_RANGE } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import type { Reader } from '../reader.js';

/** Adds the route. */
export function historyRoutes(router: Router, reader: Reader): void {
  router.get('/metrics/history', async (context) => {
    const range = HISTORY_RANGE_NAMES.find((name) => name === (context.query['range'] ?? LONGEST_RANGE));
    await reader.refresh();
    context.status = range === undefined ? 400 : 200;
    context.body =
      range === undefined
        ? apiError('bad_query', `range must be one of ${HISTORY_RANGE_NAMES.join(', ')}.`)
        : reader.history(range);
  });
}
