/** Answers of a monitor, one for each state that the element has to show; the figures are invented. */
import {
  type Alert,
  type AlertCondition,
  type CheckFigures,
  type Deploy,
  type EndpointFigures,
  ERROR_CLASS_NAMES,
  type ErrorGroup,
  type ErrorCounts,
  type HealthDetailed,
  type Metrics,
  type Mute,
  PLAIN_WORDS,
  type Reason,
} from '../../../server/contract/index.js';
import { figuresOf, group, incident, many } from './error-groups.js';
import { withWaiting } from './waiting.js';

const STEPS = 60;
const STEP_SECONDS = 5;

/** The names of the answers. */
export type FixtureName = keyof typeof fixtures;

/** Each makes an answer for a time in milliseconds since 1970. */
const RATE: AlertCondition = {
  metric: 'error_rate',
  comparison: '>',
  error_class: null,
  check: null,
  endpoint: null,
  method: null,
};
const UNCONFIRMED = 'Error rate 50 % (limit 5 %, last 60 s); not confirmed since the interruption';

export const fixtures = {
  healthy: (now: number) => metrics(now, {}),
  warning: (now: number) =>
    metrics(now, {
      status: 'warning',
      reasons: [reason('error_rate_percent', 2.3, 1, '%', 'warning', 'Error rate 2.3 % is over 1 %')],
      failing: (step) => (step > 34 ? 0.028 : 0.003),
      errors: { recent_5xx: 8, recent_csrf: 19, recent_4xx: 5 },
    }),
  degraded: (now: number) =>
    metrics(now, {
      status: 'degraded',
      reasons: [reason('p95_ms', 612, 500, 'ms', 'degraded', 'P95 latency 612 ms is over 500 ms')],
      latency: (step) => (step > 42 ? 600 : 130),
      p95: 612,
      slowest: 802,
      errors: { recent_5xx: 1, recent_4xx: 2, recent_timeout: 2 },
      alerts: [
        alert(now, 'latency_high', 'warning', 'firing', 'P95 latency 612 ms (limit 500 ms, last 60 s)', 240),
        alert(now, '5xx_detected', 'critical', 'resolved', '9 server errors in 5 min', 1800, {
          unit: 'count',
          peak_value: 9,
        }),
      ],
      checks: [
        check(now, 'database', 'healthy', true, null),
        check(now, 'mcp', 'degraded', false, 'connect ECONNREFUSED 127.0.0.1:7000'),
      ],
      deploy: deploy(now, 'worse', 900),
    }),
  waiting: (now: number) =>
    withWaiting(
      metrics(now, {
        status: 'degraded',
        reasons: [reason('error_rate_percent', 9, 5, '%', 'degraded', 'Error rate 9 % is over 5 %')],
        failing: (step) => (step > 40 ? 0.2 : 0.01),
        latency: (step) => (step > 30 ? 3400 : 2900),
        p95: 3610,
        sessions: 34,
        errors: { recent_5xx: 33, recent_timeout: 5, recent_4xx: 3 },
        alerts: [
          alert(now, 'error_rate_high', 'critical', 'firing', 'Error rate 9 % (limit 5 %, last 60 s)', 540, {
            ...{ unit: '%', peak_value: 9, threshold: 5, condition: RATE },
          }),
          alert(now, 'model_slow', 'warning', 'firing', 'models.example: P95 4610 ms (limit 3000 ms)', 840, {
            ...{ peak_value: 4610, threshold: 3000 },
            condition: { ...RATE, metric: 'p95', dependency: 'models.example' },
          }),
        ],
        deploy: deploy(now, 'worse', 7800),
      }),
    ),
  failing: (now: number) =>
    metrics(now, {
      status: 'degraded',
      reasons: [reason('error_rate_percent', 9, 5, '%', 'degraded', 'Error rate 9 % is over 5 %')],
      failing: (step) => (step > 40 ? 0.3 : 0.01),
      failed: 38,
      sessions: 34,
      affected: 12,
      errors: { recent_5xx: 33, recent_timeout: 5 },
      alerts: [
        alert(now, 'error_rate_high', 'critical', 'firing', 'Error rate 9 % (limit 5 %, last 60 s)', 540, {
          ...{ unit: '%', threshold: 5, peak_value: 9, condition: RATE },
          evidence: {
            ...{ value: 9, threshold: 5, window_seconds: 60, sample_size: 420, count: 38, endpoints: [], first: null },
            error_group: { ...pickGroup(group(now)), count: 31, sessions: 12 },
          },
        }),
      ],
      groups: incident(now),
      deploy: deploy(now, 'worse', 7920),
    }),
  crowded: (now: number) => metrics(now, { groups: many(now, 200) }),
  handled: (now: number) =>
    metrics(now, {
      status: 'degraded',
      reasons: [reason('alert:5xx_detected', 9, 5, 'count', 'degraded', '9 server errors in 5 min')],
      errors: { recent_5xx: 9 },
      alerts: [
        alert(now, '5xx_detected', 'critical', 'firing', '9 server errors in 5 min', 400, {
          unit: 'count',
          peak_value: 9,
          acknowledged: { by: 'Ada', note: 'Looking at the database', at: new Date(now - 300_000).toISOString() },
          muted_until: new Date(now + 3_600_000).toISOString(),
          flapping: true,
        }),
        alert(now, 'error_rate_high', 'critical', 'resolved', 'Error rate 7.2 % (limit 5 %, last 60 s)', 90_000, {
          unit: '%',
          peak_value: 7.2,
        }),
      ],
      mutes: [mute(now, '5xx_detected', 'Ada', null), mute(now, 'csrf_detected', null, 'A scanner is at work')],
      checks: [
        check(now, 'database', 'degraded', true, 'no answer within 5 s'),
        check(now, 'disk', 'unknown', false, null),
      ],
      deploy: deploy(now, 'no difference', 25_200),
    }),
  recovering: (now: number) =>
    metrics(now, {
      status: 'degraded',
      reasons: [
        { ...reason('error_rate_percent', 12, 5, '%', 'degraded', 'Error rate 12 % is over 5 %'), recovering: true },
      ],
      recovering: true,
      failing: (step) => (step > 20 && step < 46 ? 0.4 : 0.002),
      errors: { recent_5xx: 50 },
      alerts: [
        alert(now, '5xx_detected', 'critical', 'firing', '50 server errors (limit 5, last 300 s)', 240, {
          unit: 'count',
          peak_value: 50,
          recovering: true,
        }),
      ],
    }),
  unconfirmed: (now: number) =>
    metrics(now, {
      status: 'warning',
      reasons: [
        {
          ...reason('alert:error_rate_high', 50, 5, '%', 'warning', UNCONFIRMED),
          alert: { type: 'error_rate_high', window_seconds: 60, flapping: false, confirmed: false, condition: RATE },
        },
      ],
      traffic: () => 0,
      requests: 0,
      p95: null,
      sessions: 0,
      endpoints: [],
      uptime: 40,
      alerts: [
        alert(now, 'error_rate_high', 'critical', 'firing', UNCONFIRMED, 400, {
          unit: '%',
          threshold: 5,
          peak_value: 50,
          condition: RATE,
          confirmed: false,
        }),
      ],
    }),
  hanging: (now: number) =>
    metrics(now, {
      status: 'degraded',
      reasons: [
        {
          ...reason('p95_ms', 14_300, 500, 'ms', 'degraded', 'P95 latency 14300 ms is over 500 ms'),
          waiting: 23,
        },
      ],
      alerts: [
        alert(now, 'latency_high', 'warning', 'firing', 'P95 latency 14300 ms (limit 500 ms, last 60 s)', 20, {
          peak_value: 14_300,
          condition: { ...RATE, metric: 'p95' },
          waiting: 23,
          notified_at: null,
        }),
      ],
    }),
  sessionless: (now: number) => metrics(now, { sessions: 0, knowsSessions: false }),
  /** An endpoint with little traffic fails always; two others are slow, and as busy as each other. */
  rare: (now: number) =>
    metrics(now, {
      status: 'warning',
      reasons: [reason('error_rate_percent', 2.3, 1, '%', 'warning', 'Error rate 2.3 % is over 1 %')],
      failed: 9,
      errors: { recent_5xx: 100, recent_timeout: 1, recent_payment_declined: 3 },
      endpoints: [
        ...usualEndpoints(420, 210).map((each) => ({
          ...each,
          over_warning_limit: (each.p95_ms ?? 0) > 200 ? (['p95_ms'] as const).slice() : [],
        })),
        endpoint('POST', '/export', 9, 9, 44),
        endpoint('DELETE', '/audit/:id', 2, 0, 620),
      ],
    }),
  few: (now: number) =>
    metrics(now, { traffic: (step) => (step % 20 === 7 ? 1 : 0), requests: 3, p95: 88, few: true, sessions: 1 }),
  idle: (now: number) =>
    metrics(now, { traffic: () => 0, requests: 0, p95: null, few: true, sessions: 0, endpoints: [] }),
  empty: (now: number) =>
    metrics(now, {
      traffic: (step) => (step < 56 ? null : 0),
      requests: 0,
      total: 0,
      p95: null,
      few: true,
      sessions: 0,
      endpoints: [],
      features: {},
      uptime: 18,
    }),
  huge: (now: number) =>
    metrics(now, {
      status: 'degraded',
      reasons: [reason('error_rate_percent', 97.46, 5, '%', 'degraded', 'Error rate 97.46 % is over 5 %')],
      traffic: (step) => 61_728_394 + step * 100_000,
      failing: () => 0.97,
      requests: 1_234_567_890,
      total: 987_654_321_098,
      latency: () => 48_000,
      p95: 123_456,
      sessions: 123_456_789,
      errors: { recent_5xx: 123_456_789, recent_csrf: 987_654, recent_4xx: 12_345, recent_payment_declined: 4711 },
      endpoints: longEndpoints(),
      features: { 'a feature with quite a long name that somebody has thought of': 123_456_789, reflection: 12 },
    }),
} satisfies Record<string, (now: number) => Metrics>;

