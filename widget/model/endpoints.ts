/** The endpoints of a panel: which of them are shown, in which order, and their shares of the requests. */
import type { EndpointFigures, Metrics } from '../../server/contract/index.js';
import { endpointKey, FAILING_FIRST, sortEndpoints } from './endpoint-sorting.js';

/** A row stays while it is at most this many places behind those that are shown. */
const SLACK = 2;

/** An endpoint's share of the window's requests, 0 to 100. */
export function sharesOf({ endpoints, summary }: Metrics): (figures: EndpointFigures) => number {
  const counted = endpoints.reduce((total, { requests }) => total + requests, 0);
  return ({ requests }) => (100 * requests) / Math.max(1, counted, summary.window_requests);
}

/**
 * The first endpoints, failing ones first, as in the table of a page. Those that are `shown` already, by their keys, keep
 * their places as long as the same ones fail and none has fallen behind: rows do not jump because two of them are about
 * as busy.
 */
export function firstEndpoints(
  all: readonly EndpointFigures[],
  count: number,
  shown: readonly string[],
): EndpointFigures[] {
  const sorted = sortEndpoints(all, FAILING_FIRST);
  const first = sorted.slice(0, count);
  const near = sorted.slice(0, count + SLACK);
  const kept = shown.flatMap((key) => near.find((figures) => endpointKey(figures) === key) ?? []);
  return kept.length === first.length && failingIn(kept) === failingIn(first) ? kept : first;
}

function failingIn(some: readonly EndpointFigures[]): string {
  const failing = some.filter(({ failed }) => failed > 0);
  return failing
    .map((figures) => `${endpointKey(figures)} ${figures.over_limit.join()}`)
    .sort()
    .join();
}
