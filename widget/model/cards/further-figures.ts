/** What is known of endpoints beyond their traffic. */
import type { EndpointFigures, Metrics } from '../../../server/contract/index.js';

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
