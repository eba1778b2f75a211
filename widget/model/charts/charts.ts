/** The charts: latency, requests, people, and errors by class. */
import { toTime } from '../text/clock.js';
import type { PageDisplay } from '../text/display-context.js';
import { describeLine } from '../figures.js';
import { quantityText, type Quantity } from '../text/format.js';
import type { Line } from '../series.js';
import type { ChartLine, ChartModel, ChartSeries, LineColour } from './chart.js';
import { errorClassStack } from './error-class-stack.js';

/** All charts of a time range. The last one, errors by class, is shown only on demand. */
export function chartModels(series: ChartSeries, display: PageDisplay): ChartModel[] {
  const { format, strings } = display;
  const { times, requests, failed, limits, totals } = series;
  const succeeded = requests.map((value, step) => (value === null ? null : Math.max(0, value - (failed[step] ?? 0))));
  const latency = (value: number) => quantityText(format.latency(value));
  const count = (value: number) => ({ value: format.count(value), unit: '' });
  const wholeNumber = (value: number) => (Number.isInteger(value) ? format.short(value) : '');
  const line = (
    label: string,
    colour: LineColour,
    style: ChartLine['style'],
    values: Line,
    total: number | null = values[times.length - 1] ?? null,
    drawn = values,
  ): ChartLine => ({ label, colour, style, values, total, drawn: times.map((_, step) => drawn[step] ?? null) });
  /** What a chart has whatever it shows; `described` is the line that its description is about. */
  const common = (title: string, label: string, described: Line, quantify: (value: number) => Quantity) => ({
    title,
    description: [describeLine(label, described, series.span, quantify, display), series.summary]
      .filter(Boolean)
      .join('; '),
    window: series.window,
    times,
    range: series.range,
    whole: series.range,
    bands: series.bands,
    markers: series.markers,
    events: series.events,
    summary: series.summary,
    limits: [],
    formatValue: (value: number) => quantityText(quantify(value)),
    clock: series.clock,
    minute: (seconds: number) => toTime(seconds * 1000, display),
  });
  const stack = errorClassStack(series, display);
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
    {
      ...common(strings.errorsByClass, strings.errorsByClass, stack[0]?.drawn ?? [], count),
      name: 'classes',
      lines: stack.map(({ label, colour, values, drawn }) => {
        const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
        return line(label, colour, 'solid-area', values, total, drawn);
      }),
      minTop: 4,
      formatAxis: wholeNumber,
    },
  ];
}
