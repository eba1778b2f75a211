/** The order of the endpoints in the table. */
import type { EndpointFigures } from '../../server/contract/index.js';
import type { EndpointKey } from '../data/request-lists.js';

/** A column that the table can be sorted by. */
export type EndpointColumn = 'endpoint' | 'requests' | 'error_rate_percent' | 'failed' | 'p95_ms' | 'p99_ms';

/** How the table is sorted. */
export interface EndpointSorting {
  readonly by: EndpointColumn;
  readonly direction: 'ascending' | 'descending';
  /** The keys of the rows in the order that they keep, while the reader has a row open; null otherwise. */
  readonly frozenOrder: readonly string[] | null;
}

/** Sorts the endpoints. What was not measured comes last, equals keep the server's order, new rows follow frozen ones. */
export function sortEndpoints(
  all: readonly EndpointFigures[],
  { by, direction, frozenOrder }: EndpointSorting,
): EndpointFigures[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const position = (figures: EndpointFigures) => {
    const index = frozenOrder?.indexOf(endpointKey(figures)) ?? 0;
    return index < 0 ? Infinity : index;
  };
  return [...all].sort((one, other) => {
    const [first, second] = [position(one), position(other)];
    if (first !== second) return first - second;
    const a = one[by] ?? sign * Infinity;
    const b = other[by] ?? sign * Infinity;
    return a === b ? 0 : a < b ? -sign : sign;
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
