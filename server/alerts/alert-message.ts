/** An alert's message: one plain English sentence without a full stop, made from values that the API shows too. */

import { type AlertCondition, type AlertMessage, type AlertMetric, roundFigure } from '../contract/index.js';

const FIGURES: Record<Exclude<AlertMetric, 'count' | 'check' | 'starts' | 'overdue_job' | 'instrument'>, string> = {
  error_rate: 'Error rate',
  p50: 'P50 latency',
  p95: 'P95 latency',
  p99: 'P99 latency',
  requests_per_second: 'Request rate',
  active_sessions: 'Active sessions',
  event_loop_delay: 'Event-loop delay P99',
};

/** The values of an alert whose condition is known. */
export type AlertValues = Omit<AlertMessage, 'type' | 'message' | 'condition'> & { condition: AlertCondition };

/** Such as `P95 latency 612 ms (limit 500 ms, last 60 s)`. */
export function messageOf(values: AlertValues): string {
  const { condition, value, unit, threshold, window_seconds, flapping, waiting, confirmed } = values;
  const { metric, comparison, error_class, check, endpoint, method, name } = condition;
  const unconfirmed = confirmed ? '' : '; not confirmed since the interruption';
  const suffix = `${stillWaiting(waiting)}${unconfirmed}${flapping ? '; it comes and goes and is held as one alert' : ''}`;
  if (metric === 'check') return `Check ${check ?? ''} fails${suffix}`;
  if (metric === 'starts') return `${value} starts in ${window_seconds / 60} minutes${suffix}`;
  if (metric === 'overdue_job') return `${name ?? ''} has not run for ${spanText(value)}${suffix}`;
  const inUnit = (figure: number) => (unit === 'count' ? `${figure}` : `${figure} ${unit}`);
  const shown = inUnit(roundFigure(value, threshold));
  const figure =
    metric === 'count'
      ? `${shown} ${value === 1 ? 'error' : 'errors'} of class ${error_class ?? ''}`
      : `${metric === 'instrument' ? (name ?? '') : FIGURES[metric]} ${shown}`;
  const where = endpoint === null ? '' : ` at ${method === null ? endpoint : `${method} ${endpoint}`}`;
  const limit = `${comparison.startsWith('<') ? 'minimum' : 'limit'} ${inUnit(threshold)}`;
  const last = window_seconds === 0 ? '' : `, last ${window_seconds} s`;
  return `${figure}${where} (${limit}${last})${suffix}`;
}

/** Such as `26 h`: the largest unit of which there are two. */
function spanText(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const;
  const [unit, length] = units.find((each) => seconds >= 2 * each[1]) ?? ['s', 1];
  return `${Math.floor(seconds / length)} ${unit}`;
}

/** Such as `; 12 requests are still waiting`; empty for none. */
export function stillWaiting(count: number): string {
  if (count === 0) return '';
  return `; ${count} ${count === 1 ? 'request is' : 'requests are'} still waiting`;
}

/** A figure to three decimals. */
export function rounded(value: number, digits = 3): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
