/** The four figures that tell how things are, each with its line over the window. */
import type { Level, LevelLimits, Metrics } from '../server/contract/index.js';
import { joined, type Quantity } from './format.js';
import type { Telling } from './headline.js';
import { errorRates, perSecond, windowSeconds, type Line } from './series.js';

/** One figure, ready to be drawn. */
export interface Figure {
  name: 'error-rate' | 'p95' | 'requests' | 'sessions';
  label: string;
  quantity: Quantity;
  line: Line;
  /** What a screen reader says of the line. */
  description: string;
  /** The level that the figure has brought about, if not a healthy one. */
  level: Level;
  /** The limit that it is over, else the first one that it could reach; null when it has none. */
  limit: number | null;
}

/** The four figures; dashes where there is no answer yet. */
export function figures(metrics: Metrics | null, telling: Telling): Figure[] {
  const { strings, format } = telling;
  const window = format.span(windowSeconds(metrics));
  const series = metrics?.series;
  const figure = (
    name: Figure['name'],
    label: string,
    value: number | null | undefined,
    line: Line = [],
    quantify: (value: number) => Quantity,
    limited?: keyof LevelLimits,
  ): Figure => {
    // The server alone knows whether there is evidence enough for a level.
    const reason = metrics?.reasons.find(({ what }) => what === limited);
    const level = reason === undefined ? 'healthy' : reason.level === 'degraded' ? 'degraded' : 'warning';
    return {
      name,
      label,
      quantity: value === null || value === undefined ? { value: strings.noValue, unit: '' } : quantify(value),
      line,
      description: describe(label, line, window, quantify, telling),
      level,
      limit: (limited && metrics?.limits[limited][level === 'degraded' ? 1 : 0]) ?? null,
    };
  };
  const summary = metrics?.summary;
  const requests = series && perSecond(metrics, series.requests);
  const people = (value: number) => ({
    value: `${format.short(value)}${summary?.active_sessions_capped ? '+' : ''}`,
    unit: '',
  });
  return [
    figure(
      'error-rate',
      strings.errorRate,
      summary?.error_rate_percent,
      series && errorRates(series),
      format.percent,
      'error_rate_percent',
    ),
    figure('p95', strings.p95, metrics?.performance.p95_ms, series?.p95_ms, format.latency, 'p95_ms'),
    figure('requests', strings.requests, summary?.requests_per_second, requests, format.rate),
    figure('sessions', strings.sessions, summary?.active_sessions, series?.active_sessions, people),
  ];
}

/** A line over a window in a sentence: its range and its latest value. */
export function describe(
  label: string,
  line: Line,
  window: string,
  quantify: (value: number) => Quantity,
  { strings }: Telling,
): string {
  const measured = line.filter((value) => value !== null);
  const figuresOfLine =
    measured.length === 0 ? [] : [Math.min(...measured), Math.max(...measured), measured.at(-1) ?? 0];
  return strings.chart(
    label,
    window,
    figuresOfLine.map((value) => joined(quantify(value))),
  );
}
