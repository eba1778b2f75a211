/** What a chart is, and the series that charts are made from. */
import type { Line } from '../series.js';
import type { DisplayContext } from '../text/display-context.js';
import type { Annotations } from './annotations.js';

/** The colours of lines, by the names of the element's custom properties. */
export type LineColour = 'accent' | 'bad' | 'ink-3' | 'limit' | 'p99' | 'warn';

/** One line of a chart. */
export interface ChartLine {
  label: string;
  colour: LineColour;
  style: 'thin' | 'thick' | 'dotted' | 'area' | 'solid-area';
  values: Line;
  /** Where the line is drawn: in a stack, on top of the lines below it. */
  drawn: Line;
  /** The value in the legend while no step is pointed at; null when nothing was measured. */
  total: number | null;
}

/** From when to when, in seconds since 1970. */
export type TimeRange = readonly [from: number, to: number];

/** The series that all charts of one time range are made from. */
export interface ChartSeries extends Annotations {
  /** The length of the range: "5 min"; and as a title: "last 5 min". */
  span: string;
  window: string;
  /** Where the steps begin, in seconds since 1970. */
  times: number[];
  range: TimeRange;
  /** Per second. */
  requests: Line;
  failed: Line;
  /** Milliseconds. */
  p50: Line;
  p95: Line;
  p99: Line;
  sessions: Line;
  /** Sessions that had a failure; null where that is not known. */
  affected: Line | null;
  /** The count of an error class in a step; 0 where the class did not occur. */
  errors: (step: number, name: string) => number;
  /** The error classes that occurred. */
  classes: readonly string[];
  /** The values over the whole range; null when the latest step is shown instead. */
  totals: Record<'p50' | 'p95' | 'p99' | 'succeeded' | 'failed', number | null> | null;
  /** The limits of P95: [warning, degraded]; none where requests are slow by the limits of their endpoints. */
  limits: readonly number[];
  /** Formats a time in seconds since 1970. */
  clock: (seconds: number) => string;
}

/** One chart. */
export interface ChartModel extends Annotations {
  name: 'latency' | 'throughput' | 'sessions' | 'classes';
  title: string;
  /** The chart in a sentence, for screen readers. */
  description: string;
  window: string;
  /** Where the steps begin, in seconds since 1970. */
  times: number[];
  /** The time that is shown, and all that there is. They differ while the chart is zoomed. */
  range: TimeRange;
  whole: TimeRange;
  lines: ChartLine[];
  limits: { value: number; text: string }[];
  /** The y axis ends at this value or above. */
  minTop: number;
  formatAxis: (value: number) => string;
  formatValue: (value: number) => string;
  /** Format a time in seconds since 1970: as exact as the steps, and to the minute. */
  clock: (seconds: number) => string;
  minute: (seconds: number) => string;
}

/** What a reader can do in a chart. */
export interface ChartHandlers {
  /** Called with the step under the pointer; null when the pointer has left. */
  point: (step: number | null) => void;
  /** Called with the selected time; null for the whole range. */
  zoom: (range: TimeRange | null) => void;
}

/** A line; null when it has no value at all. */
export function knownLine(line: Line): Line | null {
  return line.some((value) => value !== null) ? line : null;
}

/** A value as the chart writes it; a dash where nothing was measured. */
export function valueText(
  chart: ChartModel,
  value: number | null | undefined,
  { strings }: Pick<DisplayContext, 'strings'>,
): string {
  return value === null || value === undefined ? strings.noValue : chart.formatValue(value);
}
