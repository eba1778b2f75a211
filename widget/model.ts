/** What the views show, made of the last answers and the time alone: no state, no clock, no document. */
import type { Metrics } from '../server/contract/index.js';
import { figures, type Figure } from './figures.js';
import { headline, type Headline, type Telling } from './headline.js';
import { windowSeconds } from './series.js';
import type { Snapshot } from './snapshot.js';
import { statusAt, type MonitorStatus } from './status.js';

/** How often requests ended in one error class. */
export interface ClassCount {
  name: string;
  count: number;
}

/** One endpoint's part in the traffic. */
export interface EndpointShare {
  method: string;
  endpoint: string;
  /** Of the window's requests, 0 to 100. */
  share: number;
  /** Milliseconds; null when nothing was measured. */
  p95: number | null;
  isOver: boolean;
}

/** Everything that the panel shows. */
export interface View {
  status: MonitorStatus;
  headline: Headline;
  /** The figures are known to hold now. */
  isCurrent: boolean;
  /** How far back the figures reach, in words. */
  window: string;
  figures: Figure[];
  classes: ClassCount[];
  endpoints: EndpointShare[];
  metrics: Metrics | null;
  telling: Telling;
}

const MAX_OWN_CLASSES = 6;
const MAX_ENDPOINTS = 5;

/** Makes the view. */
export function view(snapshot: Snapshot, telling: Telling): View {
  const { metrics } = snapshot;
  const status = statusAt(snapshot, telling.now);
  return {
    status,
    headline: headline(snapshot, status, telling),
    isCurrent: metrics?.status === status,
    window: telling.strings.last(telling.format.span(windowSeconds(metrics))),
    figures: figures(metrics, telling),
    classes: metrics === null ? [] : classCounts(metrics, telling.strings.classes),
    endpoints: metrics === null ? [] : endpointShares(metrics).slice(0, MAX_ENDPOINTS),
    metrics,
    telling,
  };
}

/** The window's errors by class: the ones with names, then the app's own where there are any. */
export function classCounts({ errors }: Metrics, names: Record<string, string>): ClassCount[] {
  const known = Object.entries(names).map(([key, name]) => ({ name, count: errors[`recent_${key}`] ?? 0 }));
  const own = Object.entries(errors)
    .map(([key, count]) => ({ name: key.replace(/^recent_/, ''), key, count }))
    .filter(({ name, key, count }) => name !== key && count > 0 && name !== 'aborted' && !Object.hasOwn(names, name));
  return [...known, ...own.slice(0, MAX_OWN_CLASSES)];
}

/** The endpoints in the server's order, busiest first. */
export function endpointShares({ endpoints, summary, limits }: Metrics): EndpointShare[] {
  const counted = endpoints.reduce((total, { requests }) => total + requests, 0);
  return endpoints.map(({ method, endpoint, requests, p95_ms }) => ({
    method,
    endpoint,
    share: (100 * requests) / Math.max(1, counted, summary.window_requests),
    p95: p95_ms,
    isOver: (p95_ms ?? 0) > limits.p95_ms[1],
  }));
}
