/** The JSON of `GET /metrics/requests`: the last requests one by one; no session, no raw path, no query string. */

import type { Collector } from '../../collector/collector.js';
import { METHODS } from '../../collector/methods.js';
import type { RecentRequest, RequestLinks } from '../../collector/recent-requests.js';
import type { ResolvedOptions } from '../../options/monitor-options.js';
import { traceUrlOf } from '../../options/trace-url.js';
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

/** The requests that are kept, in the order of each kind. To go through all of them takes milliseconds. */
export class KeptRequests {
  readonly #all: readonly RecentRequest[];
  readonly #byKind = new Map<RequestKind, Map<string | undefined, RecentRequest[]>>();

  constructor(requests: Iterable<RecentRequest>) {
    this.#all = [...requests];
  }

  /** Those of a kind and, if it is given, of a route template. */
  of(kind: RequestKind, endpoint: string | undefined): readonly RecentRequest[] {
    let lists = this.#byKind.get(kind);
    if (lists === undefined) {
      lists = grouped(ordered(this.#all, kind));
      this.#byKind.set(kind, lists);
    }
    return lists.get(endpoint) ?? [];
  }
}

function ordered(requests: readonly RecentRequest[], kind: RequestKind): RecentRequest[] {
  switch (kind) {
    case 'recent':
      return [...requests];
    case 'failed':
      return requests.filter(({ failed }) => failed);
    case 'slow':
      return requests.filter(({ measured }) => measured).sort((a, b) => b.latencyMs - a.latencyMs);
  }
}

/** By route template; all under undefined. */
function grouped(requests: RecentRequest[]): Map<string | undefined, RecentRequest[]> {
  const lists = new Map<string | undefined, RecentRequest[]>([[undefined, requests]]);
  for (const request of requests) {
    const { template } = request.endpoint;
    const list = lists.get(template);
    if (list === undefined) lists.set(template, [request]);
    else list.push(request);
  }
  return lists;
}

/**
 * The newest failures, the newest of all, or the slowest of those that are kept.
 * @param now monotonic milliseconds
 * @param wall the same moment in milliseconds since 1970
 * @param sentry of the options
 * @param traceUrl of the options
 */
export function requestsJson(
  collector: Collector,
  kept: KeptRequests,
  { kind, limit, endpoint, method }: RequestsFilter,
  now: number,
  wall: number,
  { sentry, traceUrl }: Pick<ResolvedOptions, 'sentry' | 'traceUrl'>,
): RequestsAnswer {
  const chosen: RecentRequest[] = [];
  for (const request of kept.of(kind, endpoint)) {
    if (chosen.length === limit) break;
    if (method === undefined || METHODS[request.endpoint.method] === method) chosen.push(request);
  }
  const summary = (request: RecentRequest): RequestSummary => ({
    time: new Date(wall - (now - request.at)).toISOString(),
    method: METHODS[request.endpoint.method] ?? '_OTHER',
    endpoint: request.endpoint.template,
    status: request.statusCode,
    latency_ms: milliseconds(request.latencyMs),
    transfer_ms: milliseconds(request.transferMs),
    error_class: collector.classes.names[request.errorClass] ?? null,
    feature: request.feature ?? null,
    ...trace(request, traceUrl),
    ...sentryEvent(request.sentryEventId, sentry?.projectUrl),
  });
  return { kind, kept: collector.recent.size, requests: chosen.map(summary) };
}

/** By what a request can be followed in other systems. */
export function trace(
  { traceId, requestId }: Partial<RequestLinks>,
  template: string | undefined,
): Pick<RequestSummary, 'trace_id' | 'request_id' | 'trace_url'> {
  const url = traceUrlOf(template, { traceId, requestId });
  return {
    ...(traceId !== undefined && { trace_id: traceId }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(url !== undefined && { trace_url: url }),
  };
}

/** The event at Sentry that belongs to a request. */
export function sentryEvent(
  id: string | undefined,
  projectUrl: string | undefined,
): Pick<RequestSummary, 'sentry_event_id' | 'sentry_url'> {
  if (id === undefined) return {};
  if (projectUrl === undefined) return { sentry_event_id: id };
  return { sentry_event_id: id, sentry_url: `${projectUrl.replace(/\/+$/, '')}/events/${id}/` };
}

function milliseconds(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
}
