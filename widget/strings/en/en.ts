/** The English words: the default, and what every other language falls back to. */
import { errorsSentence, PLAIN_WORDS } from '../../../server/contract/plain-words.js';
import type { Grammar, Strings } from '../strings.js';

const plural = new Intl.PluralRules('en');

/** A count with its noun. */
const counted = (text: string, count: number, one: string, many = `${one}s`): string =>
  `${text} ${plural.select(count) === 'one' ? one : many}`;
/** The same; empty for none. */
const some = (count: number, one: string, many?: string): string =>
  count === 0 ? '' : counted(`${count}`, count, one, many);

/** A span of time: "5 minutes". */
const inFull = (seconds: number): string =>
  seconds % 60 === 0 ? counted(`${seconds / 60}`, seconds / 60, 'minute') : counted(`${seconds}`, seconds, 'second');

/** Ends a sentence, unless it has an end: the message of a check, an address or a span of time can have one. */
const asSentence = (text: string): string =>
  `${text.replace(/[\s:;,]+$/, '')}.`.replace(/([.!?…。！？]["'”’»“]?)\.$/, '$1');

const grammar: Grammar = { counted, some, asSentence };

/** The English words. */
export const english: Strings = {
  name: 'System status',
  asSentence,
  refresh: 'Refresh',
  states: {
    loading: ['Loading', () => 'Asking for figures.'],
    healthy: [
      'Healthy',
      ({ count, sessions, knowsSessions, window }) =>
        `${PLAIN_WORDS.normal}${window && knowsSessions ? ` ${counted(count(sessions), sessions, 'person', 'people')} active.` : ''}`,
    ],
    empty: ['No traffic yet', () => `${PLAIN_WORDS.empty} Open a page of your app: it shows here within seconds.`],
    idle: ['Quiet', ({ window }) => asSentence(`No requests in the last ${window}`)],
    few: [
      'Quiet',
      ({ count, requests, window }) =>
        `${counted(count(requests), requests, 'request')} in the last ${window}: too few to judge.`,
    ],
    warning: ['Warning', () => PLAIN_WORDS.visible],
    degraded: ['Degraded', () => PLAIN_WORDS.visible],
    recovering: [
      'Recovering',
      ({ window }) =>
        window ? `It is getting better: healthy within ${window} if it stays that way.` : PLAIN_WORDS.recovering,
    ],
    stale: ['No answer', () => ''],
    stuck: ['No answer', () => 'The answers have stopped changing.'],
    unreachable: [
      'No answer',
      ({ address, code }) => `${address} ${code === null ? 'does not answer' : `answers with an error (${code})`}.`,
    ],
    offline: ['Offline', () => 'You seem to be offline.'],
    unauthorised: [
      'No access',
      ({ code }) => (code === 403 ? 'Your account may not see these figures.' : 'Sign in to see the figures.'),
    ],
    'not-a-monitor': [
      'Not a monitor',
      ({ address, code }) =>
        `${asSentence(code === 404 ? `There is nothing at ${address}` : `${address} answers, but not with a monitor’s figures`)} Check the address in the src attribute.`,
    ],
  },
  team: {
    healthy: [
      'Safe to route traffic',
      ({ count, sessions, knowsSessions }) =>
        knowsSessions ? `${counted(count(sessions), sessions, 'active session')}.` : '',
    ],
    warning: ['Monitor closely, but deployable', () => ''],
    degraded: ['Do not route traffic; investigate', () => ''],
    recovering: [
      'Recovering: wait before routing traffic',
      ({ window }) => `Healthy within ${window} if it stays that way.`,
    ],
  },
  causes: {
    wrong: PLAIN_WORDS.wrong,
    slow: PLAIN_WORDS.slow,
    unconfirmed: PLAIN_WORDS.unconfirmed,
    failing: PLAIN_WORDS.failing,
    behind: PLAIN_WORDS.behind,
  },
  affected: ({ count, affected, people, seconds }) =>
    `${count(affected)} of ${counted(count(people), people, 'person', 'people')} saw an error in the last ${inFull(seconds)}.`,
  alerted: PLAIN_WORDS.alerted,
  old: (ago) => `${asSentence(`Last answer ${ago}`)} The figures below are old.`,
  instances: (count) => `${count} instances answer in turn, each with its own figures.`,
  retryIn: (span) => `retry in ${span}`,
  retrying: 'trying again',
  maintenanceUntil: (time) => `Maintenance until ${time}`,
  plannedMaintenance: (from, to) => `Planned maintenance: ${from} to ${to}`,
  access: async () => (await import('./en-access.js')).englishAccess,
  page: async () => (await import('./en-page.js')).englishPage(grammar),
  errors: async () => (await import('./en-errors.js')).englishErrors(grammar),

  errorRate: 'Error rate',
  p50Latency: 'P50 latency',
  p95: 'P95 latency',
  slowRequests: 'Slow requests',
  slower: (share, limit) =>
    limit
      ? `${share} of requests are slower than their own limits (${limit} allowed)`
      : `${share} slower than their own limits`,
  p99Latency: 'P99 latency',
  requests: 'Requests',
  requestRate: 'Request rate',
  sessions: 'Active sessions',
  eventLoopDelay: 'Event-loop delay P99',
  noValue: '–',
  last: (window) => `last ${window}`,
  chart: (name, window, [lowest, highest, latest]) =>
    `${name}, last ${window}: ${lowest === undefined ? 'nothing was measured' : `from ${lowest} to ${highest}, now ${latest}`}`,
  overLimit: 'over the limit',
  firing: (count, text) => counted(text, count, 'alert'),
  noErrors: 'No errors',
  endpoints: 'Endpoints',
  endpointAndShare: 'Endpoint, share of requests',
  errorsColumn: 'Errors',
  percentiles: { p50: 'P50', p95: 'P95', p99: 'P99' },
  shareOfRequests: (percent) => `${percent} of requests`,
  asTable: 'As a table',

  inWindow: (count, window) => `${count} in ${window}`,
  sawError: (count, text) => (count === 0 ? 'nobody saw an error' : `${text} saw an error`),
  byCookie: 'People are told apart by cookies, which clients can forge.',
  groupName: (type, location) => `${type}${location && ` in ${location}`}`,
  times: (count, text) => counted(text, count, 'time'),
  people: (count, text) => counted(text, count, 'person', 'people'),
  newSince: (version) => `new since ${version}`,

  figureOver: (figure, value, limit) => `${figure} ${value} is over ${limit}`,
  figureAt: (figure, value, limit) => `${figure} ${value} is at ${limit}`,
  checkFailed: (check, message) => `${check} fails${message && `: ${message}`}`,
  alert: ({ figure, endpoint, limit, isMinimum, window }) =>
    `${figure}${endpoint && ` at ${endpoint}`} (${isMinimum ? 'minimum' : 'limit'} ${limit}${window && `, last ${window}`})`,
  checkAlert: (check) => `Check ${check} fails`,
  errorsOfClass: errorsSentence,
  peopleSawError: (count, text) => `${text} ${count === 1 ? 'person' : 'people'} saw an error`,
  starts: (count, minutes) => `${count} starts in ${minutes} minutes`,
  stillWaiting: (message, count, text) =>
    `${message}; ${counted(text, count, 'request is', 'requests are')} still waiting`,
  notConfirmed: (message) => `${message}; not confirmed since the interruption`,
  comesAndGoes: (message) => `${message}; it comes and goes and is held as one alert`,

  alerts: 'Alerts',
  firingAlert: (severity) => `Firing, ${severity}`,
  severities: { warning: 'warning', critical: 'critical' },
  resolved: 'Resolved',
  firingFor: (span) => `for ${span}`,
  lasted: (time, span) => `${time}, for ${span}`,
  time: 'Time',
  peak: (value) => `peak ${value}`,
  ofRequests: (count) => `of ${count} requests`,
  mostAre: (count, total, group, extent) => `${count} of ${total} are ${group}${extent && `, ${extent}`}`,
  mostFrom: (share, endpoint) => `${share} from ${endpoint}`,
  firstAt: (time, endpoint) => `first at ${time}${endpoint && ` on ${endpoint}`}`,
  acknowledgedBy: (name, time, note) => `Acknowledged ${name && `by ${name} `}at ${time}${note && `: ${note}`}`,
  mutedUntil: (time) => `Muted until ${time}`,
  flapping: 'Comes and goes: held as one alert',

  ranges: { live: 'Live', '15m': '15 m', '1h': '1 h', '6h': '6 h', '24h': '24 h' },
  historyFailed: (range, code) => {
    if (code === 404) return 'This server keeps no history.';
    return `The last ${range} could not be loaded${code === 0 ? '' : ` (${code})`}; trying again.`;
  },
  waiting: 'Loading…',
  ago: (span) => `${span} ago`,
  now: 'now',
  levels: { healthy: 'healthy', warning: 'warning', degraded: 'degraded', gap: 'down' },
  levelShare: (level, percent) => `${level} ${percent}`,
  down: (span, time, times) =>
    times > 1 ? `down ${span} in ${times} parts, longest at ${time}` : `down ${span} at ${time}`,
  notRecorded: (time) => `no record before ${time}`,
  nothingRecorded: 'Nothing recorded yet',
  fromTo: (from, to) => (to ? `${from} to ${to}` : `since ${from}`),
  incidents: (count) => some(count, 'incident'),
  total: 'Since start',
  totals: (requests, failed) => `${requests} requests, ${failed} failed`,
};