/** Counts of zero for every class. */
const noErrors = Object.fromEntries(
  ERROR_CLASS_NAMES.flatMap((name) => [
    [`recent_${name}`, 0],
    [`total_${name}`, 0],
  ]),
) as ErrorCounts;

/** The detailed health that goes with an answer. */
export function healthOf(
  { audience, view, status, message, since, evaluated_at, reasons, recovering, timestamp, version }: Metrics,
  checks: HealthDetailed['checks'] = {},
): HealthDetailed {
  return {
    audience,
    view,
    status,
    message,
    since,
    evaluated_at,
    reasons,
    recovering,
    error_rate_percent: 0,
    active_sessions: 12,
    p95_latency_ms: 131,
    recent_5xx: 0,
    alerts: 0,
    checks,
    storage: { kept: 'on disk', message: null },
    uptime_seconds: 86_400,
    version,
    timestamp,
  };
}

/** What one answer has of its own. */
interface Story {
  status?: Metrics['status'];
  reasons?: Reason[];
  recovering?: boolean;
  /** Requests, share of failures and P95 of each step; null before the start. */
  traffic?: (step: number) => number | null;
  failing?: (step: number) => number;
  latency?: (step: number) => number;
  requests?: number;
  total?: number;
  p95?: number | null;
  slowest?: number;
  sessions?: number;
  knowsSessions?: boolean;
  few?: boolean;
  uptime?: number;
  errors?: Record<string, number>;
  alerts?: Alert[];
  mutes?: Mute[];
  checks?: CheckFigures[];
  deploy?: Deploy;
  /** Failed requests in the window, and the people who saw one. */
  failed?: number;
  affected?: number;
  groups?: ErrorGroup[];
  endpoints?: EndpointFigures[];
  features?: Record<string, number>;
}

