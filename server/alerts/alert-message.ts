/** An alert's message: one plain English sentence without a full stop, made from values that the API shows too. */

import {
  type AlertCondition,
  type AlertEvidence,
  type AlertMessage,
  type AlertMetric,
  errorsSentence,
  roundFigure,
} from '../contract/index.js';
import { errorGroupText } from '../text/error-group-text.js';

const FIGURES: Record<
  Exclude<AlertMetric, 'count' | 'affected_sessions' | 'check' | 'starts' | 'new_error' | 'overdue_job' | 'instrument'>,
  string
> = {
  error_rate: 'Error rate',
  p50: 'P50 latency',
  p95: 'P95 latency',
  p99: 'P99 latency',
  slow_rate: 'Slow requests',
  requests_per_second: 'Request rate',
  active_sessions: 'Active sessions',
  event_loop_delay: 'Event-loop delay P99',
};

/** The values of an alert whose condition is known. */
export type AlertValues = Omit<AlertMessage, 'type' | 'message' | 'condition'> & {
  condition: AlertCondition;
  /** Names the new error; missing before it is known. */
  evidence?: Pick<AlertEvidence, 'error_group'> | null;
};

/** Such as `P95 latency 612 ms (limit 500 ms, last 60 s)`. */
export function messageOf(values: AlertValues): string {
  const { condition, value, unit, threshold, window_seconds, flapping, waiting, confirmed } = values;
  const { metric, comparison, error_class, check, endpoint, method, dependency, name } = condition;
  const unconfirmed = confirmed ? '' : '; not confirmed since the interruption';
  const suffix = `${stillWaiting(waiting)}${unconfirmed}${flapping ? '; it comes and goes and is held as one alert' : ''}`;
  if (metric === 'check') return `Check ${check ?? ''} fails${suffix}`;
  if (metric === 'new_error') return `${newErrors(value, values.evidence?.error_group)}${suffix}`;
  if (metric === 'starts') return `${value} starts in ${window_seconds / 60} minutes${suffix}`;
  if (metric === 'overdue_job') return `${name ?? ''} has not run for ${spanText(value)}${suffix}`;
  const inUnit = (figure: number) => (unit === 'count' ? `${figure}` : `${figure} ${unit}`);
  const shown = inUnit(roundFigure(value, threshold));
  const figure = metric === 'instrument' ? `${name ?? ''} ${shown}` : figureOf(metric, shown, value, error_class);
  const where = endpoint === null ? '' : ` at ${method === null ? endpoint : `${method} ${endpoint}`}`;
  const limit = `${comparison.startsWith('<') ? 'minimum' : 'limit'} ${inUnit(threshold)}`;
  const last = window_seconds === 0 ? '' : `, last ${window_seconds} s`;
  const whose = dependency ? `${dependency}: ` : '';
  return `${whose}${figure}${where} (${limit}${last})${suffix}`;
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

function figureOf(
  metric: Exclude<AlertMetric, 'check' | 'starts' | 'new_error' | 'overdue_job' | 'instrument'>,
  shown: string,
  value: number,
  errorClass: string | null,
): string {
  if (metric === 'count') return errorsSentence(value, shown, errorClass ?? '');
  if (metric === 'affected_sessions') return `${shown} ${value === 1 ? 'person' : 'people'} saw an error`;
  return `${FIGURES[metric]} ${shown}`;
}

function newErrors(count: number, group: AlertEvidence['error_group']): string {
  const what = count === 1 ? 'New error' : `${count} new errors`;
  if (!group) return what;
  return `${what}${count === 1 ? ': ' : ', most often '}${errorGroupText(group)}`;
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
