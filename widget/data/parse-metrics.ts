/** Parses the answer of `GET /metrics`. */
import {
  DEFAULT_LIMITS,
  DEFAULT_WINDOW_SECONDS,
  ERROR_CLASS_NAMES,
  LEVELS,
  SLICE_SECONDS,
  type Metrics,
} from '../../server/contract/index.js';
import { ANY, isObject, OPTIONAL_NUMBER, OPTIONAL_TEXT, parseBy, SIGNED_NUMBER, TIME } from './parse.js';

const ENDPOINT = { endpoint: '', method: '' };
const ACKNOWLEDGED = () => ({ by: OPTIONAL_TEXT, note: OPTIONAL_TEXT, at: TIME });
/** What an alert is about. */
export const CONDITION = () => ({
  metric: '',
  comparison: '',
  [ANY]: OPTIONAL_TEXT,
});
const LOCATION = () => ({ file: '', line: 0, column: OPTIONAL_NUMBER, function: OPTIONAL_TEXT });
/** An error group, as far as `GET /metrics` carries it. */
export const ERROR_GROUP = {
  id: '',
  type: '',
  message: '',
  location: LOCATION,
  grouped_by: '',
  is_fatal: false,
  state: '',
  acknowledged: ACKNOWLEDGED,
  resolved: () => ({ ...ACKNOWLEDGED(), version: OPTIONAL_TEXT }),
  window_count: 0,
  total_count: 0,
  window_sessions: OPTIONAL_NUMBER,
  total_sessions: OPTIONAL_NUMBER,
  first_seen: TIME,
  last_seen: TIME,
  seconds_after_deploy: OPTIONAL_NUMBER,
  is_new: false,
  endpoints: [{ ...ENDPOINT, count: 0 }],
  trend: [0],
  [ANY]: OPTIONAL_TEXT,
};
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
      endpoint: OPTIONAL_TEXT,
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
    window_sessions: OPTIONAL_NUMBER,
    affected_sessions: OPTIONAL_NUMBER,
    slow_percent: OPTIONAL_NUMBER,
    // An earlier version of the server does not say.
    sessions_known: true,
    sessions_by_cookie: false,
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
      over_warning_limit: [''],
      errors: { [ANY]: 0 },
      p95_ms: OPTIONAL_NUMBER,
      p99_ms: OPTIONAL_NUMBER,
      limits: { error_rate_percent: () => [0, 0], p95_ms: () => [0, 0] },
      waiting: () => ({ own_percent: 0, dependencies: [{ name: '', percent: 0 }] }),
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
        error_group: () => ({ id: '', type: '', message: '', location: LOCATION, [ANY]: OPTIONAL_NUMBER }),
        [ANY]: 0,
      }),
      acknowledged: ACKNOWLEDGED,
      [ANY]: 0,
    },
  ],
  error_groups: {
    kept: 0,
    by_state: { open: 0, acknowledged: 0, muted: 0, resolved: 0 },
    top: [ERROR_GROUP],
  },
  dependencies: [
    {
      name: '',
      kind: '',
      failures: { [ANY]: 0 },
      requests: 0,
      failed: 0,
      open: 0,
      calls_per_minute: 0,
      [ANY]: OPTIONAL_NUMBER,
    },
  ],
  jobs: [
    {
      name: '',
      every_seconds: OPTIONAL_NUMBER,
      grace_seconds: 0,
      is_running: false,
      runs: 0,
      overlaps: 0,
      failed: 0,
      last_duration_ms: OPTIONAL_NUMBER,
      [ANY]: OPTIONAL_TEXT,
    },
  ],
  instruments: [
    { name: '', kind: '', unit: OPTIONAL_TEXT, series: [SIGNED_NUMBER], limit: SIGNED_NUMBER, [ANY]: SIGNED_NUMBER },
  ],
  objectives: [
    {
      name: '',
      endpoints: [''],
      budget_left_percent: SIGNED_NUMBER,
      burn_rate: OPTIONAL_NUMBER,
      exhausted_in_seconds: OPTIONAL_NUMBER,
      series: [SIGNED_NUMBER],
      [ANY]: 0,
    },
  ],
  mutes: [{ type: '', until: TIME, [ANY]: OPTIONAL_TEXT }],
  maintenance: [{ from: TIME, to: TIME, [ANY]: OPTIONAL_TEXT }],
  checks: [
    {
      name: '',
      status: '',
      critical: false,
      duration_ms: OPTIONAL_NUMBER,
      [ANY]: OPTIONAL_TEXT,
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
    affected_sessions: [OPTIONAL_NUMBER],
  },
  process: { event_loop_delay_p99_ms: 0, heap_used_bytes: 0, oldest_request_seconds: OPTIONAL_NUMBER, [ANY]: 0 },
  monitor: { cost: { [ANY]: OPTIONAL_NUMBER }, [ANY]: 0 },
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
