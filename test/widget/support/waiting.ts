/** What a monitor knows of people, limits, dependencies, jobs, objectives and the app's own numbers; all invented. */
import type {
  DependencyFigures,
  EndpointFigures,
  HistoryAnswer,
  InstrumentFigures,
  JobFigures,
  Metrics,
  ObjectiveFigures,
} from '../../../server/contract/index.js';

const STEPS = 60;

/** An answer with all of it: a model's API is slow, and so is the endpoint that waits for it; a job is missing. */
export function withWaiting(metrics: Metrics): Metrics {
  const now = Date.parse(metrics.timestamp);
  return {
    ...metrics,
    summary: { ...metrics.summary, window_sessions: 34, affected_sessions: 12, slow_percent: 7.1 },
    endpoints: [
      endpoint('GET /start_reflection', 112, 0, [0, 22], 184, { own: 30, mcp: 55, postgres: 15 }),
      endpoint('POST /reflection/:id/step', 96, 32, [11, 13], 4820, {
        own: 3,
        'models.example': 92,
        postgres: 4,
        mcp: 1,
      }),
      endpoint('GET /designer/:course', 88, 2, [1, 19], 92, { own: 45, mcp: 30, postgres: 25 }),
      endpoint('GET /reflection/:id', 61, 4, [4, 15], 164, { own: 38, postgres: 62 }),
      endpoint('GET /settings', 38, 0, [0, 11], 31, { own: 80, postgres: 20 }),
      endpoint('GET /audit', 17, 0, [0, 2], 118, { own: 40, postgres: 60 }),
      endpoint('POST /settings', 8, 0, [0, 5], 44, { own: 55, postgres: 45 }),
    ].map((figures) => ownLimits(figures)),
    dependencies: [
      dependency('models.example', 'https', 95, { timeout: 5 }, 4610, { open: 4, oldest: 11, share: 84, usual: 2720 }),
      dependency('postgres', 'timed', 1550, {}, 34, { open: 0, oldest: null, share: 6, usual: 33 }),
      dependency('mcp', 'http', 270, { refused: 1 }, 118, { open: 1, oldest: 0.1, share: 4, usual: 120 }),
    ],
    jobs: [
      job(now, 'sync', 300, 120, 1200),
      job(now, 'nightly-report', 86_400, 93_600, 41_000, { overdue_since: iso(now - 3_600_000) }),
      job(now, 'reminder-mails', 3600, 720, 6000, { last_outcome: 'failed', failed: 1, error_group: 'a1b2c3' }),
    ],
    instruments: [
      instrument('queue_length', 'gauge', null, 42, (step) => (step < 36 ? 8 : 8 + (step - 36) * 1.4), 50),
      instrument('uploads', 'counter', null, 3.2, (step) => 3 + Math.sin(step)),
      instrument('tokens', 'histogram', '{token}', 1840, (step) => 1700 + 200 * Math.sin(step / 2)),
      instrument('open_reflections', 'gauge', null, 27, (step) => (step < 4 ? null : 20 + step / 9)),
    ],
    objectives: [
      objective('reflection', 31, 9, 3000),
      { ...objective('portal', 92, 0.4, null), target_percent: 99.9, over_seconds: 604_800 },
    ],
    series: {
      ...metrics.series,
      affected_sessions: metrics.series.active_sessions.map((active, step) =>
        active === null ? null : step < 40 ? 0 : Math.min(active, Math.round((step - 40) / 2)),
      ),
    },
    monitor: {
      ...metrics.monitor,
      cost: { request_us: 7.2, memory_bytes: 21_000_000, disk_bytes: 4_100_000, evaluation_ms: 3.1 },
    },
  };
}

/** The same for a range of history: people who saw an error, and the app's own numbers. */
export function withPeople(history: HistoryAnswer): HistoryAnswer {
  const steps = history.steps.map((step, index) =>
    step.requests === null
      ? step
      : {
          ...step,
          affected_sessions: Math.min(step.active_sessions ?? 0, Math.round((step.failed ?? 0) / 20)),
          instruments: { queue_length: 8 + (index % 30), uploads: 3.2, tokens: 1700, open_reflections: 20 },
        },
  );
  return { ...history, steps };
}

