/**
 * A dashboard for Grafana with the panels of the monitor's own page, in the form of Grafana's dashboard schema 39. Its
 * variables choose the data source, the job and the instances.
 */

import { DEFAULT_LIMITS, type Level } from '../../contract/index.js';
import { errorRate, type Matchers, metric, percentile, sumOf } from '../prometheus/promql.js';
import { type Panel, placed, PROMETHEUS, stat, table, timeSeries } from './panels.js';

const MATCHERS: Matchers = ['job=~"$job"', 'instance=~"$instance"'];
/** The figures are those of the page's window, the charts as fine as the data source allows. */
const WINDOW = '5m';
const STEP = '$__rate_interval';

const REQUESTS = 'http_server_request_duration_seconds_count';
const of = (name: string, ...more: string[]): string => metric(name, [...MATCHERS, ...more]);
const QUANTILES: [name: string, quantile: number][] = [
  ['P50', 0.5],
  ['P95', 0.95],
  ['P99', 0.99],
];

/** The colours of the levels. */
const COLORS: Record<Level, string> = { healthy: 'green', warning: 'orange', degraded: 'red' };
const LEVEL_QUERY = `max(2 * ${of('align_monitor_health', 'status="degraded"')} or ${of('align_monitor_health', 'status="warning"')})`;

/** A dashboard as Grafana imports it. */
export interface Dashboard {
  title: string;
  uid: string;
  schemaVersion: number;
  panels: Panel[];
  [name: string]: unknown;
}

