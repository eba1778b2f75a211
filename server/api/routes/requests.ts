/** `GET /metrics/requests`: the last requests one by one; no session, no raw path, no query string. */

import type { Collector } from '../../collector/collector.js';
import { METHODS } from '../../collector/methods.js';
import type { RecentRequest } from '../../collector/recent-requests.js';
import { REQUEST_KINDS, type RequestKind, type RequestsAnswer, type RequestSummary } from '../../contract/index.js';

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 50;

/** Which requests are asked for. */
export interface RequestsFilter {
  kind: RequestKind;
  /** At most so many. */
  limit: number;
  /** Only those of this route template, or of this method; of all unless given. */
  endpoint?: string | undefined;
  method?: string | undefined;
}

/** What is asked for, or what is wrong with it. */
export type RequestsQuery = RequestsFilter | { problem: string };

/** Reads `kind`, `limit`, `endpoint` and `method` of a query string. */
export function requestsQuery(query: Record<string, unknown>): RequestsQuery {
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

/**
 * The newest failures, the newest of all, or the slowest of those that are kept.
 * @param now monotonic milliseconds
 * @param wall the same moment in milliseconds since 1970
 */
export function requestsJson(
  collector: Collector,
  { kind, limit, endpoint, method }: RequestsFilter,
  now: number,
  wall: number,
): RequestsAnswer {
  const chosen: RecentRequest[] = [];
  for (const request of collector.recent) {
    if (kind === 'recent' && chosen.length === limit) break;
    if (endpoint !== undefined && request.endpoint.template !== endpoint) continue;
    if (method !== undefined && METHODS[request.endpoint.method] !== method) continue;
    if (kind === 'recent' || (kind === 'failed' ? request.failed : request.measured)) chosen.push(request);
  }
  if (kind === 'slow') chosen.sort((a, b) => b.latencyMs - a.latencyMs);
  const summary = (request: RecentRequest): RequestSummary => ({
    time: new Date(wall - (now - request.at)).toISOString(),
    method: METHODS[request.endpoint.method] ?? '_OTHER',
    endpoint: request.endpoint.template,
    status: request.statusCode,
    latency_ms: Number.isNaN(request.latencyMs) ? null : Math.round(request.latencyMs * 1000) / 1000,
    error_class: collector.classes.names[request.errorClass] ?? null,
    feature: request.feature ?? null,
  });
  return { kind, kept: collector.recent.size, requests: chosen.slice(0, limit).map(summary) };
}
