/** The endpoints' shares of the window's requests. */
import type { EndpointFigures, Metrics } from '../../server/contract/index.js';

/** One endpoint's share of the traffic. */
export interface EndpointShare {
  method: string;
  endpoint: string;
  /** Of the window's requests, 0 to 100. */
  share: number;
  /** Milliseconds; null when nothing was measured. */
  p95: number | null;
  /** P95 is over the degraded limit, with enough requests to tell. */
  isOver: boolean;
}

/** The shares in the order of the endpoints. */
export function endpointShares({ endpoints, summary }: Metrics): EndpointShare[] {
  const counted = endpoints.reduce((total, { requests }) => total + requests, 0);
  return endpoints.map(({ method, endpoint, requests, p95_ms, over_limit }) => ({
    method,
    endpoint,
    share: (100 * requests) / Math.max(1, counted, summary.window_requests),
    p95: p95_ms,
    isOver: over_limit.includes('p95_ms'),
  }));
}

/** What is known of some endpoints, but not by every server, nor in every app. */
export interface FurtherFigures {
  /** Sessions with a failure. */
  people: boolean;
  /** Limits that are not those of the app. */
  limits: boolean;
  /** How the time is spent. */
  waiting: boolean;
}

/** Finds out what is known. */
export function furtherFigures({ endpoints, limits }: Pick<Metrics, 'endpoints' | 'limits'>): FurtherFigures {
  const text = ({ p95_ms, error_rate_percent }: EndpointFigures['limits']) =>
    JSON.stringify([p95_ms, error_rate_percent]);
  const own = endpoints.map((endpoint) => text(endpoint.limits));
  return {
    people: endpoints.some(({ affected_sessions }) => affected_sessions !== null),
    // An earlier version of the server tells none.
    limits: own.some((each) => each !== text(limits)) && own.some((each) => each !== '[null,null]'),
    waiting: endpoints.some(({ waiting }) => waiting !== null),
  };
}
