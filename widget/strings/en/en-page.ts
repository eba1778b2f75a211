/** English words that only a page needs. */
import type { PageStrings } from '../page-strings.js';
import type { Grammar } from '../strings.js';

/** Such as `26 h`: the largest unit of which there are two. */
function spanText(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const [length, unit] = units.find((each) => seconds >= 2 * each[0]) ?? [1, 's'];
  return `${Math.floor(seconds / length)}\u00a0${unit}`;
}

/** The English words. */
export const englishPage = ({ asSentence, counted, some }: Grammar): PageStrings => ({
  evidence: (errorRate, p95, requests, window) =>
    asSentence(`Error rate ${errorRate} and P95 latency ${p95} over ${requests} requests in the last ${window}`),

  newErrors: (count, text, group) => {
    const what = count === 1 ? 'New error' : `${text} new errors`;
    return group === '' ? what : `${what}${count === 1 ? ': ' : ', most often '}${group}`;
  },
  overdueJob: (job, seconds) => `${job} has not run for ${spanText(seconds)}`,

  signedIn: 'Signed in as',
  audiences: { viewer: 'viewer', operator: 'operator' },

  muted: (rule, time, name, note) => `${rule} is muted until ${time}${name && ` by ${name}`}${note && `: ${note}`}`,
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
    if (code === 401) return 'Sign in first.';
    if (code === 403) return 'You may not do this from here.';
    if (code === 404) return 'The server does not know this alert any more.';
    return code === 0 ? 'The server does not answer. Try again.' : `That did not work (${code}). Try again.`;
  },

  verdicts: {
    'no difference': 'no difference',
    worse: 'worse',
    better: 'better',
    'too early to say': 'too early to say',
  },
  noRequestsYet: 'No requests yet',
  nothingBefore: (requests) => `No requests before to compare with; ${requests} since`,
  requestCount: (count, text) => counted(text, count, 'request'),
  figureChange: (figure, after, before, expected, verdict) =>
    `${figure} ${after} (before ${before}${expected && `, ${expected} with the present mix of endpoints`}, ${verdict})`,
  slowFirstMinute: (result, p95) => `${result}; slow in its first minute (P95 ${p95})`,
  sure: (result, percent) => `${result}; ${percent} sure`,
  deployResult: (errorRate, p95, requests) => `${errorRate}, ${p95}; ${requests}`,
  worseEndpoints: (result, endpoints, more) =>
    `${result}; worse: ${[...endpoints, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`,
  unknown: 'unknown',

  range: 'Range of the charts',
  historySummary: (gaps, alerts, deploys) =>
    [some(gaps, 'gap'), some(alerts, 'alert'), some(deploys, 'deploy')].filter(Boolean).join(', '),
  deploy: (version) => `Deploy ${version}`,
  sinceDeploy: (version, ago, message) => asSentence(`Since deploy ${version}, ${ago}: ${message}`),
  events: 'Events',

  latency: 'Latency',
  requestsPerSecond: 'Requests per second',
  succeeded: 'succeeded',
  failed: 'failed',
  errorsByClass: 'Errors by class',
  byClass: 'By class',
  peopleTitle: 'People',
  activeNow: 'active',
  sawAnError: 'saw an error',
  wholeRange: 'Whole range',
  limit: (value) => `limit ${value}`,
  noChart: 'The chart could not be loaded; the table has its figures.',

  failedColumn: 'Failed',
  failingFirst: 'failing first',
  noRequests: 'The requests could not be shown.',
  requestsOf: (endpoint) => `Requests of ${endpoint}`,
  newestFailed: 'Failed, newest first',
  slowest: 'Slowest',
  status: 'Status',
  errorClass: 'Error class',
  feature: 'Feature',
  noneInLast: (count) => (count ? `None in the last ${count} requests.` : 'None.'),
  requestsRefused: (code) => {
    if (code === 401 || code === 403) return 'You may not see these requests.';
    if (code === 404) return 'This server does not tell single requests.';
    return `The requests could not be loaded${code === 0 ? '' : ` (${code})`}.`;
  },
  again: 'Try again',

  waitingWords: async () => (await import('./en-waiting.js')).englishWaiting,
  ownWords: async () => (await import('./en-own.js')).englishOwn,

  features: 'Feature usage',
  sinceStart: 'since start',
  process: 'Process',
  checks: 'Checks',
  checksAndProcess: 'Checks and process',
  checkStatuses: { healthy: 'healthy', degraded: 'degraded', unknown: 'unknown' },
  inFlight: 'In flight',
  eventLoop: 'Event loop P99',
  heap: 'Heap',
  megabytes: (count) => `${count}\u00a0MB`,
  uptime: 'Uptime',
  version: 'Version',
  instance: 'Instance',
  lastError: 'Last error',
});