function metrics(now: number, story: Story): Metrics {
  const random = seeded(7);
  const wave = (step: number) => 1 + 0.25 * Math.sin(step / 9) + 0.35 * (random() - 0.5);
  const steps = Array.from({ length: STEPS }, (_, step) => step);
  const requests = steps.map(story.traffic ?? ((step) => Math.round(7 * wave(step))));
  const failing = story.failing ?? ((step) => (step % 17 === 3 ? 0.06 : 0.002));
  const latency = story.latency ?? (() => 126);
  const measured = (value: (step: number) => number) =>
    steps.map((step) => ((requests[step] ?? 0) > 0 ? value(step) : null));
  const count = story.requests ?? 420;
  const share = story.status === 'warning' ? 0.023 : story.requests === 1_234_567_890 ? 0.97 : 0.004;
  const failed = story.failed ?? Math.round(count * share);
  const sessions = story.sessions ?? 12;
  const p95 = story.p95 === undefined ? 131 : story.p95;
  const factor = (part: number) => (p95 === null ? null : p95 * part);
  return {
    audience: 'operator',
    view: 'all',
    timestamp: new Date(now).toISOString(),
    evaluated_at: new Date(now).toISOString(),
    instance: 'web-1:4711',
    version: '1.8.0',
    status: story.status ?? 'healthy',
    message: (story.status ?? 'healthy') === 'healthy' ? PLAIN_WORDS.normal : PLAIN_WORDS.wrong,
    since: new Date(now - 540_000).toISOString(),
    reasons: story.reasons ?? [],
    recovering: story.recovering ?? false,
    limits: { error_rate_percent: [1, 5], p95_ms: [200, 500] },
    too_few_to_judge: story.few ?? false,
    window_seconds: STEPS * STEP_SECONDS,
    uptime_seconds: story.uptime ?? 25_200,
    summary: {
      total_requests: story.total ?? 31_204,
      successful_requests: (story.total ?? 31_204) - failed,
      failed_requests: story.total === 0 ? 0 : 125 + failed,
      window_requests: count,
      window_failed: failed,
      error_rate_percent: count === 0 ? 0 : (100 * failed) / count,
      requests_per_second: count / (STEPS * STEP_SECONDS),
      in_flight: 3,
      active_sessions: sessions,
      active_sessions_capped: false,
      sessions_known: story.knowsSessions ?? true,
      unique_endpoints: 9,
      window_sessions: story.affected === undefined ? null : sessions,
      affected_sessions: story.affected ?? null,
      ...{ sessions_by_cookie: false, slow_percent: null },
    },
    errors: {
      ...noErrors,
      recent_5xx: 0,
      recent_csrf: count > 100 ? 1 : 0,
      recent_4xx: count > 100 ? 3 : 0,
      recent_timeout: 0,
      recent_aborted: count > 100 ? 1 : 0,
      total_5xx: 8,
      total_csrf: 3,
      total_4xx: 41,
      total_timeout: 2,
      total_aborted: 6,
      ...story.errors,
    },
    performance: {
      min_ms: factor(0.02),
      max_ms: factor(4),
      mean_ms: factor(0.7),
      median_ms: factor(0.47),
      p95_ms: p95,
      p99_ms: factor(1.4),
    },
    health: { app: story.status ?? 'healthy', last_error: null, last_check: new Date(now).toISOString() },
    top_endpoints: { 'GET /start_reflection': 12_400, 'GET /designer/:course': 6400 },
    endpoints: story.endpoints ?? usualEndpoints(count, story.slowest ?? 210),
    feature_usage: story.features ?? { reflection: 120, audit: 14 },
    alerts: story.alerts ?? [],
    error_groups: figuresOf(story.groups ?? []),
    ...{ dependencies: [], jobs: [], instruments: [], objectives: [] },
    mutes: story.mutes ?? [],
    maintenance: [],
    checks: story.checks ?? [],
    deploy: story.deploy ?? null,
    series: {
      start: new Date(now - STEPS * STEP_SECONDS * 1000).toISOString(),
      step_seconds: STEP_SECONDS,
      requests,
      failed: steps.map((step) => {
        const all = requests[step] ?? null;
        return all === null ? null : all * failing(step);
      }),
      errors: {
        '5xx': requests.map((all, step) => (all === null ? null : Math.round(all * failing(step)))),
        '4xx': requests.map((all, step) => (all === null ? null : step % 17 === 0 ? 1 : 0)),
      },
      p50_ms: measured((step) => latency(step) * 0.48 * wave(step)),
      p95_ms: measured((step) => latency(step) * wave(step)),
      p99_ms: measured((step) => latency(step) * 1.4 * wave(step)),
      active_sessions: steps.map((step) =>
        requests[step] === null ? null : Math.round(sessions * (0.8 + 0.2 * Math.sin(step / 12))),
      ),
      affected_sessions: steps.map(() => null),
    },
    process: {
      event_loop_delay_p99_ms: 11,
      event_loop_utilization: 0.12,
      cpu_share: 0.08,
      heap_used_bytes: 48_000_000,
      rss_bytes: 96_000_000,
      in_flight: 3,
      oldest_request_seconds: 0.4,
    },
    monitor: {
      ...{ monitor_errors: 0, rejected_values: 0 },
      cost: { request_us: null, memory_bytes: null, disk_bytes: null, evaluation_ms: null },
    },
  };
}

