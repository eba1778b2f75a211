/** What rules about dependencies are evaluated on. */

import type { DependencyCalls, WaitingEndpoint } from '../alerts/rules/rule-input.js';
import type { Collector } from '../collector/collector.js';
import { Histogram } from '../collector/histogram/histogram.js';
import { CALL_FAILURES } from '../contract/index.js';
import type { Dependencies } from '../dependencies/dependencies.js';
import type { WaitsByEndpoint } from '../dependencies/endpoint-waits.js';

/** At most so many endpoints are looked at. */
const BUSIEST = 200;
const MAX_WAITING = 3;

/** The calls of a dependency over the last seconds; undefined when there are none. */
export function callsOf(
  dependencies: Dependencies,
  name: string,
  now: number,
  seconds: number,
): DependencyCalls | undefined {
  const parts = dependencies.watched(name, now, seconds);
  if (parts.length === 0) return undefined;
  const total = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((sum, part) => sum + of(part), 0);
  const latency = new Histogram();
  for (const part of parts) latency.merge(part.latency());
  return {
    requests: total(({ calls }) => calls),
    failed: total(({ failed }) => failed),
    classes: new Map(CALL_FAILURES.map((failure, index) => [failure, total(({ failures }) => failures[index] ?? 0)])),
    latency,
    openMs: parts.flatMap(({ openMs }) => openMs),
  };
}

/** The endpoints that wait for a dependency longest. */
export function waitingFor(waits: WaitsByEndpoint, collector: Collector, name: string, now: number): WaitingEndpoint[] {
  const slice = collector.sliceNumber(now);
  return collector
    .busiest(now, BUSIEST)
    .map(({ key, endpoint, method }) => ({ endpoint, method, ...waits.spentOn(name, key, slice) }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, MAX_WAITING)
    .map(({ endpoint, method, percent }) => ({ endpoint, method, percent }));
}
