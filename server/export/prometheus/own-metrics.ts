/** What Prometheus reads of the app's jobs and of its own numbers. */

import type { ExposedInstrument } from '../../instruments/instruments.js';
import type { JobTotals } from '../../jobs/jobs.js';
import type { Metric, MetricValue } from './text-format.js';

/** The metrics of jobs: counters since the process began, the last success of whichever process. */
export function* jobMetrics(jobs: readonly JobTotals[]): Generator<Metric> {
  if (jobs.length === 0) return;
  const of = (valueOf: (job: JobTotals) => number | null): MetricValue[] =>
    jobs.flatMap((job) => {
      const value = valueOf(job);
      return value === null ? [] : [{ labels: { job_name: job.name }, value }];
    });
  const [counter, gauge] = ['counter', 'gauge'] as const;
  const name = (suffix: string): string => `align_monitor_job_${suffix}`;
  yield { name: name('runs_total'), help: 'Ended runs of jobs.', type: counter, values: of(({ runs }) => runs) };
  yield { name: name('failures_total'), help: 'Runs that failed.', type: counter, values: of(({ failed }) => failed) };
  yield {
    name: name('duration_seconds_total'),
    help: 'How long ended runs of jobs took together.',
    type: counter,
    values: of(({ seconds }) => seconds),
  };
  yield {
    name: name('last_success_timestamp_seconds'),
    help: 'When a run of the job last succeeded.',
    type: gauge,
    values: of(({ succeeded }) => succeeded && succeeded / 1000),
  };
}

/**
 * The app's own numbers, under names as OpenTelemetry's exporter for Prometheus makes them. Of two that get the same name,
 * and of one that gets a name of ours, the later one is left out.
 * @param taken the names that are in use
 */
export function* instrumentMetrics(instruments: readonly ExposedInstrument[], taken: Set<string>): Generator<Metric> {
  for (const { kind, value, total, sum, quantiles, description, ...given } of instruments) {
    const name = metricName(given.name, given.unit, kind);
    const names = kind === 'histogram' ? [name, `${name}_sum`, `${name}_count`] : [name];
    if (names.some((each) => taken.has(each) || /^(align_monitor|process|nodejs|http_server)_/.test(each))) continue;
    for (const each of names) taken.add(each);
    const help = description ?? given.name;
    if (kind === 'histogram') {
      yield { name, help, type: 'summary', quantiles, count: total, sum };
    } else {
      const shown = kind === 'counter' ? total : value;
      yield { name, help, type: kind, values: shown === null ? [] : [{ value: shown }] };
    }
  }
}

/** opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1 */
const UNITS: Readonly<Record<string, string>> = {
  ...{ d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' },
  ...{ By: 'bytes', KiBy: 'kibibytes', MiBy: 'mebibytes', GiBy: 'gibibytes', TiBy: 'tibibytes' },
  ...{ kBy: 'kilobytes', KBy: 'kilobytes', MBy: 'megabytes', GBy: 'gigabytes', TBy: 'terabytes' },
  ...{ m: 'meters', V: 'volts', A: 'amperes', J: 'joules', W: 'watts', g: 'grams', Cel: 'celsius', Hz: 'hertz' },
  ...{ '%': 'percent', '1': '' },
};

/** A name with its unit, such as `tokens` and `upload_size_bytes_total`. */
export function metricName(name: string, unit: string | null, kind: ExposedInstrument['kind']): string {
  const plain = (text: string): string =>
    text
      .replaceAll(/[^\w:]/g, '_')
      .replaceAll(/_{2,}/g, '_')
      .replace(/_$/, '');
  const words = (unit ?? '').replaceAll(/\{[^}]*\}/g, '').split('/', 2);
  const [of = '', per = ''] = words.map((word) => plain(UNITS[word] ?? word));
  const suffix = unit === '1' && kind === 'gauge' ? 'ratio' : [of, per && `per_${per}`].filter(Boolean).join('_');
  const base = plain(name).replace(kind === 'counter' ? /_total$/ : /$^/, '');
  const withUnit = suffix === '' || base.endsWith(suffix) ? base : `${base}_${suffix}`;
  return kind === 'counter' ? `${withUnit}_total` : withUnit;
}