function reason(
  what: string,
  value: number,
  limit: number,
  unit: Reason['unit'],
  level: Reason['level'],
  message: string,
): Reason {
  return {
    what,
    value,
    limit,
    unit,
    level,
    waiting: 0,
    recovering: false,
    message,
    endpoint: null,
    alert: null,
    check: null,
  };
}

/** An alert that began some seconds ago; resolved ones lasted six minutes. */
export function alert(
  now: number,
  type: string,
  severity: Alert['severity'],
  state: Alert['state'],
  message: string,
  secondsAgo: number,
  more: Partial<Alert> = {},
): Alert {
  const began = now - secondsAgo * 1000;
  const peak = more.peak_value ?? 612;
  return {
    id: `${type}-${began}`,
    type,
    severity,
    state,
    message,
    condition: null,
    value: peak,
    peak_value: peak,
    unit: 'ms',
    threshold: 500,
    window_seconds: 60,
    time: began / 1000,
    timestamp: new Date(began).toISOString(),
    resolved_at: state === 'resolved' ? new Date(began + 360_000).toISOString() : null,
    evidence: {
      value: peak,
      threshold: 500,
      window_seconds: 60,
      sample_size: 111,
      count: 38,
      endpoints: [
        { endpoint: '/start_reflection', method: 'GET', count: 32, share_percent: 84.2 },
        { endpoint: '/reflection/:id/step', method: 'POST', count: 6, share_percent: 15.8 },
      ],
      first: { time: new Date(began - 18_000).toISOString(), endpoint: '/start_reflection', method: 'GET' },
      // What the element reads where an answer has none.
      error_group: null as unknown as undefined,
    },
    acknowledged: null,
    muted_until: null,
    waiting: 0,
    confirmed: true,
    recovering: false,
    notified_at: new Date(began + 2000).toISOString(),
    flapping: false,
    ...more,
  };
}

