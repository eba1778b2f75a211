/** The charts: latency, requests and people. */
import { toTime } from '../text/clock.js';
import type { PageDisplay } from '../text/display-context.js';
import { describeLine } from '../figures.js';
import { quantityText, type Quantity } from '../text/format.js';
import type { Line } from '../series.js';
import type { ChartLine, ChartModel, ChartSeries, LineColour } from './chart.js';

/** What charts of a time range are made with. */
export interface ChartParts {
  /** A line; its latest value stands in the legend unless `total` is given. */
  readonly line: (
    label: string,
    colour: LineColour,
    style: ChartLine['style'],
    values: Line,
    total?: number | null,
    drawn?: Line,
  ) => ChartLine;
  /** What a chart has whatever it shows; `described` is the line that its description is about. */
  readonly common: (
    title: string,
    label: string,
    described: Line,
    quantify: (value: number) => Quantity,
  ) => Omit<ChartModel, 'name' | 'lines' | 'minTop' | 'formatAxis'>;
  readonly count: (value: number) => Quantity;
  /** For axes of counts. */
  readonly wholeNumber: (value: number) => string;
}

/** Makes them. */
export function chartParts(series: ChartSeries, display: PageDisplay): ChartParts {
  const { format } = display;
  const { times, range, bands, markers, events, summary, window, clock } = series;
  return {
    line: (label, colour, style, values, total = values[times.length - 1] ?? null, drawn = values) => ({
      ...{ label, colour, style, values, total },
      drawn: times.map((_, step) => drawn[step] ?? null),
    }),
    common: (title, label, described, quantify) => ({
      ...{ title, window, times, range, whole: range, bands, markers, events, summary, clock },
      description: [describeLine(label, described, series.span, quantify, display), summary].filter(Boolean).join('; '),
      limits: [],
      formatValue: (value) => quantityText(quantify(value)),
      minute: (seconds) => toTime(seconds * 1000, display),
    }),
    count: (value) => ({ value: format.count(value), unit: '' }),
    wholeNumber: (value) => (Number.isInteger(value) ? format.short(value) : ''),
  };
}

/** The charts that are always shown. */
export function chartModels(series: ChartSeries, parts: ChartParts, display: PageDisplay): ChartModel[] {
  const { format, strings } = display;
  const { requests, failed, limits, totals } = series;
  const { line, common, count, wholeNumber } = parts;
  const succeeded = requests.map((value, step) => (value === null ? null : Math.max(0, value - (failed[step] ?? 0))));
  const latency = (value: number) => quantityText(format.latency(value));
  return [
    {
      ...common(strings.latency, strings.p95, series.p95, format.latency),
      name: 'latency',
      lines: [
        line(strings.percentiles.p50, 'ink-3', 'dotted', series.p50, totals?.p50),
        line(strings.percentiles.p95, 'accent', 'thick', series.p95, totals?.p95),
        line(strings.percentiles.p99, 'p99', 'thin', series.p99, totals?.p99),
      ],
      limits: limits.map((value) => ({ value, text: strings.limit(latency(value)) })),
      minTop: (limits[0] ?? 0) * 1.2,
      formatAxis: latency,
    },
    {
      ...common(strings.requestsPerSecond, strings.requestsPerSecond, requests, format.rate),
      name: 'throughput',
      lines: [
        line(strings.succeeded, 'accent', 'area', succeeded, totals?.succeeded, requests),
        line(strings.failed, 'bad', 'solid-area', failed, totals?.failed),
      ],
      minTop: 0.8,
      formatAxis: (value) => format.rate(value).value,
    },
    {
      ...common(series.affected ? strings.peopleTitle : strings.sessions, strings.sessions, series.sessions, count),
      name: 'sessions',
      lines: [
        line(strings.activeNow, 'ink-3', 'thick', series.sessions),
        ...(series.affected ? [line(strings.sawAnError, 'bad', 'solid-area', series.affected)] : []),
      ],
      minTop: 4,
      formatAxis: wholeNumber,
    },
  ];
}
