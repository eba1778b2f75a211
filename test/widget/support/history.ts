/** Answers of `GET /metrics/history`: a day with a gap, a deploy and what went wrong after it; the figures are invented. */
import {
  HISTORY_RANGES,
  type HistoryAnswer,
  type HistoryRange,
  type HistoryStep,
  type Level,
  LONGEST_RANGE,
} from '../../../server/contract/index.js';

/** The longest range is a day here, however long history is kept. */
const DAY = { seconds: 86_400, stepSeconds: 300 };

/** Hours before now. */
const GAP = [15.5, 15.17] as const;
const SLOW_START = 15.1;
const DEPLOY = 7.6;
const TROUBLE = [7.5, 7.17] as const;

/** Values of the alerts. */
const ABOUT = {
  condition: null,
  value: 612,
  unit: 'ms',
  threshold: 500,
  window_seconds: 60,
  flapping: false,
  waiting: 0,
  confirmed: true,
} as const;

/** What is to be different. */
export interface HistoryStory {
  /** Nothing was wrong, and the process was always there. */
  calm?: boolean;
  /** It was started so many hours ago. */
  hours?: number;
}

/** A range up to a time in milliseconds since 1970. */
export function historyOf(
  now: number,
  range: HistoryRange,
  { calm = false, hours = 24 }: HistoryStory = {},
): HistoryAnswer {
  const { seconds: length, stepSeconds } = range === LONGEST_RANGE ? DAY : HISTORY_RANGES[range];
  const count = length / stepSeconds;
  const end = Math.ceil(now / 1000 / stepSeconds) * stepSeconds * 1000;
  const start = end - count * stepSeconds * 1000;
  const random = seeded(11);
  const steps = Array.from({ length: count }, (_, index): HistoryStep => {
    const at = start + index * stepSeconds * 1000;
    const t = new Date(at).toISOString();
    const ago = (end - at) / 3_600_000;
    const noise = 1 + 0.25 * (random() - 0.5);
    if (ago > hours || (!calm && within(ago, GAP))) return gap(t);
    const isTrouble = !calm && within(ago, TROUBLE);
    const status: Level = isTrouble
      ? within(ago, [TROUBLE[0] - 0.09, TROUBLE[1] + 0.09])
        ? 'degraded'
        : 'warning'
      : !calm && Math.abs(ago - SLOW_START) < 0.06
        ? 'warning'
        : 'healthy';
    const requests = Math.round(stepSeconds * (1.5 + Math.sin(ago / 3.8)) * noise);
    const p95 = (isTrouble ? 540 : 128) * noise;
    return {
      t,
      status,
      seconds: stepSeconds,
      requests,
      failed: Math.round(requests * (isTrouble ? 0.3 : 0.004)),
      errors: {
        '5xx': Math.round(requests * (isTrouble ? 0.24 : 0.003)),
        timeout: isTrouble ? 4 : 0,
        '4xx': index % 9 === 0 ? 3 : 1,
      },
      p50_ms: 60 * noise,
      p95_ms: p95,
      p99_ms: p95 * 1.4,
      active_sessions: Math.round(12 * noise),
      ...{ affected_sessions: null, instruments: null },
    };
  });
  const seconds = (level: Level) => steps.filter(({ status }) => status === level).length * stepSeconds;
  const requests = steps.reduce((total, step) => total + (step.requests ?? 0), 0);
  const failed = steps.reduce((total, step) => total + (step.failed ?? 0), 0);
  const time = (ago: number) => new Date(end - ago * 3_600_000);
  const isShown = (ago: number) => !calm && time(ago).getTime() >= start;
  return {
    audience: 'operator',
    view: 'all',
    range,
    step_seconds: stepSeconds,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    steps,
    summary: {
      requests,
      failed,
      error_rate_percent: requests === 0 ? 0 : (100 * failed) / requests,
      p50_ms: 61,
      p95_ms: 134,
      p99_ms: 402,
      seconds: { healthy: seconds('healthy'), warning: seconds('warning'), degraded: seconds('degraded') },
    },
    alerts: isShown(TROUBLE[0])
      ? [
          {
            ...ABOUT,
            id: 'latency_high-1',
            type: 'latency_high',
            severity: 'warning',
            message: 'P95 latency over 500 ms',
            from: time(TROUBLE[0]).toISOString(),
            to: time(TROUBLE[1]).toISOString(),
          },
          {
            ...ABOUT,
            id: '5xx_detected-1',
            type: '5xx_detected',
            severity: 'critical',
            message: '5 server errors in 5 min',
            from: time(TROUBLE[0]).toISOString(),
            to: time(TROUBLE[1] + 0.2).toISOString(),
          },
        ]
      : [],
    deploys: isShown(DEPLOY)
      ? [{ version: '1.8.0', note: null, time: time(DEPLOY).toISOString(), comparison: null }]
      : [],
  };
}

function gap(t: string): HistoryStep {
  return {
    t,
    status: null,
    seconds: null,
    requests: null,
    failed: null,
    errors: null,
    p50_ms: null,
    p95_ms: null,
    p99_ms: null,
    active_sessions: null,
    affected_sessions: null,
    instruments: null,
  };
}

function within(ago: number, [from, to]: readonly [number, number]): boolean {
  return ago <= from && ago > to;
}

/** Numbers from 0 to 1 that are the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
