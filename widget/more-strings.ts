/**
 * The words of what is loaded only when it is shown: alerts, tables and the page. `useStrings` replaces them in its group
 * `more`.
 */
import type { Strings } from './strings.js';

/** All of them. */
export interface MoreStrings {
  alerts: string;
  firing: (severity: string) => string;
  resolved: string;
  firingFor: (span: string) => string;
  lasted: (time: string, span: string) => string;
  time: string;

  /** Beside a healthy verdict: on what it rests. */
  evidence: (errorRate: string, p95: string, requests: string, window: string) => string;
  aborted: string;
  latency: string;
  requestsPerSecond: string;
  p50: string;
  p95: string;
  p99: string;
  succeeded: string;
  failed: string;
  limit: (value: string) => string;
  noChart: string;
  endpoint: string;
  failedColumn: string;
  noEndpoints: string;
  noAlerts: string;
  features: string;
  noFeatures: string;
  sinceStart: string;
  process: string;
  checksAndProcess: string;
  check: Record<'healthy' | 'degraded' | 'unknown', string>;
  inFlight: string;
  eventLoop: string;
  heap: string;
  megabytes: (count: string) => string;
  uptime: string;
  total: string;
  totals: (requests: string, failed: string) => string;
  version: string;
  instance: string;
  lastError: string;
}

const english: MoreStrings = {
  alerts: 'Alerts',
  firing: (severity) => `Firing, ${severity}`,
  resolved: 'Resolved',
  firingFor: (span) => `for ${span}`,
  lasted: (time, span) => `${time}, for ${span}`,
  time: 'Time',

  evidence: (errorRate, p95, requests, window) =>
    `Error rate ${errorRate} and P95 latency ${p95} over ${requests} requests in the last ${window}.`,
  aborted: 'Aborted',
  latency: 'Latency',
  requestsPerSecond: 'Requests per second',
  p50: 'P50',
  p95: 'P95',
  p99: 'P99',
  succeeded: 'succeeded',
  failed: 'failed',
  limit: (value) => `limit ${value}`,
  noChart: 'The chart could not be loaded; the table has its figures.',
  endpoint: 'Endpoint',
  failedColumn: 'Failed',
  noEndpoints: 'No requests in this window.',
  noAlerts: 'No alerts.',
  features: 'Feature usage',
  noFeatures: 'No feature has been used yet.',
  sinceStart: 'since start',
  process: 'Process',
  checksAndProcess: 'Checks and process',
  check: { healthy: 'healthy', degraded: 'degraded', unknown: 'unknown' },
  inFlight: 'In flight',
  eventLoop: 'Event loop P99',
  heap: 'Heap',
  megabytes: (count) => `${count}\u00a0MB`,
  uptime: 'Uptime',
  total: 'Total',
  totals: (requests, failed) => `${requests} requests, ${failed} failed`,
  version: 'Version',
  instance: 'Instance',
  lastError: 'Last error',
};

/** The words in use. */
export function moreStrings({ more }: Strings): MoreStrings {
  return { ...english, ...more };
}
