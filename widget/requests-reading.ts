/** Makes a list of requests of whatever `…/metrics/requests` answered; like reading.ts, it trusts nothing. */
import type { RequestKind, RequestSummary } from '../server/contract/index.js';
import { fit } from './reading.js';

/** What is known of an endpoint's requests of one kind. */
export interface Requests {
  /** Among how many was looked; null when the server does not say. */
  readonly kept: number | null;
  readonly requests: readonly RequestSummary[];
}

const TIME = new Date(0).toISOString();
const MEASURED = NaN;
const OPTIONAL = null;

const NOTHING = {
  kind: '',
  kept: MEASURED,
  requests: [
    {
      time: TIME,
      method: '',
      endpoint: '',
      status: 0,
      latency_ms: MEASURED,
      error_class: OPTIONAL,
      feature: OPTIONAL,
    },
  ],
};

/**
 * Reads the JSON of `GET /metrics/requests`, of which only what was asked for is taken; null when it is no answer to
 * that. Never throws.
 */
export function readRequests(
  json: unknown,
  asked: { kind: RequestKind; method: string; endpoint: string },
): Requests | null {
  const { kind, kept, requests } = fit(json, NOTHING) as Requests & { kind: string };
  const isAskedFor = ({ time, method, endpoint }: RequestSummary) =>
    time !== TIME && method === asked.method && endpoint === asked.endpoint;
  return kind === asked.kind ? { kept, requests: requests.filter(isAskedFor) } : null;
}