function endpoint(
  name: string,
  requests: number,
  failed: number,
  [affected_sessions, sessions]: [number, number],
  p95: number,
  { own, ...dependencies }: { own: number } & Record<string, number>,
): EndpointFigures {
  const [method = '', path = ''] = name.split(' ');
  return {
    method,
    endpoint: path,
    requests,
    failed,
    error_rate_percent: (100 * failed) / requests,
    errors: failed === 0 ? {} : { '5xx': failed },
    p50_ms: p95 / 2,
    p95_ms: p95,
    p99_ms: p95 * 1.3,
    over_limit: failed > 3 ? ['error_rate_percent'] : [],
    over_warning_limit: [],
    limits: { error_rate_percent: [1, 5], p95_ms: [200, 500] },
    sessions,
    affected_sessions,
    waiting: {
      own_percent: own,
      dependencies: Object.entries(dependencies).map(([name, percent]) => ({ name, percent })),
    },
  };
}

/** The model may take its time, and nobody minds how long an audit takes. */
function ownLimits(figures: EndpointFigures): EndpointFigures {
  const { limits } = figures;
  if (figures.endpoint === '/reflection/:id/step')
    return {
      ...figures,
      limits: { ...limits, p95_ms: [2000, 4000] },
      over_limit: ['error_rate_percent', 'p95_ms'],
    };
  return figures.endpoint === '/audit' ? { ...figures, limits: { ...limits, p95_ms: null } } : figures;
}

function dependency(
  name: string,
  kind: DependencyFigures['kind'],
  requests: number,
  failures: DependencyFigures['failures'],
  p95: number,
  { open, oldest, share, usual }: { open: number; oldest: number | null; share: number; usual: number },
): DependencyFigures {
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return {
    name,
    kind,
    requests,
    failed,
    error_rate_percent: (100 * failed) / requests,
    aborted: 0,
    failures,
    calls_per_minute: requests / 5,
    p50_ms: p95 / 2,
    p95_ms: p95,
    p99_ms: p95 * 1.3,
    open,
    oldest_open_seconds: oldest,
    share_percent: share,
    usual_p95_ms: usual,
  };
}

function job(
  now: number,
  name: string,
  every: number,
  secondsAgo: number,
  took: number,
  more: Partial<JobFigures> = {},
): JobFigures {
  return {
    name,
    every_seconds: every,
    grace_seconds: 3600,
    is_running: false,
    runs: 30,
    failed: 0,
    overlaps: 0,
    last_started_at: iso(now - secondsAgo * 1000),
    last_ended_at: iso(now - secondsAgo * 1000 + took),
    last_duration_ms: took,
    last_outcome: 'succeeded',
    error_group: null,
    overdue_since: null,
    ...more,
  };
}

function instrument(
  name: string,
  kind: InstrumentFigures['kind'],
  unit: string | null,
  value: number,
  line: (step: number) => number | null,
  limit: number | null = null,
): InstrumentFigures {
  const isHistogram = kind === 'histogram';
  return {
    name,
    kind,
    unit,
    value,
    total: kind === 'gauge' ? null : 3120,
    p50: isHistogram ? value / 2 : null,
    p99: isHistogram ? value * 1.2 : null,
    limit,
    series: Array.from({ length: STEPS }, (_, step) => line(step)),
  };
}

function objective(name: string, left: number, burn: number, exhausted: number | null): ObjectiveFigures {
  return {
    name,
    target_percent: 99,
    over_seconds: 86_400,
    endpoints: [],
    requests: 98_700,
    failed: 681,
    budget_left_percent: left,
    burn_rate: burn,
    exhausted_in_seconds: exhausted,
    series: Array.from({ length: 48 }, (_, step) =>
      step < 43 ? 100 - (step / 43) * 19 : Math.max(left, 81 - ((step - 42) / 5) * (81 - left)),
    ),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
