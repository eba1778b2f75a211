/** Prometheus' text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */

/** The type of an answer in this format. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** A label without a value is left out. */
export type Labels = Readonly<Record<string, string | number | null>>;

/** One value of a metric. */
export interface MetricValue {
  labels?: Labels;
  value: number;
}

/** A metric with all its values. */
export type Metric = { name: string; help: string } & (
  | { type: 'counter' | 'gauge'; values: Iterable<MetricValue> }
  | { type: 'histogram'; bounds: readonly number[]; values: Iterable<HistogramValue> }
  | { type: 'summary'; quantiles: readonly (readonly [q: number, value: number])[]; count: number; sum: number }
);

/** A histogram of one set of labels. */
export interface HistogramValue {
  labels?: Labels;
  /** How many values are at most each bound. */
  counts: readonly number[];
  /** How many values there are. */
  count: number;
  /** Seconds. */
  sum: number;
}

/** A metric as parts of text. The bounds of a histogram are seconds, rising, without the infinite one. */
export function* metricText(metric: Metric): Generator<string> {
  const { name, help, type } = metric;
  yield `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
  if (metric.type === 'histogram') yield* histogramText(name, metric);
  else if (metric.type === 'summary') {
    const { quantiles, count, sum } = metric;
    yield* valuesText(
      name,
      quantiles.map(([quantile, value]) => ({ labels: { quantile }, value })),
    );
    yield `${name}_sum ${valueText(sum)}\n${name}_count ${count}\n`;
  } else yield* valuesText(name, metric.values);
}

/** A text between double quotes, as label values are written, in PromQL too. */
export function quoted(text: string): string {
  // Prometheus takes a zero character for the end of what it reads.
  const escaped = text.replaceAll('\0', '\uFFFD').replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

/** A text that a template of Prometheus prints as it is. */
export function literal(text: string): string {
  return text.includes('{{') ? `{{ ${quoted(text)} }}` : text;
}

function* valuesText(name: string, values: Iterable<MetricValue>): Generator<string> {
  for (const { labels = {}, value } of values) {
    const pairs = labelPairs(labels);
    yield `${name}${pairs === '' ? '' : `{${pairs}}`} ${valueText(value)}\n`;
  }
}

/** Most of an answer is buckets: what their lines have in common is made once. */
function* histogramText(name: string, { bounds, values }: Extract<Metric, { type: 'histogram' }>): Generator<string> {
  const ends = bounds.map((bound) => `le="${valueText(bound)}"} `);
  for (const { labels = {}, counts, count, sum } of values) {
    const pairs = labelPairs(labels);
    const bucket = `${name}_bucket{${pairs}${pairs === '' ? '' : ','}`;
    const all = pairs === '' ? '' : `{${pairs}}`;
    let text = '';
    for (let index = 0; index < ends.length; index++) text += `${bucket}${ends[index] ?? ''}${counts[index] ?? 0}\n`;
    yield `${text}${bucket}le="+Inf"} ${count}\n${name}_sum${all} ${valueText(sum)}\n${name}_count${all} ${count}\n`;
  }
}

function labelPairs(labels: Labels): string {
  return Object.entries(labels)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${quoted(String(value))}`)
    .join(',');
}

function valueText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
