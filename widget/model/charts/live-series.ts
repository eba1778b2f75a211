/** The series of the charts for the current window. */
import type { Metrics } from '../../../server/contract/index.js';
import { toSeconds } from '../text/clock.js';
import type { PageDisplay } from '../text/display-context.js';
import { completeSteps, perSecond, stepTimes, windowSeconds } from '../series.js';
import { annotations } from './annotations.js';
import { knownLine, type ChartSeries } from './chart.js';

/** The limits of P95; none where requests are slow by the limits of their own endpoints. */
export function latencyLimits({ summary, limits }: Metrics): readonly number[] {
  return summary.slow_percent === null ? limits.p95_ms : [];
}

/** The time axis has at least so many steps, so that the first values are no wall. */
const MIN_STEPS = 12;

/** Makes the series, up to the last complete step; the time axis begins where the record begins. */
export function liveSeries(metrics: Metrics, display: PageDisplay): ChartSeries {
  const { format, strings } = display;
  const { series, alerts, deploy } = metrics;
  const times = stepTimes(series)
    .slice(0, completeSteps(metrics))
    .map((time) => time / 1000);
  const span = format.span(windowSeconds(metrics));
  const end = times.at(-1) ?? 1;
  const measured = series.requests.findIndex((count) => count !== null);
  const begin = Math.max(0, Math.min(measured, times.length - MIN_STEPS));
  const source = {
    deploys: deploy === null ? [] : [deploy],
    alerts: alerts
      .filter(({ state }) => state !== 'pending')
      .map((alert) => ({ ...alert, from: alert.timestamp, to: alert.resolved_at })),
    gaps: [],
  };
  return {
    span,
    window: strings.last(span),
    times,
    range: [times[begin] ?? 0, end],
    requests: perSecond(metrics, series.requests),
    failed: perSecond(metrics, series.failed),
    p50: series.p50_ms,
    p95: series.p95_ms,
    p99: series.p99_ms,
    sessions: series.active_sessions,
    affected: knownLine(series.affected_sessions),
    errors: (step, name) => series.errors[name]?.[step] ?? 0,
    classes: Object.keys(series.errors),
    totals: null,
    limits: latencyLimits(metrics),
    ...annotations(source, { times, step: series.step_seconds, end }, display),
    clock: (seconds) => toSeconds(seconds * 1000, display),
  };
}
