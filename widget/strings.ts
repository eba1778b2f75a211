/** The words that the element shows or speaks; those of what is loaded later are in more-strings.ts. */

import type { MoreStrings } from './more-strings.js';
import type { RequestStrings } from './requests-strings.js';

/** What a sentence can speak of. Counts come as numbers, because the grammar needs them, with what formats them. */
export interface Facts {
  count: (value: number) => string;
  /** In the window. */
  requests: number;
  sessions: number;
  /** The window's length, for example "5 min". */
  window: string;
  /** How long ago the last answer came, for example "3s ago". */
  ago: string;
  /** Where the figures come from. */
  address: string;
  /** The HTTP status code of the last answer; null when there was none. */
  code: number | null;
}

/** A word and a sentence. */
export type Words = readonly [word: string, sentence: (facts: Facts) => string];

/** All words; those of what is loaded later lie in more-strings.ts and hold where `more` has no others. */
export interface Strings {
  /** What the region is called that has no `label`. */
  name: string;
  refresh: string;
  /** How things are. */
  states: Record<
    | 'loading'
    | 'healthy'
    | 'empty'
    | 'idle'
    | 'few'
    | 'warning'
    | 'degraded'
    | 'stale'
    | 'stuck'
    | 'unreachable'
    | 'offline'
    | 'unauthorised'
    | 'not-a-monitor',
    Words
  >;
  /** For those who run the system: what to do, and what more there is to say. */
  team: Record<'healthy' | 'warning' | 'degraded', Words>;
  /** For all others, what comes first and with emphasis. */
  slow: string;
  failing: string;
  wrong: string;
  alerted: string;
  old: (ago: string) => string;
  instances: (count: string) => string;
  retryIn: (span: string) => string;
  retrying: string;

  /** Figures. */
  errorRate: string;
  p95: string;
  requests: string;
  sessions: string;
  noValue: string;
  last: (window: string) => string;
  /** What a screen reader says of a line; `figures` are the lowest, the highest and the latest, if there are any. */
  chart: (name: string, window: string, figures: readonly string[]) => string;
  overLimit: string;
  /** How many alerts fire, in a badge. */
  firing: (count: string) => string;
  classes: Record<'5xx' | 'csrf' | '4xx' | 'timeout', string>;
  endpoints: string;
  share: string;
  asTable: string;
  more?: Partial<MoreStrings & RequestStrings>;
}

const some = ({ count }: Facts, amount: number, one: string, many = `${one}s`): string =>
  `${count(amount)} ${amount === 1 ? one : many}`;

/** The words that are used unless `useStrings` puts others in their place. */
export const english: Strings = {
  name: 'System status',
  refresh: 'Refresh',
  states: {
    loading: ['Loading', () => 'Asking for figures.'],
    healthy: [
      'Healthy',
      (facts) => `Everything works normally. ${some(facts, facts.sessions, 'person', 'people')} active.`,
    ],
    empty: ['No traffic yet', () => 'No requests so far. Open a page of your app: it shows here within seconds.'],
    idle: ['Quiet', ({ window }) => `No requests in the last ${window}.`],
    few: [
      'Quiet',
      (facts) => `${some(facts, facts.requests, 'request')} in the last ${facts.window}: too few to judge.`,
    ],
    warning: ['Warning', () => 'The team can see it.'],
    degraded: ['Degraded', () => 'The team can see it.'],
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
        `${code === 404 ? `There is nothing at ${address}` : `${address} answers, but not with a monitor’s figures`}. Check the address in the src attribute.`,
    ],
  },
  team: {
    healthy: ['Safe to route traffic', (facts) => `${some(facts, facts.sessions, 'active session')}.`],
    warning: ['Monitor closely, but deployable', () => ''],
    degraded: ['Do not route traffic; investigate', () => ''],
  },
  slow: 'Slower than usual.',
  failing: 'Not everything works as it should.',
  wrong: 'Something is wrong on our side.',
  alerted: 'The team has been alerted.',
  old: (ago) => `Last answer ${ago}. The figures below are old.`,
  instances: (count) => `${count} instances answer in turn, each with its own figures.`,
  retryIn: (span) => `retry in ${span}`,
  retrying: 'trying again',

  errorRate: 'Error rate',
  p95: 'P95 latency',
  requests: 'Requests',
  sessions: 'Active sessions',
  noValue: '–',
  last: (window) => `last ${window}`,
  chart: (name, window, [lowest, highest, latest]) =>
    `${name}, last ${window}: ${lowest === undefined ? 'nothing was measured' : `from ${lowest} to ${highest}, now ${latest}`}`,
  overLimit: 'over the limit',
  firing: (count) => `${count} ${count === '1' ? 'alert' : 'alerts'}`,
  classes: { '5xx': '5xx', csrf: 'CSRF', '4xx': '4xx', timeout: 'Timeouts' },
  endpoints: 'Endpoints',
  share: 'Share of requests',
  asTable: 'As a table',
};

let current = english;

/** The words in use. */
export function strings(): Strings {
  return current;
}

/**
 * Puts other words in the place of some or all, for every element of the page; they show with the next update. A group
 * is replaced as a whole.
 */
export function useStrings(replacements: Partial<Strings>): void {
  current = { ...english, ...replacements };
}
