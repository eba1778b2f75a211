/** The endpoints' shares of the window's requests. */
import type { Metrics } from '../../server/contract/index.js';

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
