/** The ids by which a request can be found in other systems. Nothing else of its headers is kept. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_ID } from '../contract/index.js';
import type { TraceIds } from '../options/trace-url.js';
import { ownCopy } from '../options/values.js';

/** w3.org/TR/trace-context: version, trace id, parent id, flags; only later versions may have more. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-((?!0{32})[\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/i;

/** The trace id of a `traceparent` header in lower case; undefined when it is none. */
export function traceIdOf(header: unknown): string | undefined {
  if (typeof header !== 'string' || header.length > 512) return undefined;
  const [, version, traceId, more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || (version === '00' && more !== undefined)) return undefined;
  return ownCopy(traceId.toLowerCase());
}

/** Both ids of a request. The id that the app gives its answer counts where the request came without one. */
export function traceIdsOf({ headers }: IncomingMessage, response: ServerResponse): TraceIds {
  const given = [headers['x-request-id'], response.getHeader('x-request-id')];
  const requestId = given.find((id) => typeof id === 'string' && REQUEST_ID.test(id)) as string | undefined;
  return { traceId: traceIdOf(headers['traceparent']), requestId: requestId && ownCopy(requestId) };
}
