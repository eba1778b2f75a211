/** The JSON of `GET /metrics/requests`: the last requests one by one; no session, no raw path, no query string. */

import type { Collector } from '../../collector/collector.js';
import { METHODS } from '../../collector/methods.js';
import type { RecentRequest } from '../../collector/recent-requests.js';
import type { RequestKind, RequestsAnswer, RequestSummary } from '../../contract/index.js';

/** Which requests are asked for. */
export interface RequestsFilter {
  kind: RequestKind;
  /** At most so many. */
  limit: number;
  /** Only those of this route template, or of this method; of all unless given. */
  endpoint?: string | undefined;
  method?: string | undefined;
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
    latency_ms: milliseconds(request.latencyMs),
    transfer_ms: milliseconds(request.transferMs),
    error_class: collector.classes.names[request.errorClass] ?? null,
    feature: request.feature ?? null,
  });
  return { kind, kept: collector.recent.size, requests: chosen.slice(0, limit).map(summary) };
}

function milliseconds(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
}
