/** The window in steps, as lines that can be drawn. */
import { DEFAULT_WINDOW_SECONDS, type Metrics, type Series } from '../../server/contract/index.js';

/** Values in the order of time; null where nothing was measured. */
export type Line = readonly (number | null)[];

/** One step holds few requests, so each value of the error rate covers this many seconds. */
const ERROR_RATE_SECONDS = 60;
/** The last step is complete when this share of it has passed. */
const COMPLETE_SHARE = 0.9;

/** Whether an answer has figures: the public may be given the level alone. */
export function hasFigures(metrics: Metrics | null): metrics is Metrics {
  return metrics !== null && metrics.view !== 'level';
}

/** The length of the window, in seconds. */
export function windowSeconds(metrics: Metrics | null): number {
  return metrics?.window_seconds ?? DEFAULT_WINDOW_SECONDS;
}

/** Where the steps begin, in milliseconds since 1970. */
export function stepTimes({ start, step_seconds, requests }: Series): number[] {
  const begin = Date.parse(start);
  return requests.map((_, index) => begin + index * step_seconds * 1000);
}

/** How many steps are complete: the last one may be under way. */
export function completeSteps({ series, timestamp }: Pick<Metrics, 'series' | 'timestamp'>): number {
  const { start, step_seconds, requests } = series;
  const elapsed = (Date.parse(timestamp) - Date.parse(start)) / 1000 / step_seconds;
  return elapsed < requests.length - 1 + COMPLETE_SHARE ? requests.length - 1 : requests.length;
}

/** Converts counts per step to counts per second, for the complete steps. */
export function perSecond(metrics: Pick<Metrics, 'series' | 'timestamp'>, counts: Line): Line {
  const seconds = metrics.series.step_seconds;
  return counts.slice(0, completeSteps(metrics)).map((count) => (count === null ? null : count / seconds));
}

/**
 * The error rate at each step in percent, over the minute that ends with it; null before the first request. The steps of
 * the first minute share its rate: otherwise one failure would make a peak when it is about to leave the window.
 */
export function errorRates({ requests, failed, step_seconds }: Series): Line {
  const reach = Math.max(1, Math.round(ERROR_RATE_SECONDS / step_seconds));
  return requests.map((count, index) => {
    if (count === null) return null;
    const end = Math.max(index + 1, reach);
    const sum = (line: Line) => line.slice(end - reach, end).reduce<number>((total, value) => total + (value ?? 0), 0);
    return Math.min(100, (100 * sum(failed)) / (sum(requests) || 1));
  });
}
