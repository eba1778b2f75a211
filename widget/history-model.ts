/** A range of history as charts: its steps, where it has gaps, what fired and which versions went into service. */
import type { HistoryRange } from '../server/contract.js';
import type { Telling } from './headline.js';
import type { History } from './history-reading.js';
import { moreStrings } from './more-strings.js';
import type { ChartFigures, ChartSpan } from './page-model.js';
import { timeOf } from './time-of.js';
import { TO_THE_SECOND } from './views/table.js';

/** A stretch of steps, from the first one to the one after the last. */
export interface Run {
  from: number;
  to: number;
}

/** What the charts of a range are made from; `limits` are those of P95. */
export function historyFigures(
  { history, range }: { history: History; range: HistoryRange },
  limits: [number, number],
  telling: Telling,
): ChartFigures {
  const words = moreStrings(telling.strings);
  const { steps, step_seconds, summary } = history;
  const start = seconds(history.start);
  const end = Math.max(seconds(history.end), start + step_seconds);
  const times = steps.map((_, step) => start + step * step_seconds);
  const perSecond = (key: 'requests' | 'failed') =>
    steps.map((step) => (step[key] === null ? null : step[key] / (step.seconds || step_seconds)));
  const up = Object.values(summary.seconds).reduce((total, spent) => total + spent, 0);
  const overall = (count: number) => (up > 0 ? count / up : null);
  const markers = history.deploys.map(({ version, time }) => ({ at: seconds(time), text: version }));
  const alerts = history.alerts.map(({ from, to, message, type, severity }) => ({
    from: seconds(from),
    to: to === null ? end : seconds(to),
    text: message || type,
    colour: severity === 'critical' ? ('bad' as const) : ('warn' as const),
  }));
  const gaps = runs(steps, ({ requests }) => requests === null).map(({ from, to }): ChartSpan => ({
    from: start + from * step_seconds,
    to: start + to * step_seconds,
    colour: 'surface-2',
  }));
  const events = times.map((time) => {
    const isIn = (from: number, to = from) => from < time + step_seconds && to >= time;
    return [
      ...markers.filter(({ at }) => isIn(at)).map(({ text }) => words.deploy(text)),
      ...alerts.filter(({ from, to }) => isIn(from, to)).map(({ text }) => text),
    ].join('; ');
  });
  const span = words.ranges[range];
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
    totals: {
      p50: summary.p50_ms,
      p95: summary.p95_ms,
      p99: summary.p99_ms,
      succeeded: overall(Math.max(0, summary.requests - summary.failed)),
      failed: overall(summary.failed),
    },
    limits,
    spans: [...gaps, ...alerts],
    markers,
    events: events.some((event) => event !== '') ? events : null,
    told: words.historyTold(gaps.length, alerts.length, markers.length),
    clock: (time) =>
      step_seconds < 60 ? telling.format.clock(time * 1000, TO_THE_SECOND) : timeOf(time * 1000, telling),
  };
}

/** The stretches in which something holds, in order. */
export function runs<Item>(items: readonly Item[], holds: (item: Item) => boolean): Run[] {
  const found: Run[] = [];
  items.forEach((item, index) => {
    if (!holds(item)) return;
    const last = found.at(-1);
    if (last?.to === index) last.to = index + 1;
    else found.push({ from: index, to: index + 1 });
  });
  return found;
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
