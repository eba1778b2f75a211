/** The order of the endpoints in the table. */
import type { EndpointFigures } from '../../server/contract/index.js';
import type { EndpointKey } from '../data/request-lists.js';

/** A column that the table can be sorted by. */
export type EndpointColumn =
  'endpoint' | 'requests' | 'error_rate_percent' | 'failed' | 'affected_sessions' | 'p95_ms' | 'p99_ms';

/** How the table is sorted. */
export interface EndpointSorting {
  /** `failing`: those over a limit come first, then those with most failures, then the busiest. */
  readonly by: EndpointColumn | 'failing';
  readonly direction: 'ascending' | 'descending';
  /** The keys of the rows in the order that they keep, while the reader has a row open; null otherwise. */
  readonly frozenOrder: readonly string[] | null;
}

/** Unless the reader chooses another order. */
export const FAILING_FIRST: EndpointSorting = { by: 'failing', direction: 'descending', frozenOrder: null };

const FAILING_KEYS: readonly ((figures: EndpointFigures) => number)[] = [
  ({ over_limit }) => Math.min(1, over_limit.length),
  ({ failed }) => failed,
  ({ requests }) => requests,
];

/** Sorts the endpoints. What was not measured comes last, equals keep the server's order, new rows follow frozen ones. */
export function sortEndpoints(
  all: readonly EndpointFigures[],
  { by, direction, frozenOrder }: EndpointSorting,
): EndpointFigures[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keys = by === 'failing' ? FAILING_KEYS : [(figures: EndpointFigures) => figures[by] ?? sign * Infinity];
  const position = (figures: EndpointFigures) => {
    const index = frozenOrder?.indexOf(endpointKey(figures)) ?? 0;
    return index < 0 ? Infinity : index;
  };
  return [...all].sort((one, other) => {
    const [first, second] = [position(one), position(other)];
    if (first !== second) return first - second;
    for (const key of keys) {
      const [a, b] = [key(one), key(other)];
      if (a !== b) return a < b ? -sign : sign;
    }
    return 0;
  });
}

/** Method and template: the name of an endpoint. */
export function endpointKey({ method, endpoint }: EndpointKey): string {
  return `${method} ${endpoint}`;
}

/** Whether two keys name the same endpoint. */
export function isSameEndpoint(one: EndpointKey, other: EndpointKey): boolean {
  return one.method === other.method && one.endpoint === other.endpoint;
}
