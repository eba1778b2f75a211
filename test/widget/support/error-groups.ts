/** Error groups of an incident, as a monitor answers them; the figures are invented. */
import {
  type ErrorGroup,
  type ErrorGroupDetails,
  type ErrorGroupsFigures,
  type ErrorsAnswer,
  TOP_ERROR_GROUPS,
  TREND_STEPS,
} from '../../../server/contract/index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const iso = (time: number) => new Date(time).toISOString();
const trendOf = (count: (step: number) => number) => Array.from({ length: TREND_STEPS }, (_, step) => count(step));

/** A group that nobody has said anything about; it was first seen an hour ago. */
export function group(now: number, more: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    id: 'f3a1c0de',
    type: 'TypeError',
    message: 'Cannot read properties of undefined (reading …)',
    location: { file: 'src/reflection.ts', line: 42, column: 27, function: 'nextStep' },
    grouped_by: 'frame',
    is_fatal: false,
    state: 'open',
    acknowledged: null,
    muted_until: null,
    resolved: null,
    returned_at: null,
    window_count: 31,
    window_sessions: 12,
    total_count: 262,
    total_sessions: 41,
    first_seen: iso(now - 130 * MINUTE),
    last_seen: iso(now - 8000),
    since_version: '1.8.0',
    seconds_after_deploy: 120,
    is_new: true,
    endpoints: [
      { endpoint: '/reflection/:id/step', method: 'POST', count: 27 },
      { endpoint: '/reflection/:id', method: 'GET', count: 4 },
    ],
    trend: trendOf((step) => [4, 7, 6, 14, 31][step - 43] ?? 0),
    ...more,
  };
}

/** The groups of the incident, in every state. */
export function incident(now: number): ErrorGroup[] {
  const known = { is_new: false, since_version: '1.7.2', seconds_after_deploy: null };
  return [
    group(now),
    group(now, {
      ...known,
      id: 'b2',
      type: 'TimeoutError',
      message: 'No answer from models.example within n ms',
      location: { file: 'src/model/client.ts', line: 118, column: 9, function: 'ask' },
      state: 'acknowledged',
      acknowledged: { by: 'Mara', note: null, at: iso(now - 11 * MINUTE) },
      ...{ window_count: 5, window_sessions: 3, total_count: 90, total_sessions: 40 },
      first_seen: iso(now - 20 * DAY),
      last_seen: iso(now - 40_000),
      trend: trendOf((step) => (step > 42 ? step - 41 : step % 5 === 1 ? 2 : 0)),
    }),
    group(now, {
      ...known,
      id: 'c3',
      type: 'RangeError',
      message: 'Week n is outside course id',
      location: { file: 'src/designer/outline.ts', line: 203, column: 3, function: null },
      resolved: { by: 'Mara', note: null, at: iso(now - 3 * DAY), version: '1.7.9' },
      returned_at: iso(now - HOUR),
      ...{ window_count: 2, window_sessions: 1, total_count: 8, total_sessions: 2 },
      first_seen: iso(now - 9 * DAY),
      last_seen: iso(now - 3 * MINUTE),
      trend: trendOf((step) => (step > 44 || step % 17 === 3 ? 2 : 0)),
    }),
    group(now, {
      ...known,
      id: 'd4',
      type: 'HTTP 502',
      message: 'GET /designer/:course',
      location: null,
      grouped_by: 'status',
      state: 'muted',
      muted_until: iso(now + HOUR),
      ...{ window_count: 0, window_sessions: null, total_count: 3, total_sessions: null },
      trend: trendOf(() => 0),
    }),
    group(now, {
      ...known,
      id: 'e5',
      type: 'SyntaxError',
      message: 'Unexpected token … in JSON at position n',
      state: 'resolved',
      is_fatal: true,
      resolved: { by: null, note: null, at: iso(now - 2 * HOUR), version: null },
      ...{ window_count: 0, window_sessions: 0 },
      trend: trendOf((step) => (step === 20 ? 1 : 0)),
    }),
  ];
}

/** As many open groups, the heaviest first. */
export function many(now: number, count: number): ErrorGroup[] {
  return Array.from({ length: count }, (_, index) =>
    group(now, {
      id: `group-${index}`,
      type: `Error${index}`,
      is_new: index === 0,
      window_count: count - index,
      window_sessions: Math.ceil((count - index) / 2),
    }),
  );
}

/** What `GET /metrics` carries of these groups. */
export function figuresOf(groups: readonly ErrorGroup[]): ErrorGroupsFigures {
  const countOf = (state: ErrorGroup['state']) => groups.filter((each) => each.state === state).length;
  return {
    kept: groups.length,
    by_state: {
      open: countOf('open'),
      acknowledged: countOf('acknowledged'),
      muted: countOf('muted'),
      resolved: countOf('resolved'),
    },
    top: groups.filter(({ state }) => state === 'open' || state === 'acknowledged').slice(0, TOP_ERROR_GROUPS),
  };
}

/** What `GET /metrics/errors` answers of them. */
export function errorsOf(now: number, groups: readonly ErrorGroup[]): ErrorsAnswer {
  const { kept, by_state } = figuresOf(groups);
  return { kept, by_state, timestamp: iso(now), window_seconds: 300, groups: groups.map((each) => details(now, each)) };
}

function details(now: number, each: ErrorGroup): ErrorGroupDetails {
  const sample = (secondsAgo: number, method: string, endpoint: string, latency_ms: number, trace: string) => ({
    ...{ time: iso(now - secondsAgo * 1000), method, endpoint, status: 500, latency_ms },
    ...{ trace_id: trace.repeat(4), request_id: null, trace_url: `https://traces.example/trace/${trace.repeat(4)}` },
  });
  const line = (name: string | null, file: string, number: number, column: number, is_own: boolean) => ({
    ...{ function: name, file, line: number, column, is_own },
  });
  return {
    ...each,
    samples: [
      { ...sample(8, 'POST', '/reflection/:id/step', 212, '4bf92f35'), sentry_url: 'https://sentry.example/event/1' },
      sample(19, 'POST', '/reflection/:id/step', 198, 'a90c7d10'),
      { ...sample(40, 'GET', '/reflection/:id', 61, '07e2c4b8'), trace_url: 'javascript:alert(1)' },
    ],
    stack:
      each.grouped_by === 'status'
        ? []
        : [
            line('nextStep', 'src/reflection.ts', 42, 27, true),
            line('saveAnswer', 'src/routes/reflection.ts', 118, 19, true),
            line('dispatch', 'koa-compose/index.js', 42, 32, false),
            ...Array.from({ length: 7 }, (_, index) => line(null, 'node:internal/process', index + 1, 1, false)),
          ],
  };
}
