/** Words that only a page needs. Loaded with the first page. */
import type { Audience, CheckStatus, Verdict } from '../../server/contract/index.js';
import type { OwnStrings } from './own-strings.js';
import type { WaitingStrings } from './waiting-strings.js';

/** All of them, in the order in which they appear: verdict, account, alerts, deploys, charts, tables, facts. */
export interface PageStrings {
  /** What a healthy verdict is based on. */
  evidence: (errorRate: string, p95: string, requests: string, window: string) => string;

  /** Who is signed in; the public is not. */
  signedIn: string;
  audiences: Record<Exclude<Audience, 'public'>, string>;

  /** What an alert says; where these are not loaded, the server's message is shown. `group` may be empty. */
  newErrors: (count: number, text: string, group: string) => string;
  overdueJob: (job: string, seconds: number) => string;

  /** Alerts and what can be done about them. `name` and `note` may be empty. */
  muted: (rule: string, time: string, name: string, note: string) => string;
  acknowledge: string;
  mute: string;
  unmute: string;
  muteMeans: (rule: string) => string;
  muteFor: string;
  minutes: (amount: number) => string;
  yourName: string;
  note: string;
  cancel: string;
  /** By the HTTP status code; 0 when there was no answer. */
  refused: (code: number) => string;

  /** The message of a deploy's comparison. */
  verdicts: Record<Verdict, string>;
  noRequestsYet: string;
  nothingBefore: (requests: string) => string;
  requestCount: (count: number, text: string) => string;
  /** `expected` is the figure before with the mix of endpoints since; empty when it says nothing new. */
  figureChange: (figure: string, after: string, before: string, expected: string, verdict: string) => string;
  deployResult: (errorRate: string, p95: string, requests: string) => string;
  slowFirstMinute: (result: string, p95: string) => string;
  /** How sure "worse" or "better" is. */
  sure: (result: string, percent: string) => string;
  /** The endpoints that became worse; `more` counts those that are not named. */
  worseEndpoints: (result: string, endpoints: readonly string[], more: number) => string;
  unknown: string;

  /** History. */
  range: string;
  historySummary: (gaps: number, alerts: number, deploys: number) => string;
  deploy: (version: string) => string;
  sinceDeploy: (version: string, ago: string, message: string) => string;
  events: string;

  /** Charts. */
  latency: string;
  requestsPerSecond: string;
  succeeded: string;
  failed: string;
  errorsByClass: string;
  /** The button that opens the chart of errors by class. */
  byClass: string;
  peopleTitle: string;
  activeNow: string;
  sawAnError: string;
  /** The button that ends a zoom. */
  wholeRange: string;
  limit: (value: string) => string;
  noChart: string;

  /** Endpoints and their requests. */
  failedColumn: string;
  /** The order of the endpoints. */
  failingFirst: string;
  noRequests: string;
  requestsOf: (endpoint: string) => string;
  newestFailed: string;
  slowest: string;
  status: string;
  errorClass: string;
  feature: string;
  /** `count` is empty when it is not known. */
  noneInLast: (count: string) => string;
  /** By the HTTP status code; 0 when there was no answer that can be used. */
  requestsRefused: (code: number) => string;
  again: string;

  /** Load the words of cards: what is waited for; jobs, error budgets, the app's own numbers and the monitor's cost. */
  waitingWords: () => Promise<WaitingStrings>;
  ownWords: () => Promise<OwnStrings>;

  /** Features, checks and the process. */
  features: string;
  sinceStart: string;
  process: string;
  checks: string;
  checksAndProcess: string;
  checkStatuses: Record<CheckStatus, string>;
  inFlight: string;
  eventLoop: string;
  heap: string;
  megabytes: (count: string) => string;
  uptime: string;
  version: string;
  instance: string;
  lastError: string;
}
