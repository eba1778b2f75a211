/**
 * Makes a `Metrics` of whatever `src` answered. Nothing that comes in is trusted to be there, of its type, finite or
 * short; what is missing is filled with what an idle monitor says, but an answer without its core is refused.
 */
import type { Metrics } from '../server/contract/index.js';

/** More is never drawn. */
const MAX_TEXT = 500;
const MAX_ITEMS = 720;

/** Stands for a time, which has to be one. */
const TIME = new Date(0).toISOString();
/** Stands for a number or null. */
const MEASURED = NaN;
/** Stands for a text or null. */
const OPTIONAL = null;
/** Stands for every name that is not told apart, such as those that a later server may add. */
const ANY = '*';

const ENDPOINT = { endpoint: '', method: '' };
const COMPARISON = { before: MEASURED, after: MEASURED, verdict: '' };

/** The answer of a monitor that knows nothing yet: the types of its fields, and what holds where one is missing. */
const IDLE = {
  timestamp: TIME,
  instance: '',
  version: OPTIONAL,
  status: '',
  reasons: [{ what: '', unit: '', level: '', message: '', [ANY]: 0 }],
  limits: { error_rate_percent: [1, 5], p95_ms: [200, 500] },
  too_few_to_judge: false,
  window_seconds: 300,
  uptime_seconds: 0,
  summary: {
    total_requests: 0,
    failed_requests: 0,
    window_requests: 0,
    error_rate_percent: 0,
    requests_per_second: 0,
    in_flight: 0,
    active_sessions: 0,
    active_sessions_capped: false,
    [ANY]: 0,
  },
  errors: { recent_aborted: 0, [ANY]: 0 },
  performance: { p95_ms: MEASURED, [ANY]: MEASURED },
  health: {
    app: '',
    last_error: () => ({ type: '', message: '', endpoint: OPTIONAL, timestamp: '' }),
    [ANY]: '',
  },
  top_endpoints: { [ANY]: 0 },
  endpoints: [
    {
      ...ENDPOINT,
      requests: 0,
      failed: 0,
      error_rate_percent: 0,
      errors: { [ANY]: 0 },
      p95_ms: MEASURED,
      p99_ms: MEASURED,
      [ANY]: MEASURED,
    },
  ],
  feature_usage: { [ANY]: 0 },
  alerts: [
    {
      id: '',
      type: '',
      severity: '',
      state: '',
      message: '',
      unit: '',
      timestamp: TIME,
      resolved_at: OPTIONAL,
      muted_until: OPTIONAL,
      flapping: false,
      evidence: () => ({
        endpoints: [{ ...ENDPOINT, [ANY]: 0 }],
        first: () => ({ ...ENDPOINT, time: TIME }),
        [ANY]: 0,
      }),
      acknowledged: () => ({ by: OPTIONAL, note: OPTIONAL, at: TIME }),
      [ANY]: 0,
    },
  ],
  mutes: [{ type: '', by: OPTIONAL, note: OPTIONAL, until: TIME }],
  checks: [
    {
      name: '',
      status: '',
      critical: false,
      message: OPTIONAL,
      last_run: OPTIONAL,
      since: OPTIONAL,
      duration_ms: MEASURED,
    },
  ],
  deploy: () => ({
    version: '',
    note: OPTIONAL,
    time: TIME,
    comparison: () => ({
      verdict: '',
      message: '',
      endpoints: [{ ...ENDPOINT, error_rate_percent: COMPARISON, p95_ms: COMPARISON, [ANY]: 0 }],
      error_rate_percent: COMPARISON,
      p95_ms: COMPARISON,
      [ANY]: 0,
    }),
  }),
  series: {
    start: TIME,
    step_seconds: 5,
    requests: [MEASURED],
    failed: [MEASURED],
    errors: { [ANY]: [MEASURED] },
    p50_ms: [MEASURED],
    p95_ms: [MEASURED],
    p99_ms: [MEASURED],
    active_sessions: [MEASURED],
  },
  process: { event_loop_delay_p99_ms: 0, heap_used_bytes: 0, oldest_request_seconds: MEASURED, [ANY]: 0 },
  monitor: { [ANY]: 0 },
};

/** Reads the JSON of `GET /metrics`; the name of the first field without which it is no monitor's. Never throws. */
export function readMetrics(json: unknown): Metrics | string {
  const { status, timestamp, summary } = isObject(json) ? json : {};
  if (status !== 'healthy' && status !== 'warning' && status !== 'degraded') return 'status';
  if (fit(timestamp, TIME) !== timestamp) return 'timestamp';
  if (!isObject(summary)) return 'summary';
  return fit(json, IDLE) as Metrics;
}

/**
 * A value as far as it is like another one, and that one as far as it is not; null for no object where a function
 * makes the other one.
 */
export function fit(value: unknown, like: unknown): unknown {
  if (typeof like === 'function') return isObject(value) ? fit(value, (like as () => unknown)()) : null;
  if (typeof like === 'number') {
    // Counts, shares and spans: never negative, and small enough to reckon with.
    const isNumber = typeof value === 'number' && !Number.isNaN(value);
    const number = isNumber ? Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, value)) : null;
    return Number.isNaN(like) ? number : number || like;
  }
  if (Array.isArray(like)) {
    const items = Array.isArray(value) ? value.slice(0, MAX_ITEMS) : [];
    return like.length > 1
      ? like.map((item, index) => fit(items[index], item))
      : items.filter((item) => isObject(item) === isObject(like[0])).map((item) => fit(item, like[0]));
  }
  if (isObject(like)) {
    const given = isObject(value) ? value : {};
    const { [ANY]: any, ...known } = like;
    const names = Object.keys(ANY in like ? { ...known, ...given } : known).slice(0, MAX_ITEMS);
    return Object.fromEntries(
      names.map((name) => [name.slice(0, MAX_TEXT), fit(given[name], Object.hasOwn(known, name) ? known[name] : any)]),
    );
  }
  if (typeof like === 'boolean') return value === true;
  const isUsable = typeof value === 'string' && (like !== TIME || !Number.isNaN(Date.parse(value)));
  return isUsable ? value.slice(0, MAX_TEXT) : like;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
