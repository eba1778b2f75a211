/** `GET /metrics/history`. */

import type Router from '@koa/router';
import { HISTORY_RANGE_NAMES, LONGEST_RANGE } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { queryOf } from '../query.js';
import type { Reader } from '../reader.js';
import type { SharedAnswers } from '../response-cache.js';

/** Adds the route. */
export function historyRoutes(router: Router, reader: Reader, answers: SharedAnswers): void {
  router.get('/metrics/history', async (context) => {
    const { range: asked = LONGEST_RANGE } = queryOf(context);
    const range = HISTORY_RANGE_NAMES.find((name) => name === asked);
    if (range === undefined) {
      context.status = 400;
      context.body = apiError('bad_query', `range must be one of ${HISTORY_RANGE_NAMES.join(', ')}.`);
      return;
    }
    context.type = 'json';
    context.body = await answers.body(`history ${range}`, async () => {
      await reader.refresh();
      return reader.history(range);
    });
  });
}
