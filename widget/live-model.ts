/** The window as it is now, as charts. */
import type { Metrics } from '../server/contract/index.js';
import type { ChartFigures } from './chart-model.js';
import { happenings } from './happenings.js';
import type { Telling } from './headline.js';
import { completeSteps, perSecond, windowSeconds } from './series.js';
import { stepTimes } from './steps.js';
import { TO_THE_SECOND } from './views/table.js';

/** What the charts are made from, up to the last step that is over. */
export function liveFigures(metrics: Metrics, telling: Telling): ChartFigures {
  const { format } = telling;
  const { series, alerts, deploy } = metrics;
  const times = stepTimes(series)
    .slice(0, completeSteps(metrics))
    .map((time) => time / 1000);
  const span = format.span(windowSeconds(metrics));
  const end = times.at(-1) ?? 1;
  const happened = {
    deploys: deploy === null ? [] : [deploy],
    alerts: alerts
      .filter(({ state }) => state !== 'pending')
      .map((alert) => ({ ...alert, from: alert.timestamp, to: alert.resolved_at })),
    gaps: [],
  };
  return {
    span,
    window: telling.strings.last(span),
    times,
    range: [times[0] ?? 0, end],
    requests: perSecond(metrics, series.requests),
    failed: perSecond(metrics, series.failed),
    p50: series.p50_ms,
    p95: series.p95_ms,
    p99: series.p99_ms,
    sessions: series.active_sessions,
    errors: (step, name) => series.errors[name]?.[step] ?? 0,
    classes: Object.keys(series.errors),
    totals: null,
    limits: metrics.limits.p95_ms,
    ...happenings(happened, { times, step: series.step_seconds, end }, telling),
    clock: (seconds) => format.clock(seconds * 1000, TO_THE_SECOND),
  };
}
