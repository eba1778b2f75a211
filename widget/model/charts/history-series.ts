/** The series of the charts for a range of history. */
import type { HistoryRange } from '../../../server/contract/index.js';
import type { History } from '../../data/history.js';
import { toMinutes, toSeconds } from '../text/clock.js';
import type { PageDisplay } from '../text/display-context.js';
import { runs } from '../runs.js';
import { annotations, secondsOf } from './annotations.js';
import { knownLine, type ChartSeries } from './chart.js';

/** Makes the series; `limits` are those of P95, if it has any. */
export function historySeries(
  { history, range }: { history: History; range: HistoryRange },
  limits: readonly number[],
  display: PageDisplay,
): ChartSeries {
  const { strings } = display;
  const { steps, step_seconds, summary, deploys, alerts } = history;
  const start = secondsOf(history.start);
  const end = Math.max(secondsOf(history.end), start + step_seconds);
  const times = steps.map((_, step) => start + step * step_seconds);
  // The step that is under way is divided by the seconds that it has had.
  const perSecond = (key: 'requests' | 'failed') =>
    steps.map((step) => (step[key] === null ? null : step[key] / (step.seconds || step_seconds)));
  const recorded = Object.values(summary.seconds).reduce((total, seconds) => total + seconds, 0);
  const average = (count: number) => (recorded > 0 ? count / recorded : null);
  const gaps = runs(steps, ({ requests }) => requests === null).map(({ from, to }) => ({
    from: start + from * step_seconds,
    to: start + to * step_seconds,
  }));
  const span = strings.ranges[range];
  return {
    span,
    window: strings.last(span),
    times,
    range: [start, end],
    requests: perSecond('requests'),
    failed: perSecond('failed'),
    p50: steps.map(({ p50_ms }) => p50_ms),
    p95: steps.map(({ p95_ms }) => p95_ms),
    p99: steps.map(({ p99_ms }) => p99_ms),
    sessions: steps.map(({ active_sessions }) => active_sessions),
    affected: knownLine(steps.map(({ affected_sessions }) => affected_sessions)),
    errors: (step, name) => {
      const errors = steps[step]?.errors ?? {};
      return Object.hasOwn(errors, name) ? (errors[name] ?? 0) : 0;
    },
    classes: [...new Set(steps.flatMap(({ errors }) => Object.keys(errors ?? {})))],
    totals: {
      p50: summary.p50_ms,
      p95: summary.p95_ms,
      p99: summary.p99_ms,
      succeeded: average(Math.max(0, summary.requests - summary.failed)),
      failed: average(summary.failed),
    },
    limits,
    ...annotations({ deploys, alerts, gaps }, { times, step: step_seconds, end }, display),
    clock: (time) => (step_seconds < 60 ? toSeconds : toMinutes)(time * 1000, display),
  };
}
