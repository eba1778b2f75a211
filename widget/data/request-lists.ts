/** Single requests of an endpoint: `GET /metrics/requests?kind=`. */
import type { RequestKind, RequestSummary } from '../../server/contract/index.js';
import { fetchJson, isSuccess, type FetchOptions } from './fetch-json.js';
import { OPTIONAL_NUMBER, OPTIONAL_TEXT, parseBy, TIME } from './parse.js';
import { parseUrl, siblingUrl } from './urls.js';

/** A method and a route template. */
export interface EndpointKey {
  readonly method: string;
  readonly endpoint: string;
}

/** Requests of one kind and one endpoint. */
export interface RequestList {
  /** How many requests the server has searched; null when it does not say. */
  readonly kept: number | null;
  readonly requests: readonly RequestSummary[];
}

/** What is shown of an endpoint. */
export interface RequestLists {
  /** Newest first. */
  readonly failed: RequestList;
  /** Slowest first. */
  readonly slow: RequestList;
}

/** How many requests of a kind are asked for. */
const LIMIT = 8;

const TEMPLATE = {
  kind: '',
  kept: OPTIONAL_NUMBER,
  requests: [
    {
      time: TIME,
      method: '',
      endpoint: '',
      status: 0,
      latency_ms: OPTIONAL_NUMBER,
      transfer_ms: OPTIONAL_NUMBER,
      error_class: OPTIONAL_TEXT,
      feature: OPTIONAL_TEXT,
      sentry_url: OPTIONAL_TEXT,
      trace_url: OPTIONAL_TEXT,
    },
  ],
};

/**
 * Parses the JSON of `GET /metrics/requests`. Requests of other endpoints and without a time are dropped. Null when it is
 * no answer to that question. Never throws.
 */
export function parseRequests(json: unknown, asked: EndpointKey & { kind: RequestKind }): RequestList | null {
  const { kind, kept, requests } = parseBy(TEMPLATE, json) as RequestList & { kind: string };
  if (kind !== asked.kind) return null;
  const isAskedFor = ({ time, method, endpoint }: RequestSummary) =>
    time !== TIME && method === asked.method && endpoint === asked.endpoint;
  return { kept, requests: requests.filter(isAskedFor) };
}

/** Fetches both lists; an HTTP status code when one is refused, 0 when there is no answer or it cannot be used. */
export async function fetchRequestLists(
  src: string,
  endpoint: EndpointKey,
  options: FetchOptions,
): Promise<RequestLists | number> {
  const [failed, slow] = await Promise.all([
    fetchRequests('failed', src, endpoint, options),
    fetchRequests('slow', src, endpoint, options),
  ]);
  if (typeof failed === 'number') return failed;
  return typeof slow === 'number' ? slow : { failed, slow };
}

async function fetchRequests(
  kind: RequestKind,
  src: string,
  { method, endpoint }: EndpointKey,
  options: FetchOptions,
): Promise<RequestList | number> {
  const url = parseUrl(siblingUrl(src, 'metrics/requests') ?? '');
  if (url === undefined) return 0;
  for (const [name, value] of Object.entries({ kind, limit: String(LIMIT), endpoint, method })) {
    url.searchParams.set(name, value);
  }
  const { status, json } = await fetchJson(url.href, options);
  return isSuccess(status) ? (parseRequests(json, { kind, method, endpoint }) ?? 0) : status;
}