/** As much of a group as an alert says. */
function pickGroup({ id, type, message, location }: ErrorGroup) {
  return { id, type, message, location };
}

function check(
  now: number,
  name: string,
  status: CheckFigures['status'],
  critical: boolean,
  message: string | null,
): CheckFigures {
  return {
    name,
    status,
    critical,
    message,
    duration_ms: status === 'unknown' ? null : 12.4,
    last_run: new Date(now - 12_000).toISOString(),
    since: new Date(now - 240_000).toISOString(),
  };
}

function mute(now: number, type: string, by: string | null, note: string | null): Mute {
  return { type, by, note, until: new Date(now + 3_600_000).toISOString() };
}

/** A deploy some seconds ago, with what became of it. */
export function deploy(now: number, verdict: 'no difference' | 'worse', secondsAgo: number): Deploy {
  const isWorse = verdict === 'worse';
  const after = isWorse ? 612 : 131;
  return {
    version: '1.8.0',
    note: null,
    time: new Date(now - secondsAgo * 1000).toISOString(),
    comparison: {
      verdict,
      message: `Error rate 0.4 % (before 0.5 %, no difference), P95 ${after} ms (before 128 ms, ${verdict}); 31,204 requests${isWorse ? '; worse: GET /start_reflection' : ''}`,
      requests_before: 2520,
      requests_after: 31_204,
      seconds_after: Math.min(1800, secondsAgo),
      warm_up: null,
      confidence_percent: null,
      error_rate_percent: { before: 0.5, after: 0.4, expected: null, verdict: 'no difference' },
      p95_ms: { before: 128, after, expected: null, verdict },
      endpoints: isWorse
        ? [
            {
              endpoint: '/start_reflection',
              method: 'GET',
              error_rate_percent: { before: 0, after: 0, expected: null, verdict: 'no difference' },
              p95_ms: { before: 190, after: 802, expected: null, verdict: 'worse' },
              requests_before: 1008,
              requests_after: 12_000,
            },
          ]
        : [],
    },
  };
}

