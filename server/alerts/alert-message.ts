/** What an alert says: one plain English sentence without a full stop. */

import { unitOf } from './measurement.js';
import type { Rule } from '../options/rule.js';

const FIGURES = {
  error_rate: 'Error rate',
  p50: 'P50 latency',
  p95: 'P95 latency',
  p99: 'P99 latency',
  requests_per_second: 'Request rate',
  active_sessions: 'Active sessions',
  event_loop_delay: 'Event-loop delay P99',
} as const;

/**
 * Such as `P95 latency 612 ms (limit 500 ms, last 60 s)`.
 * @param value in the metric's unit
 * @param isFlapping whether it is held as one alert because it comes and goes
 */
export function messageOf(rule: Rule, value: number, isFlapping: boolean): string {
  const flapping = isFlapping ? '; it comes and goes and is held as one alert' : '';
  if (rule.metric === 'check') return `Check ${rule.check ?? ''} fails${flapping}`;
  const unit = unitOf(rule.metric);
  const suffix = unit === 'count' ? '' : ` ${unit}`;
  const shown = `${readable(value, rule.threshold)}${suffix}`;
  const isMinimum = rule.comparison === '<' || rule.comparison === '<=';
  const where = rule.endpoint === null ? '' : ` at ${endpointInWords(rule.endpoint)}`;
  const limit = `${isMinimum ? 'minimum' : 'limit'} ${rule.threshold}${suffix}`;
  const last = rule.window === 0 ? '' : `, last ${rule.window} s`;
  const figure =
    rule.metric === 'count'
      ? `${shown} ${value === 1 ? 'error' : 'errors'} of class ${rule.errorClass ?? ''}`
      : `${FIGURES[rule.metric]} ${shown}`;
  return `${figure}${where} (${limit}${last})${flapping}`;
}

/** A figure to three digits. */
export function rounded(value: number, digits = 3): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** Three digits say enough, but never so few that the figure reads as equal to its limit. */
function readable(value: number, limit: number): number {
  const short = value >= 100 ? Math.round(value) : rounded(value, 1);
  return short === limit ? rounded(value) : short;
}

function endpointInWords({ template, method }: { template: string; method: string | null }): string {
  return method === null ? template : `${method} ${template}`;
}
