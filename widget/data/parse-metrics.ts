/** Parses the answer of `GET /metrics`. */
import {
  DEFAULT_LIMITS,
  DEFAULT_WINDOW_SECONDS,
  ERROR_CLASS_NAMES,
  LEVELS,
  SLICE_SECONDS,
  type Metrics,
} from '../../server/contract/index.js';
import { ANY, isObject, OPTIONAL_NUMBER, OPTIONAL_TEXT, parseBy, TIME } from './parse.js';

const ENDPOINT = { endpoint: '', method: '' };
/** What an alert is about. */
export const CONDITION = () => ({
  metric: '',
  comparison: '',
  error_class: OPTIONAL_TEXT,
  check: OPTIONAL_TEXT,
  endpoint: OPTIONAL_TEXT,
  method: OPTIONAL_TEXT,
});
const COMPARISON = { before: OPTIONAL_NUMBER, after: OPTIONAL_NUMBER, expected: OPTIONAL_NUMBER, verdict: '' };

/** The answer of an idle monitor, which is the template for every answer. */
const IDLE = {
  // An earlier version of the server tells everybody everything.
  audience: 'operator',
  view: 'all',
  timestamp: TIME,
  evaluated_at: TIME,
  instance: '',
  version: OPTIONAL_TEXT,
  status: '',
  message: '',
  since: TIME,
  reasons: [
    {
      what: '',
      unit: '',
      level: '',
      recovering: false,
      message: '',
      alert: () => ({ type: '', window_seconds: 0, flapping: false, confirmed: true, condition: CONDITION }),
      check: () => ({ name: '', message: OPTIONAL_TEXT }),
      [ANY]: 0,
    },
  ],
  limits: DEFAULT_LIMITS,
  recovering: false,
  too_few_to_judge: false,
  window_seconds: DEFAULT_WINDOW_SECONDS,
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
  errors: { ...Object.fromEntries(ERROR_CLASS_NAMES.map((name) => [`recent_${name}`, 0])), [ANY]: 0 },
  performance: { p95_ms: OPTIONAL_NUMBER, [ANY]: OPTIONAL_NUMBER },
  health: {
    app: '',
    last_error: () => ({ type: '', message: '', endpoint: OPTIONAL_TEXT, timestamp: '' }),
    [ANY]: '',
  },
  top_endpoints: { [ANY]: 0 },
  endpoints: [
    {
      ...ENDPOINT,
      requests: 0,
      failed: 0,
      error_rate_percent: 0,
      over_limit: [''],
      errors: { [ANY]: 0 },
      p95_ms: OPTIONAL_NUMBER,
      p99_ms: OPTIONAL_NUMBER,
      [ANY]: OPTIONAL_NUMBER,
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
      condition: CONDITION,
      unit: '',
      timestamp: TIME,
      resolved_at: OPTIONAL_TEXT,
      muted_until: OPTIONAL_TEXT,
      flapping: false,
      waiting: 0,
      confirmed: true,
      recovering: false,
      notified_at: OPTIONAL_TEXT,
      evidence: () => ({
        endpoints: [{ ...ENDPOINT, [ANY]: 0 }],
        first: () => ({ ...ENDPOINT, time: TIME }),
        [ANY]: 0,
      }),
      acknowledged: () => ({ by: OPTIONAL_TEXT, note: OPTIONAL_TEXT, at: TIME }),
      [ANY]: 0,
    },
  ],
  mutes: [{ type: '', by: OPTIONAL_TEXT, note: OPTIONAL_TEXT, until: TIME }],
  maintenance: [{ from: TIME, to: TIME, note: OPTIONAL_TEXT }],
  checks: [
    {
      name: '',
      status: '',
      critical: false,
      message: OPTIONAL_TEXT,
      last_run: OPTIONAL_TEXT,
      since: OPTIONAL_TEXT,
      duration_ms: OPTIONAL_NUMBER,
    },
  ],
  deploy: () => ({
    version: '',
    note: OPTIONAL_TEXT,
    time: TIME,
    comparison: () => ({
      verdict: '',
      message: '',
      endpoints: [{ ...ENDPOINT, error_rate_percent: COMPARISON, p95_ms: COMPARISON, [ANY]: 0 }],
      error_rate_percent: COMPARISON,
      p95_ms: COMPARISON,
      confidence_percent: OPTIONAL_NUMBER,
      warm_up: () => ({ seconds: 0, p95_ms: COMPARISON }),
      [ANY]: 0,
    }),
  }),
  series: {
    start: TIME,
    step_seconds: SLICE_SECONDS,
    requests: [OPTIONAL_NUMBER],
    failed: [OPTIONAL_NUMBER],
    errors: { [ANY]: [OPTIONAL_NUMBER] },
    p50_ms: [OPTIONAL_NUMBER],
    p95_ms: [OPTIONAL_NUMBER],
    p99_ms: [OPTIONAL_NUMBER],
    active_sessions: [OPTIONAL_NUMBER],
  },
  process: { event_loop_delay_p99_ms: 0, heap_used_bytes: 0, oldest_request_seconds: OPTIONAL_NUMBER, [ANY]: 0 },
  monitor: { [ANY]: 0 },
};

/**
 * Parses the JSON of `GET /metrics`. What is missing is filled with what an idle monitor answers; `view` says what the
 * public is not given, which is not to be shown. Returns the name of the
 * first field without which the answer is not a monitor's. Never throws.
 */
export function parseMetrics(json: unknown): Metrics | string {
  const { status, timestamp, view, summary } = isObject(json) ? json : {};
  if (!LEVELS.some((level) => level === status)) return 'status';
  if (parseBy(TIME, timestamp) !== timestamp) return 'timestamp';
  if (!isObject(summary) && view !== 'level') return 'summary';
  return parseBy(IDLE, json) as Metrics;
}