function usualEndpoints(count: number, slowest: number): EndpointFigures[] {
  const rows: [string, string, number, number][] = [
    ['GET', '/start_reflection', 0.4, slowest],
    ['GET', '/designer/:course', 0.21, 80],
    ['POST', '/reflection/:id/step', 0.14, 164],
    ['GET', '/settings', 0.09, 31],
    ['GET', '/audit', 0.05, 118],
    ['POST', '/settings', 0.04, 44],
  ];
  return rows.map(([method, name, share, p95]) => {
    const requests = Math.max(1, Math.round(count * share));
    const failed = name === '/settings' && method === 'POST' ? 1 : 0;
    return endpoint(method, name, requests, failed, p95);
  });
}

function longEndpoints(): EndpointFigures[] {
  const long =
    '/organisations/:organisation/courses/:course/modules/:module/reflections/:reflection/steps/:step/answers';
  return [
    endpoint('PATCH', long, 617_283_945, 600_000_000, 123_456),
    endpoint('OPTIONS', `/${'x'.repeat(160)}`, 1234, 0, null),
    endpoint('_OTHER', '(unmatched)', 1, 0, 0.4),
  ];
}

function endpoint(method: string, name: string, requests: number, failed: number, p95: number | null): EndpointFigures {
  return {
    endpoint: name,
    method,
    requests,
    failed,
    error_rate_percent: (100 * failed) / requests,
    errors: failed === 0 ? {} : { '5xx': failed },
    p50_ms: p95 === null ? null : p95 * 0.5,
    p95_ms: p95,
    p99_ms: p95 === null ? null : p95 * 1.8,
    over_warning_limit: [],
    over_limit: [
      ...(failed > requests / 2 ? ['error_rate_percent' as const] : []),
      ...((p95 ?? 0) > 500 ? ['p95_ms' as const] : []),
    ],
    limits: { error_rate_percent: [1, 5], p95_ms: [200, 500] },
    ...{ sessions: null, affected_sessions: null, waiting: null },
  };
}

/** Numbers from 0 to 1 that are the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
