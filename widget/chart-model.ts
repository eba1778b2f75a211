/** What the charts show: latency, requests, errors by class and active sessions. */
import { describe } from './figures.js';
import { joined, type Quantity } from './format.js';
import type { Telling } from './headline.js';
import type { Happenings } from './happenings.js';
import { moreStrings } from './more-strings.js';
import type { Line } from './series.js';
import type { Token } from './theme.js';

/** One line of a chart. */
export interface ChartLine {
  label: string;
  colour: Token;
  style: 'thin' | 'thick' | 'dotted' | 'area' | 'solid-area';
  /** What it stands for; a stacked line is drawn higher than that. */
  values: Line;
  drawn: Line;
  /** What stands for all of it where no step is pointed at; null when nothing was measured. */
  total: number | null;
}

/** A stretch of time, in seconds since 1970. */
export type TimeRange = readonly [from: number, to: number];

/** From what all charts are made: the last minutes, or a range of history. */
export interface ChartFigures extends Happenings {
  /** How far back they reach, in words: "5 min", and "last 5 min". */
  span: string;
  window: string;
  /** Where the steps begin, and from where to where the axis goes, in seconds since 1970. */
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
  /** How many errors of each class there were in each step; a step without its class had none. */
  errors: (step: number, name: string) => number;
  classes: readonly string[];
  /** The same over all of it; null where the latest step is of more interest. */
  totals: Record<'p50' | 'p95' | 'p99' | 'succeeded' | 'failed', number | null> | null;
  /** Of P95, [warning, degraded]. */
  limits: [number, number];
  clock: (seconds: number) => string;
}

/** One chart. */
export interface ChartModel extends Happenings {
  name: 'latency' | 'throughput' | 'sessions' | 'classes';
  title: string;
  /** What a screen reader says of it. */
  description: string;
  window: string;
  /** Where the steps begin; from where to where the axis goes, and could go, in seconds since 1970. */
  times: number[];
  range: TimeRange;
  whole: TimeRange;
  lines: ChartLine[];
  limits: { value: number; text: string }[];
  /** The scale reaches at least so high. */
  minTop: number;
  axis: (value: number) => string;
  inWords: (value: number) => string;
  /** The time of day, to the second or to the minute. */
  clock: (seconds: number) => string;
  minute: (seconds: number) => string;
}

/** What a reader does upon a chart. */
export interface ChartHandlers {
  /** Is told the step that the pointer is at, or null when it has left. */
  point: (step: number | null) => void;
  /** Is told the time to be shown, in seconds since 1970; null for all of it. */
  zoom: (range: TimeRange | null) => void;
}

/** From the top of the stack to its bottom: the server's own faults lie on the ground line. */
const CLASS_COLOURS: readonly [name: string, colour: Token][] = [
  ['other', 'accent'],
  ['4xx', 'ink-3'],
  ['csrf', 'p99'],
  ['timeout', 'warn'],
  ['5xx', 'bad'],
];
/** Counted apart: nobody's error. */
const ABORTED = 'aborted';

/** All charts, whether shown or not; that of the classes, which comes and goes, is the last one. */
export function charts(source: ChartFigures, telling: Telling): ChartModel[] {
  const { format, strings } = telling;
  const words = moreStrings(strings);
  const { times, requests, failed, limits, totals } = source;
  const succeeded = requests.map((value, step) => (value === null ? null : Math.max(0, value - (failed[step] ?? 0))));
  const latency = (value: number) => joined(format.latency(value));
  const latest = (values: Line) => values[times.length - 1] ?? null;
  const line = (
    label: string,
    colour: Token,
    style: ChartLine['style'],
    values: Line,
    total: number | null | undefined,
    drawn = values,
  ): ChartLine => ({
    label,
    colour,
    style,
    values,
    total: total === undefined ? latest(values) : total,
    drawn: times.map((_, step) => drawn[step] ?? null),
  });
  const common = (title: string, label: string, of: Line, quantify: (value: number) => Quantity) => ({
    title,
    description: [describe(label, of, source.span, quantify, telling), source.told].filter(Boolean).join('; '),
    window: source.window,
    times,
    range: source.range,
    whole: source.range,
    spans: source.spans,
    markers: source.markers,
    events: source.events,
    told: source.told,
    limits: [],
    inWords: (value: number) => joined(quantify(value)),
    clock: source.clock,
    minute: (seconds: number) => format.clock(seconds * 1000, { hour: '2-digit', minute: '2-digit' }),
  });
  const counted = (value: number) => ({ value: format.count(value), unit: '' });
  const wholeOnly = (value: number) => (Number.isInteger(value) ? format.short(value) : '');
  const stacked = stack(source, { ...strings.classes, other: words.otherClasses });
  return [
    {
      ...common(words.latency, strings.p95, source.p95, format.latency),
      name: 'latency',
      lines: [
        line(words.p50, 'ink-3', 'dotted', source.p50, totals?.p50),
        line(words.p95, 'accent', 'thick', source.p95, totals?.p95),
        line(words.p99, 'p99', 'thin', source.p99, totals?.p99),
      ],
      limits: limits.map((value) => ({ value, text: words.limit(latency(value)) })),
      minTop: limits[0] * 1.2,
      axis: latency,
    },
    {
      ...common(words.requestsPerSecond, words.requestsPerSecond, requests, format.rate),
      name: 'throughput',
      lines: [
        line(words.succeeded, 'accent', 'area', succeeded, totals?.succeeded, requests),
        line(words.failed, 'bad', 'solid-area', failed, totals?.failed),
      ],
      minTop: 0.8,
      axis: (value) => format.rate(value).value,
    },
    {
      ...common(strings.sessions, strings.sessions, source.sessions, counted),
      name: 'sessions',
      lines: [line(words.activeNow, 'ink-3', 'thick', source.sessions, undefined)],
      minTop: 4,
      axis: wholeOnly,
    },
    {
      ...common(words.errorsByClass, words.errorsByClass, stacked[0]?.drawn ?? [], counted),
      name: 'classes',
      lines: stacked.map(({ label, colour, values, drawn }) =>
        line(
          label,
          colour,
          'solid-area',
          values,
          values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
          drawn,
        ),
      ),
      minTop: 4,
      axis: wholeOnly,
    },
  ];
}

/** The classes that occurred, each on top of those after it; that of server errors always. */
function stack({ times, requests, classes, errors }: ChartFigures, names: Record<string, string>) {
  const nameOf = (name: string) => (CLASS_COLOURS.some(([known]) => known === name) ? name : 'other');
  const below = times.map(() => 0);
  const counts = (of: string) => {
    const members = classes.filter((name) => name !== ABORTED && nameOf(name) === of);
    return times.map((_, step) => members.reduce((sum, name) => sum + errors(step, name), 0));
  };
  return CLASS_COLOURS.toReversed()
    .map(([name, colour]) => ({ name, colour, label: names[name] ?? name, values: counts(name) }))
    .filter(({ name, values }) => name === '5xx' || values.some((value) => value > 0))
    .map(({ label, colour, values }) => {
      const measured = (line: readonly number[]) =>
        line.map((value, step) => ((requests[step] ?? null) === null ? null : value));
      values.forEach((value, step) => (below[step] = (below[step] ?? 0) + value));
      return { label, colour, values: measured(values), drawn: measured(below) };
    })
    .toReversed();
}
