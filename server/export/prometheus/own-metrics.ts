/** What Prometheus reads of the app's jobs and of its own numbers. */

import type { ExposedInstrument } from '../../instruments/instruments.js';
import { metricNames } from '../../instruments/metric-name.js';
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

/** The app's own numbers. */
export function* instrumentMetrics(instruments: readonly ExposedInstrument[]): Generator<Metric> {
  for (const { kind, value, total, sum, quantiles, description, ...given } of instruments) {
    const [name] = metricNames(given.name, given.unit, kind);
    const help = description ?? given.name;
    if (kind === 'histogram') {
      yield { name, help, type: 'summary', quantiles, count: total, sum };
    } else {
      const shown = kind === 'counter' ? total : value;
      yield { name, help, type: kind, values: shown === null ? [] : [{ value: shown }] };
    }
  }
}
