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

/** The axis is at least this long. */
const MIN_SECONDS = 60;

/** Makes the series, from where the record begins up to the last complete step. */
export function liveSeries(metrics: Metrics, display: PageDisplay): ChartSeries {
  const { format, strings } = display;
  const { series, alerts, deploy } = metrics;
  const steps = completeSteps(metrics);
  const recorded = series.requests.findIndex((count) => count !== null);
  const first = Math.max(0, Math.min(recorded, steps - MIN_SECONDS / series.step_seconds));
  const from = <Item>(line: readonly Item[]) => line.slice(first);
  const times = from(stepTimes(series).slice(0, steps)).map((time) => time / 1000);
  const span = format.span(windowSeconds(metrics));
  const end = times.at(-1) ?? 1;
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
    range: [times[0] ?? 0, end],
    requests: from(perSecond(metrics, series.requests)),
    failed: from(perSecond(metrics, series.failed)),
    p50: from(series.p50_ms),
    p95: from(series.p95_ms),
    p99: from(series.p99_ms),
    sessions: from(series.active_sessions),
    affected: knownLine(from(series.affected_sessions)),
    errors: (step, name) => series.errors[name]?.[first + step] ?? 0,
    classes: Object.keys(series.errors),
    totals: null,
    limits: latencyLimits(metrics),
    ...annotations(source, { times, step: series.step_seconds, end }, display),
    clock: (seconds) => toSeconds(seconds * 1000, display),
  };
}
