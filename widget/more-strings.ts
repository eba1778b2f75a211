/**
 * The words of what is loaded only when it is shown: alerts, tables and the page. `useStrings` replaces them in its group
 * `more`.
 */
import type { HistoryRange, Level } from '../server/contract/index.js';
import type { Strings } from './strings.js';

/** All of them. */
export interface MoreStrings {
  alerts: string;
  firing: (severity: string) => string;
  resolved: string;
  firingFor: (span: string) => string;
  lasted: (time: string, span: string) => string;
  time: string;
  /** On what an alert rests. */
  peak: (value: string) => string;
  ofRequests: (count: string) => string;
  mostFrom: (share: string, endpoint: string) => string;
  firstAt: (time: string, endpoint: string) => string;
  /** What people have done about it; name and note may be empty. */
  acknowledgedBy: (name: string, time: string, note: string) => string;
  mutedUntil: (time: string) => string;
  muted: (rule: string, time: string, name: string, note: string) => string;
  flapping: string;
  acknowledge: string;
  mute: string;
  unmute: string;
  muteMeans: (rule: string) => string;
  muteFor: string;
  minutes: (amount: number) => string;
  yourName: string;
  note: string;
  cancel: string;
  /** By the HTTP status code; 0 for no answer. */
  refused: (code: number) => string;

  /** History. */
  range: string;
  ranges: Record<'live' | HistoryRange, string>;
  /** By the HTTP status code; 0 for no answer or one that cannot be used. */
  historyFailed: (range: string, code: number) => string;
  waiting: string;
  historyTold: (gaps: number, alerts: number, deploys: number) => string;
  deploy: (version: string) => string;
  sinceDeploy: (version: string, ago: string, message: string) => string;
  events: string;
  dayAgo: string;
  now: string;
  level: Record<Level | 'gap', string>;
  share: (level: string, percent: string) => string;
  down: (span: string, time: string, times: number) => string;
  notRecorded: (time: string) => string;
  nothingRecorded: string;
  /** `to` is empty while it lasts. */
  fromTo: (from: string, to: string) => string;
  incidents: (count: number) => string;

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
  errorsByClass: string;
  /** Opens that chart. */
  byClass: string;
  otherClasses: string;
  activeNow: string;
  /** Ends a zoom. */
  wholeRange: string;
  limit: (value: string) => string;
  noChart: string;
  endpoint: string;
  failedColumn: string;
  noEndpoints: string;
  noRequests: string;
  noAlerts: string;
  features: string;
  noFeatures: string;
  sinceStart: string;
  process: string;
  checks: string;
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

/** A count with its noun; empty for none. */
const some = (count: number, one: string): string => (count === 0 ? '' : `${count} ${count === 1 ? one : `${one}s`}`);

const english: MoreStrings = {
  alerts: 'Alerts',
  firing: (severity) => `Firing, ${severity}`,
  resolved: 'Resolved',
  firingFor: (span) => `for ${span}`,
  lasted: (time, span) => `${time}, for ${span}`,
  time: 'Time',
  peak: (value) => `peak ${value}`,
  ofRequests: (count) => `of ${count} requests`,
  mostFrom: (share, endpoint) => `${share} from ${endpoint}`,
  firstAt: (time, endpoint) => `first at ${time}${endpoint && ` on ${endpoint}`}`,
  acknowledgedBy: (name, time, note) => `Acknowledged ${name && `by ${name} `}at ${time}${note && `: ${note}`}`,
  mutedUntil: (time) => `Muted until ${time}`,
  muted: (rule, time, name, note) => `${rule} is muted until ${time}${name && ` by ${name}`}${note && `: ${note}`}`,
  flapping: 'Comes and goes: held as one alert',
  acknowledge: 'Acknowledge',
  mute: 'Mute',
  unmute: 'Unmute',
  muteMeans: (rule) => `Alerts of ${rule} are recorded, but nobody is told.`,
  muteFor: 'For',
  minutes: (amount) => (amount < 60 ? `${amount} min` : `${amount / 60} h`),
  yourName: 'Your name',
  note: 'Note',
  cancel: 'Cancel',
  refused: (code) => {
    if (code === 403) return 'Only allowed from the server’s own machine.';
    if (code === 401) return 'Sign in first.';
    if (code === 404) return 'The server does not know this alert any more.';
    return code === 0 ? 'The server does not answer. Try again.' : `That did not work (${code}). Try again.`;
  },

  range: 'Range of the charts',
  ranges: { live: 'Live', '15m': '15 m', '1h': '1 h', '6h': '6 h', '24h': '24 h' },
  historyFailed: (range, code) => {
    if (code === 404) return 'This server keeps no history.';
    return `The last ${range} could not be loaded${code === 0 ? '' : ` (${code})`}; trying again.`;
  },
  waiting: 'Loading…',
  historyTold: (gaps, alerts, deploys) =>
    [some(gaps, 'gap'), some(alerts, 'alert'), some(deploys, 'deploy')].filter(Boolean).join(', '),
  deploy: (version) => `Deploy ${version}`,
  sinceDeploy: (version, ago, message) => `Since deploy ${version}, ${ago}: ${message}.`,
  events: 'Events',
  dayAgo: '24 h ago',
  now: 'now',
  level: { healthy: 'healthy', warning: 'warning', degraded: 'degraded', gap: 'down' },
  share: (level, percent) => `${level} ${percent}`,
  down: (span, time, times) =>
    times > 1 ? `down ${span} in ${times} parts, longest at ${time}` : `down ${span} at ${time}`,
  notRecorded: (time) => `no record before ${time}`,
  nothingRecorded: 'Nothing recorded yet',
  fromTo: (from, to) => (to ? `${from} to ${to}` : `since ${from}`),
  incidents: (count) => some(count, 'incident'),

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
  errorsByClass: 'Errors by class',
  byClass: 'By class',
  otherClasses: 'other',
  activeNow: 'active',
  wholeRange: 'Whole range',
  limit: (value) => `limit ${value}`,
  noChart: 'The chart could not be loaded; the table has its figures.',
  endpoint: 'Endpoint',
  failedColumn: 'Failed',
  noEndpoints: 'No requests in this window.',
  noRequests: 'The requests could not be shown.',
  noAlerts: 'No alerts.',
  features: 'Feature usage',
  noFeatures: 'No feature has been used yet.',
  sinceStart: 'since start',
  process: 'Process',
  checks: 'Checks',
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
