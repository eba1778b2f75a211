/** What the page shows beyond the panel: charts, features, checks and the process itself. */
import type { CheckStatus, Metrics } from '../server/contract.js';
import { describe } from './figures.js';
import { joined, type Quantity } from './format.js';
import type { Telling } from './headline.js';
import { moreStrings } from './more-strings.js';
import { completeSteps, perSecond, windowSeconds, type Line } from './series.js';
import type { Snapshot } from './snapshot.js';
import { stepTimes } from './steps.js';
import type { Token } from './theme.js';
import { TO_THE_SECOND } from './views/table.js';

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

/** Something that lasted, behind the lines. In seconds since 1970. */
export interface ChartSpan {
  from: number;
  to: number;
  /** `surface-2`: nothing is known, because the process was down. */
  colour: Extract<Token, 'surface-2' | 'warn' | 'bad'>;
}

/** Something that happened, such as a deploy. */
export interface ChartMarker {
  /** Seconds since 1970. */
  at: number;
  text: string;
}

/** From what both charts are made: the last minutes, or a range of history. */
export interface ChartFigures {
  /** How far back they reach, in words: "5 min", and "last 5 min". */
  span: string;
  window: string;
  /** Where the steps begin, and from where to where the axis goes, in seconds since 1970. */
  times: number[];
  range: [number, number];
  /** Per second. */
  requests: Line;
  failed: Line;
  /** Milliseconds. */
  p50: Line;
  p95: Line;
  p99: Line;
  /** The same over all of it; null where the latest step is of more interest. */
  totals: Record<'p50' | 'p95' | 'p99' | 'succeeded' | 'failed', number | null> | null;
  /** Of P95, [warning, degraded]. */
  limits: [number, number];
  spans: ChartSpan[];
  markers: ChartMarker[];
  /** What happened in each step, in words; null when nothing did. */
  events: string[] | null;
  /** What else a screen reader says; may be empty. */
  told: string;
  clock: (seconds: number) => string;
}

/** One chart. */
export interface ChartModel {
  name: 'latency' | 'throughput';
  title: string;
  /** What a screen reader says of it. */
  description: string;
  window: string;
  /** Where the steps begin, and from where to where the axis goes, in seconds since 1970. */
  times: number[];
  range: [number, number];
  spans: ChartSpan[];
  markers: ChartMarker[];
  events: string[] | null;
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

/** A name and what is to be said of it. */
export interface Fact {
  name: string;
  text: string;
  /** For a check: how it is. */
  check?: CheckStatus;
}

const MAX_FEATURES = 30;
const OWN_HEALTH = ['app', 'last_error', 'last_check'];

/** Latency, and requests with failures. */
export function charts(source: ChartFigures, telling: Telling): ChartModel[] {
  const { format, strings } = telling;
  const words = moreStrings(telling.strings);
  const { times, requests, failed, limits, totals } = source;
  const succeeded = requests.map((value, step) => (value === null ? null : Math.max(0, value - (failed[step] ?? 0))));
  const latency = (value: number) => joined(format.latency(value));
  const line = (
    label: string,
    colour: Token,
    style: ChartLine['style'],
    values: Line,
    total?: number | null,
    drawn = values,
  ): ChartLine => ({
    label,
    colour,
    style,
    values,
    total: totals === null ? (values[times.length - 1] ?? null) : (total ?? null),
    drawn: times.map((_, step) => drawn[step] ?? null),
  });
  const common = (title: string, label: string, of: Line, quantify: (value: number) => Quantity) => ({
    title,
    description: [describe(label, of, source.span, quantify, telling), source.told].filter(Boolean).join('; '),
    window: source.window,
    times,
    range: source.range,
    spans: source.spans,
    markers: source.markers,
    events: source.events,
    inWords: (value: number) => joined(quantify(value)),
    clock: source.clock,
    minute: (seconds: number) => format.clock(seconds * 1000, { hour: '2-digit', minute: '2-digit' }),
  });
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
      limits: [],
      minTop: 0.8,
      axis: (value) => format.rate(value).value,
    },
  ];
}

/** The window as it is now, up to the last step that is over. */
export function liveFigures(metrics: Metrics, telling: Telling): ChartFigures {
  const { format } = telling;
  const { series } = metrics;
  const times = stepTimes(series)
    .slice(0, completeSteps(metrics))
    .map((time) => time / 1000);
  const span = format.span(windowSeconds(metrics));
  return {
    span,
    window: telling.strings.last(span),
    times,
    range: [times[0] ?? 0, times.at(-1) ?? 1],
    requests: perSecond(metrics, series.requests),
    failed: perSecond(metrics, series.failed),
    p50: series.p50_ms,
    p95: series.p95_ms,
    p99: series.p99_ms,
    totals: null,
    limits: metrics.limits.p95_ms,
    spans: [],
    markers: [],
    events: null,
    told: '',
    clock: (seconds) => format.clock(seconds * 1000, TO_THE_SECOND),
  };
}

/** The checks by name; from the detailed health, or from the figures' own summary while that does not answer. */
export function checkFacts({ metrics, checks }: Snapshot, telling: Telling): Fact[] {
  const own = Object.entries(metrics?.health ?? {}).filter(([name]) => !OWN_HEALTH.includes(name));
  const all = checks === null ? (own as [string, CheckStatus][]) : Object.entries(checks);
  const words = moreStrings(telling.strings).check;
  return all.map(([name, given]) => {
    const check = Object.hasOwn(words, given) ? given : 'unknown';
    return { name, text: words[check], check };
  });
}

/** The process that answers. */
export function processFacts(metrics: Metrics, telling: Telling): Fact[] {
  const { format } = telling;
  const words = moreStrings(telling.strings);
  const { summary, version, instance, health, process } = metrics;
  const hasVitals = process.heap_used_bytes > 0;
  const facts = [
    { name: words.inFlight, text: format.count(summary.in_flight) },
    { name: words.eventLoop, text: hasVitals ? joined(format.latency(process.event_loop_delay_p99_ms)) : '' },
    { name: words.heap, text: hasVitals ? words.megabytes(format.short(process.heap_used_bytes / 1e6)) : '' },
    { name: words.uptime, text: format.span(metrics.uptime_seconds) },
    {
      name: words.total,
      text: words.totals(format.count(summary.total_requests), format.count(summary.failed_requests)),
    },
    { name: words.version, text: version ?? '' },
    { name: words.instance, text: instance },
  ];
  if (health.last_error !== null) {
    const { type, message, endpoint, timestamp } = health.last_error;
    const at = Date.parse(timestamp);
    const when = Number.isNaN(at) ? '' : format.clock(at, TO_THE_SECOND);
    const parts = [when, type, endpoint ?? '', message];
    facts.push({ name: words.lastError, text: parts.filter((part) => part !== '').join(' · ') });
  }
  return facts.filter(({ text }) => text !== '');
}

/** How often each feature was used since the start, most first. */
export function featureFacts({ feature_usage }: Metrics, { format }: Telling): Fact[] {
  return Object.entries(feature_usage)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_FEATURES)
    .map(([name, count]) => ({ name, text: format.count(count) }));
}
