/** How things are, in an icon, a word and a plain sentence: the answer to the reader's question. */
import type { Metrics } from '../server/contract/index.js';
import type { Format } from './format.js';
import { windowSeconds } from './series.js';
import type { Audience } from './settings.js';
import type { Snapshot } from './snapshot.js';
import type { MonitorStatus } from './status.js';
import type { Facts, Strings } from './strings.js';

/** What the icon's shape and colour tell. `quiet`: nothing is wrong, but nobody could tell. */
export type Tone = 'healthy' | 'warning' | 'degraded' | 'quiet' | 'unknown' | 'loading';

/** For whom, in which words and when something is told. */
export interface Telling {
  /** Milliseconds since 1970. */
  now: number;
  audience: Audience;
  strings: Strings;
  format: Format;
  /** Where the figures come from, as a reader knows it. */
  address: string;
}

/** The head of every variant. */
export interface Headline {
  tone: Tone;
  word: string;
  /** What to do about it, as a title; the word where there is nothing to be done. */
  verdict: string;
  /** The first thing to know, with emphasis; empty when all is well. */
  lead: string;
  sentence: string;
  /** Something that the reader has to know about the figures; empty when they are what they seem. */
  note: string;
  /** When the figures came, or when the next try comes. */
  time: string;
}

/** Nothing is wrong, but nobody could tell. */
const QUIET: readonly (keyof Strings['states'])[] = ['empty', 'idle', 'few'];

/** Tells the status. */
export function headline(snapshot: Snapshot, status: MonitorStatus, telling: Telling): Headline {
  const { metrics, failure, instances, lastSuccess, nextPoll } = snapshot;
  const { strings, format, audience, now } = telling;
  const secondsAgo = Math.max(0, Math.floor((now - (lastSuccess ?? now)) / 1000));
  const facts: Facts = {
    count: format.count,
    requests: metrics?.summary.window_requests ?? 0,
    sessions: metrics?.summary.active_sessions ?? 0,
    window: format.span(windowSeconds(metrics)),
    ago: format.ago(secondsAgo),
    address: telling.address,
    code: failure?.status ?? null,
  };
  const current = metrics?.status === status ? metrics : null;
  const state = current === null ? (status === 'stale' && failure === null ? 'stuck' : status) : refine(current);
  const [word, sentence] = strings.states[state];
  const told: Headline = {
    tone: QUIET.includes(state) ? 'quiet' : (current?.status ?? (status === 'loading' ? status : 'unknown')),
    word,
    verdict: word,
    lead: '',
    sentence: sentence(facts),
    note: instances > 1 ? strings.instances(format.count(instances)) : '',
    time: facts.ago,
  };
  if (current === null) {
    if (metrics !== null) told.sentence = `${told.sentence} ${strings.old(facts.ago)}`.trim();
    const untilNext = Math.max(1, Math.ceil(((nextPoll ?? 0) - now) / 1000));
    if (status === 'loading') told.time = '';
    else told.time = nextPoll === null ? strings.retrying : strings.retryIn(format.span(untilNext));
  } else if (audience === 'team' && state === current.status) {
    const [verdict, more] = strings.team[state];
    told.verdict = verdict;
    told.lead = fullStop(current.reasons[0]?.message ?? '');
    told.sentence = `${fullStop(verdict)} ${more(facts)}`.trim();
  } else if (state === 'warning' || state === 'degraded') {
    const isSlow = current.reasons[0]?.unit === 'ms';
    const isAlerted = current.alerts.some((alert) => alert.state === 'firing');
    told.lead = state === 'degraded' ? strings.wrong : isSlow ? strings.slow : strings.failing;
    if (isAlerted) told.sentence = strings.alerted;
  }
  return told;
}

/** Healthy can mean that there was too little to tell. */
function refine({ status, summary, too_few_to_judge }: Metrics) {
  if (status !== 'healthy') return status;
  if (summary.total_requests === 0) return 'empty';
  if (summary.window_requests === 0) return 'idle';
  return too_few_to_judge ? 'few' : status;
}

function fullStop(sentence: string): string {
  return sentence === '' ? '' : `${sentence}.`;
}
