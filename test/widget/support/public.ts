/** What a monitor answers the public: as much of an answer for everybody as the public is given. */
import type {
  Audience,
  HistoryAnswer,
  Metrics,
  PublicHistory,
  PublicLevel,
  PublicMetrics,
  Session,
} from '../../../server/contract/index.js';

/** For `access.public: 'level'`. */
export function levelOf({ timestamp, status, message, since, recovering }: Metrics): PublicLevel {
  return { audience: 'public', view: 'level', timestamp, status, message, since, recovering };
}

/** For `access.public: 'status'`. */
export function statusOf(metrics: Metrics): PublicMetrics {
  const { mean_ms, p95_ms, p99_ms } = metrics.performance;
  return {
    ...levelOf(metrics),
    view: 'status',
    evaluated_at: metrics.evaluated_at,
    instance: 'k3v9',
    too_few_to_judge: metrics.too_few_to_judge,
    window_seconds: metrics.window_seconds,
    maintenance: metrics.maintenance.map(({ from, to, note }) => ({ from, to, note })),
    reasons: metrics.reasons.map(({ what, level, unit, recovering, waiting, value, limit }) => ({
      what,
      level,
      unit,
      recovering,
      waiting,
      ...(what.includes(':') ? {} : { value, limit }),
    })),
    summary: without(metrics.summary, 'in_flight', 'unique_endpoints'),
    errors: metrics.errors,
    performance: { mean_ms, p95_ms, p99_ms },
    alerts: metrics.alerts
      .filter(({ state }) => state === 'firing')
      .map(({ type, severity, state, time, timestamp, notified_at }) => ({
        type,
        severity,
        state,
        time,
        timestamp,
        notified_at,
      })),
    series: without(metrics.series, 'p50_ms'),
  };
}

function without<Value extends object, Name extends keyof Value & string>(value: Value, ...names: Name[]) {
  const isKept = ([name]: [string, unknown]) => !names.some((other) => other === name);
  return Object.fromEntries(Object.entries(value).filter(isKept)) as Omit<Value, Name>;
}

/** The history that goes with it. */
export function publicHistoryOf({ range, step_seconds, start, end, steps, summary }: HistoryAnswer): PublicHistory {
  return {
    audience: 'public',
    view: 'status',
    range,
    step_seconds,
    start,
    end,
    steps: steps.map(({ t, status, seconds }) => ({ t, status, seconds })),
    summary: { seconds: summary.seconds },
  };
}

/** Who is asking. */
export function sessionOf(audience: Audience, more: Partial<Session> = {}): Session {
  return { audience, name: audience === 'public' ? null : audience, until: null, can_sign_in: true, ...more };
}
