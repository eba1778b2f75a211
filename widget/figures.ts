/** The four figures that tell how things are, each with its line over the window. */
import type { Level, Metrics } from '../server/contract.js';
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
  const figure = (
    name: Figure['name'],
    label: string,
    value: number | null | undefined,
    line: Line | undefined,
    quantify: (value: number) => Quantity,
  ): Figure => ({
    name,
    label,
    quantity: value === null || value === undefined ? { value: strings.noValue, unit: '' } : quantify(value),
    line: line ?? [],
    description: describe(label, line ?? [], metrics, quantify, telling),
    ...judge(name, metrics),
  });
  const series = metrics?.series;
  const summary = metrics?.summary;
  const people = (value: number) => ({
    value: `${format.short(value)}${summary?.active_sessions_capped ? '+' : ''}`,
    unit: '',
  });
  return [
    figure('error-rate', strings.errorRate, summary?.error_rate_percent, series && errorRates(series), format.percent),
    figure('p95', strings.p95, metrics?.performance.p95_ms, series?.p95_ms, format.latency),
    figure(
      'requests',
      strings.requests,
      summary?.requests_per_second,
      series && perSecond(metrics, series.requests),
      format.rate,
    ),
    figure('sessions', strings.sessions, summary?.active_sessions, series?.active_sessions, people),
  ];
}

/** A line in a sentence: its range and its latest value. */
export function describe(
  label: string,
  line: Line,
  metrics: Metrics | null,
  quantify: (value: number) => Quantity,
  { strings, format }: Telling,
): string {
  const measured = line.filter((value) => value !== null);
  const figuresOfLine =
    measured.length === 0 ? [] : [Math.min(...measured), Math.max(...measured), measured.at(-1) ?? 0];
  return strings.chart(
    label,
    format.span(windowSeconds(metrics)),
    figuresOfLine.map((value) => joined(quantify(value))),
  );
}

/** The level that the server's reasons give a figure: it alone knows whether there is evidence enough. */
function judge(name: Figure['name'], metrics: Metrics | null): Pick<Figure, 'level' | 'limit'> {
  const what = name === 'error-rate' ? 'error_rate_percent' : 'p95_ms';
  if (metrics === null || (name !== 'error-rate' && name !== 'p95')) return { level: 'healthy', limit: null };
  const level = metrics.reasons.find((reason) => reason.what === what)?.level ?? 'healthy';
  return { level, limit: metrics.limits[what][level === 'degraded' ? 1 : 0] };
}
