import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exposition } from '../../../server/export/prometheus/exposition.js';
import type { ExposedInstrument } from '../../../server/instruments/instruments.js';
import { metricNames } from '../../../server/instruments/metric-name.js';
import { inputOf } from './input.js';

const number = (given: Partial<ExposedInstrument>): ExposedInstrument => ({
  ...{
    name: 'queue.length',
    kind: 'gauge',
    unit: null,
    description: null,
    value: null,
    total: 0,
    sum: 0,
    quantiles: [],
  },
  ...given,
});
const linesOf = async (instruments: ExposedInstrument[], prefix: string): Promise<string[]> =>
  (await exposition(inputOf({ instruments }))).split('\n').filter((line) => line.includes(prefix));

describe("the app's own numbers for Prometheus", () => {
  it("have the names that OpenTelemetry's exporter gives them", () => {
    for (const [name, unit, kind, expected] of [
      ['queue_length', null, 'gauge', 'queue_length'],
      ['queue.length', '{job}', 'gauge', 'queue_length'],
      ['http/in-flight', '1', 'gauge', 'http_in_flight_ratio'],
      ['uploads', null, 'counter', 'uploads_total'],
      ['uploads_total', '1', 'counter', 'uploads_total'],
      ['upload.size', 'By', 'counter', 'upload_size_bytes_total'],
      ['wait', 'ms', 'histogram', 'wait_milliseconds'],
      ['wait_seconds', 's', 'histogram', 'wait_seconds'],
      ['speed', 'By/s', 'gauge', 'speed_bytes_per_seconds'],
      ['cost', 'EUR', 'counter', 'cost_EUR_total'],
    ] as const) {
      assert.equal(metricNames(name, unit, kind)[0], expected);
    }
  });

  it('are gauges, counters and summaries', async () => {
    const instruments = [
      number({ value: 42, description: 'Jobs that wait.' }),
      number({ name: 'empty' }),
      number({ name: 'uploads', kind: 'counter', total: 7 }),
      number({
        name: 'tokens',
        kind: 'histogram',
        total: 3,
        sum: 6000,
        quantiles: [
          [0.5, 1840],
          [0.95, 2100],
        ],
      }),
    ];
    assert.deepEqual(await linesOf(instruments, 'queue_length'), [
      '# HELP queue_length Jobs that wait.',
      '# TYPE queue_length gauge',
      'queue_length 42',
    ]);
    assert.deepEqual(await linesOf(instruments, 'empty'), ['# HELP empty empty', '# TYPE empty gauge']);
    assert.deepEqual((await linesOf(instruments, 'uploads')).slice(1), [
      '# TYPE uploads_total counter',
      'uploads_total 7',
    ]);
    assert.deepEqual((await linesOf(instruments, 'tokens')).slice(1), [
      '# TYPE tokens summary',
      'tokens{quantile="0.5"} 1840',
      'tokens{quantile="0.95"} 2100',
      'tokens_sum 6000',
      'tokens_count 3',
    ]);
  });
});

describe('jobs for Prometheus', () => {
  it('have counters and the time of their last success', async () => {
    const jobs = [
      { name: 'nightly', runs: 3, failed: 1, seconds: 12.5, succeeded: 1_700_000_000_000 },
      { name: 'new', runs: 0, failed: 0, seconds: 0, succeeded: null },
    ];
    const text = await exposition(inputOf({ jobs }));
    const lines = text.split('\n').filter((line) => line.startsWith('align_monitor_job'));
    assert.deepEqual(lines, [
      'align_monitor_job_runs_total{job_name="nightly"} 3',
      'align_monitor_job_runs_total{job_name="new"} 0',
      'align_monitor_job_failures_total{job_name="nightly"} 1',
      'align_monitor_job_failures_total{job_name="new"} 0',
      'align_monitor_job_duration_seconds_total{job_name="nightly"} 12.5',
      'align_monitor_job_duration_seconds_total{job_name="new"} 0',
      'align_monitor_job_last_success_timestamp_seconds{job_name="nightly"} 1700000000',
    ]);
    assert.doesNotMatch(await exposition(inputOf()), /align_monitor_job/);
  });
});