/** The dashboard. */
export function dashboard(): Dashboard {
  return {
    title: 'align-monitor',
    uid: 'align-monitor',
    description:
      'Made by align-monitor grafana. Checked against the schema of Grafana; not tested in a running Grafana.',
    tags: ['align-monitor'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    templating: { list: variables() },
    annotations: { list: annotations() },
    panels: panels().map((panel, index) => ({ ...panel, id: index + 1 })),
  };
}

function variables(): object[] {
  const labelValues = (name: string, query: string): object => ({
    ...{ name, label: name, type: 'query', datasource: PROMETHEUS, refresh: 2, sort: 1 },
    query: { query, refId: name },
    ...{ includeAll: true, multi: true, allValue: '.*', current: { text: 'All', value: '$__all' } },
  });
  return [
    { name: 'datasource', label: 'data source', type: 'datasource', query: 'prometheus' },
    labelValues('job', 'label_values(align_monitor_build_info, job)'),
    labelValues('instance', 'label_values(align_monitor_build_info{job=~"$job"}, instance)'),
  ];
}

function annotations(): object[] {
  const annotation = (name: string, iconColor: string, more: object): object => ({
    ...{ name, iconColor, enable: true, datasource: PROMETHEUS },
    ...more,
  });
  return [
    annotation('Deploys', 'blue', {
      // The value is the time, in milliseconds, not the time of the sample.
      expr: `1000 * max by (version) (${of('align_monitor_deploy_timestamp_seconds')})`,
      useValueForTime: 'on',
      titleFormat: 'Deploy {{version}}',
    }),
    annotation('Alerts', 'red', {
      expr: `max by (alertname, severity) (${of('align_monitor_alert_firing')}) > 0`,
      step: '15s',
      titleFormat: '{{alertname}}',
      tagKeys: 'severity',
    }),
  ];
}

function panels(): Panel[] {
  return placed([
    [
      4,
      stat('Status', [{ expr: LEVEL_QUERY }], {
        mappings: [{ type: 'value', options: levelTexts() }],
        steps: [COLORS.healthy, [COLORS.warning, 1], [COLORS.degraded, 2]],
      }),
      stat('Error rate', [{ expr: errorRate(MATCHERS, WINDOW, '') }], {
        unit: 'percent',
        steps: limits(DEFAULT_LIMITS.error_rate_percent),
      }),
      stat('P95 latency', [{ expr: percentile(0.95, MATCHERS, WINDOW, '') }], {
        unit: 'ms',
        steps: limits(DEFAULT_LIMITS.p95_ms),
      }),
      stat('Requests per second', [{ expr: sumOf('rate', 'align_monitor_requests_total', MATCHERS, WINDOW, '') }], {
        unit: 'reqps',
      }),
      stat('Active sessions', [{ expr: `sum(${of('align_monitor_active_sessions')})` }], {}),
      stat('Firing alerts', [{ expr: `sum(max by (alertname) (${of('align_monitor_alert_firing')}))` }], {
        steps: ['green', ['red', 1]],
      }),
    ],
    [
      8,
      timeSeries(
        'Latency',
        QUANTILES.map(([legend, quantile]) => ({ expr: percentile(quantile, MATCHERS, STEP, ''), legend })),
        { unit: 'ms' },
      ),
      timeSeries(
        'Requests by status',
        [{ expr: sumOf('rate', REQUESTS, MATCHERS, STEP, STATUS), legend: `{{${STATUS}}}` }],
        { unit: 'reqps', isStacked: true },
      ),
    ],
    [
      8,
      timeSeries('Error rate', [{ expr: errorRate(MATCHERS, STEP, ''), legend: 'error rate' }], { unit: 'percent' }),
      timeSeries(
        'Errors by class',
        [{ expr: sumOf('increase', 'align_monitor_errors_total', MATCHERS, STEP, 'type'), legend: '{{type}}' }],
        { isStacked: true },
      ),
    ],
    [9, table('Endpoints', endpointColumns(), ['http_request_method', 'http_route'])],
    [
      7,
      table('Alerts', [
        { name: 'firing', expr: `max by (alertname, severity) (${of('align_monitor_alert_firing')}) > 0` },
      ]),
      table('Checks', [{ name: 'up', expr: `min by (check) (${of('align_monitor_check_up')})` }]),
      table('Features', [
        { name: 'uses', expr: sumOf('increase', 'align_monitor_feature_used_total', MATCHERS, '$__range', 'feature') },
      ]),
    ],
    [
      7,
      timeSeries(
        'Active sessions',
        [{ expr: `sum by (instance) (${of('align_monitor_active_sessions')})`, legend: '{{instance}}' }],
        { isStacked: true },
      ),
      timeSeries(
        'Open requests',
        [{ expr: `sum by (instance) (${of('http_server_active_requests')})`, legend: '{{instance}}' }],
        {},
      ),
    ],
    [
      7,
      timeSeries('Event-loop delay, P99', [vital('1000 * ', 'nodejs_eventloop_lag_p99_seconds')], { unit: 'ms' }),
      timeSeries(
        'Processor',
        [{ expr: sumOf('rate', 'process_cpu_seconds_total', MATCHERS, STEP, 'instance'), legend: '{{instance}}' }],
        { unit: 'percentunit' },
      ),
      timeSeries('Memory', [vital('', 'process_resident_memory_bytes')], { unit: 'bytes' }),
    ],
  ]);
}

const STATUS = 'http_response_status_code';

function endpointColumns(): { name: string; expr: string; unit?: string }[] {
  const by = 'http_request_method, http_route';
  const requests = sumOf('increase', REQUESTS, MATCHERS, WINDOW, by);
  const failures = sumOf('increase', 'align_monitor_endpoint_failures_total', MATCHERS, WINDOW, by);
  return [
    { name: 'requests', expr: `topk(20, ${requests} > 0)` },
    { name: 'error rate', expr: `100 * ${failures} / (${requests} > 0)`, unit: 'percent' },
    {
      name: 'P95',
      expr: percentile(0.95, MATCHERS, WINDOW, by, 'http_server_request_duration_seconds'),
      unit: 'ms',
    },
  ];
}

function vital(factor: string, name: string): { expr: string; legend: string } {
  return { expr: `${factor}max by (instance) (${of(name)})`, legend: '{{instance}}' };
}

function levelTexts(): Record<string, { text: string; color: string; index: number }> {
  return Object.fromEntries(
    Object.entries(COLORS).map(([text, color], index) => [String(index), { text, color, index }]),
  );
}

function limits([warning, degraded]: readonly [number, number]): [string, ...[string, number][]] {
  return [COLORS.healthy, [COLORS.warning, warning], [COLORS.degraded, degraded]];
}
