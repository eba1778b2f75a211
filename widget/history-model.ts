/** A range of history as charts: its steps, where it has gaps, what fired and which versions went into service. */
import type { HistoryRange } from '../server/contract/index.js';
import type { ChartFigures } from './chart-model.js';
import { happenings, secondsOf } from './happenings.js';
import type { Telling } from './headline.js';
import type { History } from './history-reading.js';
import { moreStrings } from './more-strings.js';
import { runs } from './runs.js';
import { timeOf } from './time-of.js';
import { TO_THE_SECOND } from './views/table.js';

/** What the charts of a range are made from; `limits` are those of P95. */
export function historyFigures(
  { history, range }: { history: History; range: HistoryRange },
  limits: [number, number],
  telling: Telling,
): ChartFigures {
  const { steps, step_seconds, summary, deploys, alerts } = history;
  const start = secondsOf(history.start);
  const end = Math.max(secondsOf(history.end), start + step_seconds);
  const times = steps.map((_, step) => start + step * step_seconds);
  const perSecond = (key: 'requests' | 'failed') =>
    steps.map((step) => (step[key] === null ? null : step[key] / (step.seconds || step_seconds)));
  const up = Object.values(summary.seconds).reduce((total, spent) => total + spent, 0);
  const overall = (count: number) => (up > 0 ? count / up : null);
  const gaps = runs(steps, ({ requests }) => requests === null).map(({ from, to }) => ({
    from: start + from * step_seconds,
    to: start + to * step_seconds,
  }));
  const span = moreStrings(telling.strings).ranges[range];
  return {
    span,
    window: telling.strings.last(span),
    times,
    range: [start, end],
    requests: perSecond('requests'),
    failed: perSecond('failed'),
    p50: steps.map(({ p50_ms }) => p50_ms),
    p95: steps.map(({ p95_ms }) => p95_ms),
    p99: steps.map(({ p99_ms }) => p99_ms),
    sessions: steps.map(({ active_sessions }) => active_sessions),
    errors: (step, name) => {
      const errors = steps[step]?.errors ?? {};
      return Object.hasOwn(errors, name) ? (errors[name] ?? 0) : 0;
    },
    classes: [...new Set(steps.flatMap(({ errors }) => Object.keys(errors ?? {})))],
    totals: {
      p50: summary.p50_ms,
      p95: summary.p95_ms,
      p99: summary.p99_ms,
      succeeded: overall(Math.max(0, summary.requests - summary.failed)),
      failed: overall(summary.failed),
    },
    limits,
    ...happenings({ deploys, alerts, gaps }, { times, step: step_seconds, end }, telling),
    clock: (time) =>
      step_seconds < 60 ? telling.format.clock(time * 1000, TO_THE_SECOND) : timeOf(time * 1000, telling),
  };
}
