/** `GET /metrics/requests`: single requests. */

import { METHODS } from '../../collector/methods.js';
import { REQUEST_KINDS } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { queryOf } from '../query.js';
import type { Reader } from '../reader.js';
import type { Route } from '../route.js';
import type { RequestsFilter } from '../json/requests-json.js';
import { SharedAnswers } from '../response-cache.js';

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 50;

/** What is asked for, or what is wrong with it. */
type RequestsQuery = RequestsFilter | { problem: string };

/** Reads `kind`, `limit`, `endpoint` and `method` of a query string. */
function parseQuery(query: Record<string, unknown>): RequestsQuery {
  const kind = REQUEST_KINDS.find((known) => known === (query['kind'] ?? 'recent'));
  if (kind === undefined) return { problem: `kind must be one of ${REQUEST_KINDS.join(', ')}.` };
  const limit = Number(query['limit'] ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return { problem: `limit must be a whole number from 1 to ${MAX_LIMIT}.` };
  }
  const { endpoint, method } = query;
  if (endpoint !== undefined && typeof endpoint !== 'string') {
    return { problem: 'endpoint must be one route template.' };
  }
  const known = METHODS.find((name) => name === method);
  if (known === undefined && method !== undefined) return { problem: `method must be one of ${METHODS.join(', ')}.` };
  return { kind, limit, endpoint, method: known };
}

/** Makes the route. Its answers are shared among themselves: a client that asks for many displaces no others. */
export function requestRoutes(reader: Reader): Route[] {
  const answers = new SharedAnswers(
    () => reader.now,
    () => reader.state,
  );
  return [
    {
      method: 'GET',
      path: '/metrics/requests',
      rule: 'viewer',
      isOpen: true,
      answer: async (context) => {
        const query = parseQuery(queryOf(context));
        if ('problem' in query) {
          context.status = 400;
          context.body = apiError('bad_query', query.problem);
          return;
        }
        context.type = 'json';
        context.body = await answers.body(JSON.stringify(query), () =>
          reader.requests(
            query,
            answers.value('kept', () => reader.keptRequests()),
          ),
        );
      },
    },
  ];
}
