/** The status as icon, word and sentence: the answer to the reader's question. */
import { plainCause, type Level, type Metrics } from '../../../server/contract/index.js';
import type { Snapshot } from '../../data/snapshot.js';
import type { Strings, StatusValues } from '../../strings/strings.js';
import type { DisplayContext } from './display-context.js';
import { hasFigures, windowSeconds } from '../series.js';
import type { MonitorStatus } from '../status.js';

/**
 * Selects the icon's shape and colour. `recovering`: the last minute is good again; `quiet`: nothing is wrong, but there
 * is too little traffic to tell.
 */
export type Tone = Level | 'recovering' | 'quiet' | 'unknown' | 'loading';

/** The head of every variant. */
export interface Headline {
  tone: Tone;
  word: string;
  /** What to do, as a title; the word when there is nothing to do. */
  verdict: string;
  /** How many people saw an error; empty where that is not known or does not matter. */
  people: string;
  /** The first sentence, which is emphasized; empty when all is well. */
  lead: string;
  sentence: string;
  /** A remark about the figures; empty when there is none. */
  note: string;
  /** How old the figures are, or when the next poll comes. */
  time: string;
}

/** The states in which there is too little traffic to tell. */
const QUIET: readonly (keyof Strings['states'])[] = ['empty', 'idle', 'few'];

/** Describes a status. */
export function headline(snapshot: Snapshot, status: MonitorStatus, display: DisplayContext): Headline {
  const { metrics, failure, instances, lastSuccess, nextPoll } = snapshot;
  const { strings, format, teamHeadline, now } = display;
  const secondsAgo = Math.max(0, Math.floor((now - (lastSuccess ?? now)) / 1000));
  const values: StatusValues = {
    count: format.count,
    requests: metrics?.summary.window_requests ?? 0,
    sessions: metrics?.summary.active_sessions ?? 0,
    knowsSessions: metrics?.summary.sessions_known ?? false,
    people: metrics?.summary.window_sessions ?? 0,
    affected: metrics?.summary.affected_sessions ?? 0,
    window: hasFigures(metrics) ? format.span(windowSeconds(metrics)) : '',
    seconds: windowSeconds(metrics),
    ago: format.ago(secondsAgo),
    address: display.address,
    code: failure?.status ?? null,
  };
  const current = metrics?.status === status ? metrics : null;
  const state = current === null ? (status === 'stale' && failure === null ? 'stuck' : status) : refinedState(current);
  const isQuiet = QUIET.includes(state);
  const [word, sentence] = strings.states[state];
  const result: Headline = {
    tone: isQuiet
      ? 'quiet'
      : state === 'recovering'
        ? state
        : (current?.status ?? (status === 'loading' ? status : 'unknown')),
    word,
    verdict: word,
    people: '',
    lead: '',
    sentence: sentence(values),
    note: instances > 1 ? strings.instances(format.count(instances)) : '',
    time: values.ago,
  };
  if (current === null) {
    if (metrics !== null) result.sentence = `${result.sentence} ${strings.old(values.ago)}`.trim();
    const untilNext = Math.max(1, Math.ceil(((nextPoll ?? 0) - now) / 1000));
    if (status === 'loading') result.time = '';
    else result.time = nextPoll === null ? strings.retrying : strings.retryIn(format.span(untilNext));
  } else {
    const isWrong = state === 'warning' || state === 'degraded';
    const cause = plainCause(current.status, current.reasons);
    if (isWrong && cause !== 'slow' && values.affected) result.people = strings.affected(values);
    if (teamHeadline && !isQuiet) Object.assign(result, teamHeadline(current, values, display));
    else if (isWrong) {
      const isAlerted = current.alerts.some((alert) => alert.state === 'firing' && alert.notified_at);
      // Whoever reads how many people saw an error knows that something is wrong.
      result.lead = result.people ? '' : strings.causes[cause];
      if (isAlerted) result.sentence = strings.alerted;
    }
  }
  return result;
}

/** Tells a system without enough traffic from a healthy one, and one that recovers from one that does not. */
function refinedState(metrics: Metrics) {
  const { status, recovering, summary, too_few_to_judge } = metrics;
  if (status !== 'healthy') return recovering ? 'recovering' : status;
  if (!hasFigures(metrics)) return status;
  if (summary.total_requests === 0) return 'empty';
  if (summary.window_requests === 0) return 'idle';
  return too_few_to_judge ? 'few' : status;
}
