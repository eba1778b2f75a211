/** `GET /metrics/history`. */

import { HISTORY_RANGE_NAMES, LONGEST_RANGE } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { publicHistory } from '../json/public-json.js';
import type { Reader } from '../reader.js';
import type { Route } from '../route.js';

/** Makes the route. */
export function historyRoutes(reader: Reader): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics/history',
      rule: 'reads',
      isOpen: true,
      answer: async (context, { audience, view }) => {
        const range = HISTORY_RANGE_NAMES.find((name) => name === (context.query['range'] ?? LONGEST_RANGE));
        if (range === undefined) {
          context.status = 400;
          context.body = apiError('bad_query', `range must be one of ${HISTORY_RANGE_NAMES.join(', ')}.`);
          return;
        }
        await reader.refresh();
        const answer = reader.history(range);
        context.body = view === 'all' ? { ...answer, audience } : publicHistory(answer);
      },
    },
  ];
}
