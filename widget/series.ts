/** The window in steps, as lines that can be drawn. */
import type { Metrics, Series } from '../server/contract/index.js';

/** Values in the order of time; null where nothing was measured. */
export type Line = readonly (number | null)[];

/** Single steps hold a handful of requests, so the error rate at each of them is that of so many seconds. */
const ERROR_RATE_SECONDS = 60;
/** A step counts as complete from this part of it on. */
const COMPLETE = 0.9;

/** How far the figures reach back, in seconds. */
export function windowSeconds(metrics: Metrics | null): number {
  return metrics?.window_seconds ?? 300;
}

/** How many steps are over: the last one has only some of its requests yet. */
export function completeSteps({ series, timestamp }: Pick<Metrics, 'series' | 'timestamp'>): number {
  const { start, step_seconds, requests } = series;
  const elapsed = (Date.parse(timestamp) - Date.parse(start)) / 1000 / step_seconds;
  return elapsed < requests.length - 1 + COMPLETE ? requests.length - 1 : requests.length;
}

/** Counts per step → counts per second, as far as the steps are complete. */
export function perSecond(metrics: Pick<Metrics, 'series' | 'timestamp'>, counts: Line): Line {
  const seconds = metrics.series.step_seconds;
  return counts.slice(0, completeSteps(metrics)).map((count) => (count === null ? null : count / seconds));
}

/**
 * Requests and failures per step → percent failed over a minute at each step; null before the first request. The steps
 * of the first minute share it: else a single failure would rise to a peak as it comes near the edge of the window.
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
