/** The words that every element loads: one interface that every language implements. */
import type { HistoryRange, Level, PlainCause, Severity } from '../../server/contract/index.js';
import type { AccessStrings } from './access-strings.js';
import type { ErrorStrings } from './error-strings.js';
import type { PageStrings } from './page-strings.js';

/** The values that the sentences about the status can use. */
export interface StatusValues {
  /** Formats a count. */
  count: (value: number) => string;
  /** Requests in the window. */
  requests: number;
  /** Active sessions. */
  sessions: number;
  /** A session has ever been seen; otherwise nothing is said of sessions. */
  knowsSessions: boolean;
  /** Different sessions in the window, and those of them with a failure. */
  people: number;
  affected: number;
  /** The length of the window: "5 min"; empty when there are no figures. */
  window: string;
  /** The same as a number. */
  seconds: number;
  /** The time since the last answer: "3s ago". */
  ago: string;
  /** Where the figures come from. */
  address: string;
  /** The HTTP status code of the last answer; null when there was none. */
  code: number | null;
}

/** What sentences of a language are made with. Words that are loaded later are given it. */
export interface Grammar {
  /** A count with its noun. The usual plural of the language, unless `many` is given. */
  counted: (text: string, count: number, one: string, many?: string) => string;
  /** The same; empty for none. */
  some: (count: number, one: string, many?: string) => string;
  /** See `Strings`. */
  asSentence: (text: string) => string;
}

/** A word for the status, and a sentence. */
export type StatusText = readonly [word: string, sentence: (values: StatusValues) => string];

/** The parts of an alert's message. */
export interface AlertParts {
  /** The figure: "P95 latency 612 ms", "7 server errors". */
  figure: string;
  /** The endpoint that it is about; empty for all. */
  endpoint: string;
  /** The threshold with its unit. */
  limit: string;
  /** The figure is too low, not too high. */
  isMinimum: boolean;
  /** The length of the window: "60 s"; empty for figures without a window. */
  window: string;
}

/** These words, in the order in which they appear: status, figures, alerts, history. */
export interface Strings {
  /** The name of the region when the element has no `label`. */
  name: string;
  /** Adds the full stop at the end of a sentence, unless it has an end. */
  asSentence: (text: string) => string;
  refresh: string;
  states: Record<
    | 'loading'
    | 'healthy'
    | 'empty'
    | 'idle'
    | 'few'
    | 'warning'
    | 'degraded'
    | 'recovering'
    | 'stale'
    | 'stuck'
    | 'unreachable'
    | 'offline'
    | 'unauthorised'
    | 'not-a-monitor',
    StatusText
  >;
  /** For the audience `team`: the verdict, and what else there is to say. */
  team: Record<Level | 'recovering', StatusText>;
  /** For the audience `everyone`: the first, emphasised sentence, by what they notice. */
  causes: Record<PlainCause, string>;
  /** How many people saw an error: at least one. */
  affected: (values: StatusValues) => string;
  alerted: string;
  old: (ago: string) => string;
  instances: (count: string) => string;
  retryIn: (span: string) => string;
  retrying: string;
  /** Maintenance that runs, and that is to come. */
  maintenanceUntil: (time: string) => string;
  plannedMaintenance: (from: string, to: string) => string;
  /**
   * These load further words, each with what needs them: who is signed in and for whom the figures are; a page; its
   * cards.
   */
  access: () => Promise<AccessStrings>;
  page: () => Promise<PageStrings>;
  errors: () => Promise<ErrorStrings>;

  /** Names of figures; reasons and alerts use them too. */
  errorRate: string;
  p50Latency: string;
  p95: string;
  p99Latency: string;
  slowRequests: string;
  /** `limit` is empty below the figure of the P95 latency. */
  slower: (share: string, limit: string) => string;
  requests: string;
  requestRate: string;
  sessions: string;
  eventLoopDelay: string;
  noValue: string;
  last: (window: string) => string;
  /** The description of a sparkline for screen readers: its lowest, highest and latest figure, if there are any. */
  chart: (name: string, window: string, figures: readonly string[]) => string;
  /** For screen readers, after a figure that is over its limit. */
  overLimit: string;
  /** The number of firing alerts, in a badge. */
  firing: (count: number, text: string) => string;
  /** No error in the window. */
  noErrors: string;
  endpoints: string;
  /** The columns of endpoints; the share of requests is a line below the name of each, and a sentence for screen readers. */
  endpointAndShare: string;
  errorsColumn: string;
  percentiles: Record<'p50' | 'p95' | 'p99', string>;
  shareOfRequests: (percent: string) => string;
  asTable: string;

  /** Below a figure. */
  inWindow: (count: string, window: string) => string;
  sawError: (count: number, text: string) => string;
  byCookie: string;
  /** An error group: `location` may be empty. */
  groupName: (type: string, location: string) => string;
  times: (count: number, text: string) => string;
  people: (count: number, text: string) => string;
  newSince: (version: string) => string;

  /** Why the status is not healthy. */
  figureOver: (figure: string, value: string, limit: string) => string;
  figureAt: (figure: string, value: string, limit: string) => string;
  /** `message` is the check's own; it may be empty. */
  checkFailed: (check: string, message: string) => string;
  /** The messages of alerts. */
  alert: (parts: AlertParts) => string;
  checkAlert: (check: string) => string;
  /** A count of errors as people say it; `text` may be empty. `other` stands for several classes of the app's own. */
  errorsOfClass: (count: number, text: string, errorClass: string) => string;
  peopleSawError: (count: number, text: string) => string;
  starts: (count: string, minutes: string) => string;
  /** `count` requests behind the message's figure are still open. */
  stillWaiting: (message: string, count: number, text: string) => string;
  /** The alert is from before a restart, and nothing has confirmed it since. */
  notConfirmed: (message: string) => string;
  comesAndGoes: (message: string) => string;

  alerts: string;
  firingAlert: (severity: string) => string;
  severities: Record<Severity, string>;
  resolved: string;
  firingFor: (span: string) => string;
  lasted: (time: string, span: string) => string;
  time: string;
  /** The evidence of an alert. */
  peak: (value: string) => string;
  ofRequests: (count: string) => string;
  mostFrom: (share: string, endpoint: string) => string;
  /** `extent` is that of the group; it may be empty. */
  mostAre: (count: string, total: string, group: string, extent: string) => string;
  /** `endpoint` may be empty. */
  firstAt: (time: string, endpoint: string) => string;
  /** `name` and `note` may be empty. */
  acknowledgedBy: (name: string, time: string, note: string) => string;
  mutedUntil: (time: string) => string;
  flapping: string;

  /** History. */
  ranges: Record<'live' | HistoryRange, string>;
  /** By the HTTP status code; 0 when there was no answer that can be used. */
  historyFailed: (range: string, code: number) => string;
  waiting: string;
  /** A span of time, seen from now. */
  ago: (span: string) => string;
  now: string;
  /** `gap`: the process was down. */
  levels: Record<Level | 'gap', string>;
  levelShare: (level: string, percent: string) => string;
  down: (span: string, time: string, times: number) => string;
  notRecorded: (time: string) => string;
  nothingRecorded: string;
  /** `to` is empty while it lasts. */
  fromTo: (from: string, to: string) => string;
  incidents: (count: number) => string;
  total: string;
  totals: (requests: string, failed: string) => string;
}
