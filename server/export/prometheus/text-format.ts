/** Prometheus' text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */

/** The type of an answer in this format. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** A label without a value is left out. */
export type Labels = Readonly<Record<string, string | number | null>>;

/** One value of a metric. */
export interface MetricValue {
  /** What follows the metric's name, such as `_sum` of a histogram; nothing unless given. */
  suffix?: string;
  labels?: Labels;
  value: number;
}

/** A metric with all its values. */
export interface Metric {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  values: Iterable<MetricValue>;
}

/** A histogram of one set of labels. */
export interface HistogramValue {
  labels?: Labels;
  /** Upper bounds in seconds without the infinite one, rising. */
  bounds: readonly number[];
  /** How many values are at most each bound. */
  counts: readonly number[];
  /** How many values there are. */
  count: number;
  /** Seconds. */
  sum: number;
}

/** A metric as text. */
export function metricText({ name, help, type, values }: Metric): string {
  let text = `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
  for (const { suffix = '', labels = {}, value } of values) {
    text += `${name}${suffix}${labelText(labels)} ${valueText(value)}\n`;
  }
  return text;
}

/** The values of a histogram. */
export function* histogramValues({ labels, bounds, counts, count, sum }: HistogramValue): Generator<MetricValue> {
  for (const [index, bound] of bounds.entries()) {
    yield { suffix: '_bucket', labels: { ...labels, le: valueText(bound) }, value: counts[index] ?? 0 };
  }
  yield { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count };
  yield { suffix: '_sum', labels: labels ?? {}, value: sum };
  yield { suffix: '_count', labels: labels ?? {}, value: count };
}

/** A text between double quotes, as label values are written, in PromQL too. */
export function quoted(text: string): string {
  // Prometheus takes a zero character for the end of what it reads.
  const escaped = text.replaceAll('\0', '\uFFFD').replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

function labelText(labels: Labels): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(labels)) {
    if (value !== null && value !== '') parts.push(`${name}=${quoted(String(value))}`);
  }
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function valueText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
