/** The four figures of every panel, each with its line over the window. */
import type { Level, LevelLimits, Metrics } from '../../server/contract/index.js';
import { quantityText, type Quantity } from './text/format.js';
import type { DisplayContext } from './text/display-context.js';
import type { Tone } from './text/headline.js';
import { errorRates, perSecond, windowSeconds, type Line } from './series.js';

/** One figure. */
export interface Figure {
  name: 'error-rate' | 'p95' | 'requests' | 'sessions';
  label: string;
  quantity: Quantity;
  line: Line;
  /** The line in a sentence, for screen readers. */
  description: string;
  /** That of the level that the figure causes; healthy where it causes none. */
  tone: Extract<Tone, Level | 'recovering'>;
  /** The limit that the figure is over, or the next one above it; null when it has none. */
  limit: number | null;
}

/** The four figures, but for the sessions where the server knows none; dashes before the first answer. */
export function figures(metrics: Metrics | null, display: DisplayContext): Figure[] {
  const { strings, format } = display;
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
    // Only the server knows whether a figure has passed the evidence gate.
    const isCause = (what: string) => what === limited || (what === 'slow_percent' && name === 'p95');
    const reason = metrics?.reasons.find(({ what, endpoint }) => isCause(what) && !endpoint);
    // Requests that are still waiting are in the reason's value only.
    const shown = reason?.waiting && reason.what === limited ? reason.value : value;
    const level = reason === undefined ? 'healthy' : reason.level === 'degraded' ? 'degraded' : 'warning';
    const tone = reason?.recovering ? 'recovering' : level;
    return {
      name,
      label,
      quantity: shown === null || shown === undefined ? { value: strings.noValue, unit: '' } : quantify(shown),
      line,
      description: describeLine(label, line, window, quantify, display),
      tone,
      // The public is not given the limits.
      limit: limited && metrics?.view === 'all' ? metrics.limits[limited][level === 'degraded' ? 1 : 0] : null,
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
    figure(
      'p95',
      strings.p95,
      metrics?.performance.p95_ms,
      series?.p95_ms,
      format.latency,
      summary?.slow_percent === null ? 'p95_ms' : undefined,
    ),
    figure('requests', strings.requests, summary?.requests_per_second, requests, format.rate),
    ...(summary?.sessions_known === false
      ? []
      : [figure('sessions', strings.sessions, summary?.active_sessions, series?.active_sessions, people)]),
  ];
}

/** A line in a sentence: its lowest, highest and latest value. */
export function describeLine(
  label: string,
  line: Line,
  window: string,
  quantify: (value: number) => Quantity,
  { strings }: DisplayContext,
): string {
  const measured = line.filter((value) => value !== null);
  const extremes = measured.length === 0 ? [] : [Math.min(...measured), Math.max(...measured), measured.at(-1) ?? 0];
  return strings.chart(
    label,
    window,
    extremes.map((value) => quantityText(quantify(value))),
  );
}
