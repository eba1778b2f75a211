/**
 * Datadog: counts, gauges, the distribution of latencies, and events, by DogStatsD
 * (docs.datadoghq.com/developers/dogstatsd). UDP waits for nobody: an agent that is down loses what is sent meanwhile.
 */

import { type Deploy, levelRank, type Metrics, SEVERITIES } from '../contract/index.js';
import type {
  AlertChange,
  DatadogOptions,
  DogStatsDClient,
  DogStatsDTags,
  Exporter,
  ExportedRequest,
} from '../options/exporter-options.js';
import { requirePeer } from '../options/optional-peer.js';

/** What Datadog advises for a datagram, in bytes. */
const MAX_DATAGRAM = 1432;
const FLUSH_MS = 1000;

/** What is needed of the monitor. */
export interface DatadogSettings {
  options: DatadogOptions;
  version: string | null;
  /** The address of the monitoring page, where it is known. */
  page: string | undefined;
  onError: (error: unknown) => void;
}

/** A client of ours, which has to be closed. */
interface OwnClient extends DogStatsDClient {
  close(callback: (error?: unknown) => void): void;
}

interface HotShots {
  StatsD: new (options: object) => OwnClient;
}

/**
 * Sends figures to the agent.
 * @throws TypeError when hot-shots is needed and not installed
 */
export function datadogExporter({ options, version, page, onError }: DatadogSettings): Exporter {
  const { client, close } =
    options.client === undefined ? connect(options, onError) : { client: options.client, close: undefined };
  const common: DogStatsDTags = version === null ? {} : { version };
  const features = new Map<string, number>();
  return {
    name: 'datadog',
    request: (request) => sendRequest(client, request, common),
    evaluation: (metrics) => {
      sendGauges(client, metrics, common);
      for (const [feature, total] of Object.entries(metrics.feature_usage)) {
        const news = total - (features.get(feature) ?? 0);
        if (news > 0) client.increment('align_monitor.feature_used', news, { ...common, feature });
        features.set(feature, total);
      }
    },
    alert: (change) => sendAlert(client, change, page, common),
    deploy: ({ version: deployed, note, time }: Deploy) => {
      const about = {
        alert_type: 'info',
        aggregation_key: 'align-monitor deploy',
        date_happened: new Date(time),
      } as const;
      client.event(ascii(`Deploy ${deployed}`), ascii(note ?? ''), about, { ...common, version: deployed });
    },
    close,
  };
}

function connect(
  { host, port, tags }: DatadogOptions,
  onError: (error: unknown) => void,
): { client: DogStatsDClient; close: () => Promise<void> } {
  const { StatsD } = requirePeer('hot-shots', 'datadog') as HotShots;
  const client = new StatsD({
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(tags !== undefined && { globalTags: tags }),
    maxBufferSize: MAX_DATAGRAM,
    bufferFlushInterval: FLUSH_MS,
    cacheDns: true,
    errorHandler: onError,
  });
  return { client, close: () => new Promise((resolve) => client.close(() => resolve())) };
}

/** The class of a status, such as `2xx`, and never the status: each tag multiplies the number of metrics. */
function sendRequest(client: DogStatsDClient, request: ExportedRequest, common: DogStatsDTags): void {
  const { endpoint, method, statusCode, latencyMs, errorClass, failed } = request;
  const tags: DogStatsDTags = { ...common, endpoint, method };
  if (statusCode !== null) tags['status_class'] = `${Math.floor(statusCode / 100)}xx`;
  if (latencyMs !== null) client.distribution('align_monitor.request.duration', latencyMs, tags);
  if (errorClass !== null) tags['error_class'] = errorClass;
  client.increment('align_monitor.requests', 1, tags);
  if (failed) client.increment('align_monitor.failures', 1, tags);
}

function sendGauges(client: DogStatsDClient, metrics: Metrics, common: DogStatsDTags): void {
  const { status, summary, performance, alerts, checks, process } = metrics;
  const gauge = (name: string, value: number | null, tags: DogStatsDTags = {}): void => {
    if (value !== null) client.gauge(`align_monitor.${name}`, value, { ...common, ...tags });
  };
  // 0 is healthy, 2 degraded.
  gauge('level', levelRank(status));
  gauge('error_rate_percent', summary.error_rate_percent);
  gauge('latency.p50', performance.median_ms);
  gauge('latency.p95', performance.p95_ms);
  gauge('latency.p99', performance.p99_ms);
  gauge('requests.in_flight', summary.in_flight);
  gauge('sessions.active', summary.active_sessions);
  gauge('event_loop.delay_p99', process.event_loop_delay_p99_ms);
  gauge('process.rss_bytes', process.rss_bytes);
  const firing = alerts.filter(({ state }) => state === 'firing');
  for (const severity of SEVERITIES) {
    gauge('alerts.firing', firing.filter((alert) => alert.severity === severity).length, { severity });
  }
  for (const { name, value } of metrics.instruments) gauge('instrument', value, { instrument: name });
  for (const { name, status: found } of checks) {
    if (found !== 'unknown') gauge('check.up', found === 'healthy' ? 1 : 0, { check: name });
  }
}

function sendAlert(
  client: DogStatsDClient,
  { kind, alert }: AlertChange,
  page: string | undefined,
  common: DogStatsDTags,
): void {
  const { type, severity, message, evidence, timestamp, resolved_at: resolvedAt } = alert;
  const isOver = kind === 'resolved';
  const lines = [
    `${isOver ? 'Resolved at' : 'Firing since'} ${isOver && resolvedAt !== null ? resolvedAt : timestamp}`,
    ...(evidence === null ? [] : [`${evidence.count} of ${evidence.sample_size} requests`]),
    ...(evidence?.endpoints ?? []).map((each) => `${each.method} ${each.endpoint}: ${each.share_percent} %`),
    ...(page === undefined ? [] : [page]),
  ];
  const about = {
    alert_type: isOver ? 'success' : severity === 'critical' ? 'error' : 'warning',
    aggregation_key: ascii(`align-monitor ${type}`).replaceAll('|', ' '),
    date_happened: new Date(isOver && resolvedAt !== null ? resolvedAt : timestamp),
  } as const;
  client.event(ascii(isOver ? `Resolved: ${message}` : message), ascii(lines.join('\n')), about, {
    ...common,
    rule: type,
    severity,
    state: kind,
  });
}

/** hot-shots states the length of an event's texts in characters, the agent counts bytes: only in ASCII they agree. */
function ascii(text: string): string {
  return text.replaceAll(/[^\n\x20-\x7e]/gu, '?');
}
