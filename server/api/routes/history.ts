/** `GET /metrics/history`. */

import { HISTORY_RANGE_NAMES, LONGEST_RANGE } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { publicHistory } from '../json/public-json.js';
import { queryOf } from '../query.js';
import type { Reader } from '../reader.js';
import type { SharedAnswers } from '../response-cache.js';
import type { Route } from '../route.js';

/** Makes the route. */
export function historyRoutes(reader: Reader, answers: SharedAnswers): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics/history',
      rule: 'reads',
      isOpen: true,
      answer: async (context, { audience, view }) => {
        const { range: asked = LONGEST_RANGE } = queryOf(context);
        const range = HISTORY_RANGE_NAMES.find((name) => name === asked);
        if (range === undefined) {
          context.status = 400;
          context.body = apiError('bad_query', `range must be one of ${HISTORY_RANGE_NAMES.join(', ')}.`);
          return;
        }
        const read = () => answers.value(`history ${range}`, () => reader.refresh().then(() => reader.history(range)));
        context.type = 'json';
        context.body = await answers.body(`history ${range} ${audience} ${view}`, async () => {
          const answer = await read();
          return view === 'all' ? { ...answer, audience } : publicHistory(answer);
        });
      },
    },
  ];
}
