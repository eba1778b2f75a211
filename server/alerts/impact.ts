/**
 * What alerts about requests amount to: how many requests, from the first one that an alert's rule counts to the last.
 * Windows forget; so the slices that are over are added up for as long as the rule holds. The counts are exact to the
 * request, the times to a slice.
 */

import { type AlertImpact, SLICE_SECONDS } from '../contract/index.js';
import { QUANTILES, type Rule } from '../options/rule.js';
import { isAboutFailures } from './alert-evidence.js';
import type { StoredAlert } from './alert-schema.js';
import { countedBy, covers, EVIDENCE_SECONDS, figuresOf, sampleSizeOf } from './rules/measurement.js';
import type { RuleInput } from './rules/rule-input.js';

const SLICE_MS = SLICE_SECONDS * 1000;
const MAX_ENDPOINTS = 50;
const SHOWN_ENDPOINTS = 3;
/** A late evaluation may have missed so many slices. */
const MAX_MISSED = 12;

/** Requests, and how many of them a rule counts. */
interface Counts {
  requests: number;
  count: number;
}

/** The same with where they were. */
interface Part extends Counts {
  /** By method and template; those of no endpoint are in none. */
  endpoints: ReadonlyMap<string, number>;
}

/** What is known of one rule's alert. */
interface Tally {
  /** All slices up to this one are counted. */
  countedTo: number;
  /** From the first request that counts to the last; times are milliseconds since 1970. */
  total: Part;
  from: number;
  to: number;
  /** What has come since then. */
  rest: Part;
}

const NOTHING: Part = { requests: 0, count: 0, endpoints: new Map() };

/** Adds up, by the rules' names. */
export class Impacts {
  readonly #tallies = new Map<string, Tally>();

  /** A rule begins to hold: looks back for when that was. */
  begin(rule: Rule, input: RuleInput, now: number, wall: number): void {
    if (!isCountable(rule) || this.#tallies.has(rule.name)) return;
    const look = lookingAt(rule, input);
    const newest = Math.floor(now / SLICE_MS);
    const current = look.counts(1);
    let begin = { score: 0, slices: 1 };
    // The sum of what is beyond the share that is healthy is largest from the true beginning on (Page's CUSUM).
    for (let slices = 2; slices <= Math.max(rule.window, EVIDENCE_SECONDS) / SLICE_SECONDS; slices++) {
      const { requests, count } = look.counts(slices);
      const score = count - current.count - healthyShare(rule) * (requests - current.requests);
      if (score > begin.score) begin = { score, slices };
    }
    const countedTo = newest - begin.slices;
    const from = wall - (now - (countedTo + 1) * SLICE_MS);
    this.#tallies.set(rule.name, { countedTo, total: NOTHING, from, to: from, rest: NOTHING });
  }

  /** Adds what has come since, to the alert too. */
  follow(alert: StoredAlert, rule: Rule, input: RuleInput, now: number, wall: number): void {
    if (!isCountable(rule)) return;
    const newest = Math.floor(now / SLICE_MS);
    const tally = this.#tallies.get(rule.name) ?? restored(alert, newest, input.uptimeSeconds);
    this.#tallies.set(rule.name, tally);
    const slices = newest - tally.countedTo;
    if (slices < 1) return;
    const look = lookingAt(rule, input);
    const isBad = ({ requests, count }: Counts, less: Counts = NOTHING): boolean =>
      count - less.count > healthyShare(rule) * (requests - less.requests);
    // The newest slice that is over and has what counts; the first is not over.
    let bad = 2;
    while (bad <= slices && !isBad(look.counts(bad), look.counts(bad - 1))) bad++;
    const [all, current] = [look.part(slices), look.part(1)];
    const isFound = bad <= slices;
    tally.countedTo = newest - 1;
    if (isFound) {
      const since = look.part(bad - 1);
      tally.total = sum(tally.total, tally.rest, difference(all, since));
      tally.to = wall - (now - (newest - bad + 2) * SLICE_MS);
      tally.rest = difference(since, current);
    } else {
      tally.rest = sum(tally.rest, difference(all, current));
    }
    if (!isFound && !isBad(current)) return;
    const [counted, to] = isBad(current) ? [sum(tally.total, tally.rest, current), wall] : [tally.total, tally.to];
    alert.impact = toImpact(counted, tally.from, Math.max(to, tally.from), peopleOf(alert, rule, tally, input, wall));
  }

  /**
   * A rule does not hold any more.
   * @returns whether no request at all has come since the last one that it counted
   */
  end(name: string): boolean {
    const tally = this.#tallies.get(name);
    this.#tallies.delete(name);
    return tally?.rest.requests === 0;
  }

  /** The windows are empty after a gap. */
  resume(now: number): void {
    for (const tally of this.#tallies.values()) tally.countedTo = Math.floor(now / SLICE_MS) - 1;
  }
}

/** Requests are told apart by endpoint in slices, but not their latencies, nor those of calls. */
function isCountable({ metric, endpoint, dependency }: Rule): boolean {
  if (metric === 'error_rate' || metric === 'count' || metric === 'affected_sessions') return true;
  return (metric === 'slow_rate' || QUANTILES[metric] !== undefined) && endpoint === null && dependency === null;
}

function healthyShare({ gate }: Rule): number {
  return gate?.healthyShare ?? 0;
}

/** Goes on with an alert from before a restart: all that this process has seen is new. */
function restored(alert: StoredAlert, newest: number, uptimeSeconds: number): Tally {
  const { impact } = alert;
  const endpoints = new Map(impact?.endpoints.map((each) => [`${each.method} ${each.endpoint}`, each.count]));
  const seen = Math.min(MAX_MISSED, Math.ceil(uptimeSeconds / SLICE_SECONDS) + 1);
  return {
    countedTo: newest - seen,
    total: impact === undefined ? NOTHING : { requests: impact.requests, count: impact.count, endpoints },
    from: Date.parse(impact?.from ?? alert.timestamp),
    to: Date.parse(impact?.to ?? alert.timestamp),
    rest: NOTHING,
  };
}

/** Looks at the last slices; the current one, which is not over, is the first. */
function lookingAt(rule: Rule, input: RuleInput) {
  // What is still open will be counted when it ends.
  const ended: RuleInput = { ...input, waiting: undefined };
  const counts = (slices: number): Counts => {
    const figures = figuresOf(rule, ended, slices * SLICE_SECONDS);
    return { requests: sampleSizeOf(rule, figures), count: countedBy(rule, figures) };
  };
  const endpoints = (slices: number): Map<string, number> =>
    new Map(
      ended
        .endpoints(slices * SLICE_SECONDS)
        .filter((each) => covers(rule, each))
        .map((each): [string, number] => [`${each.method} ${each.endpoint}`, countedBy(rule, each)])
        .filter(([, count]) => count > 0),
    );
  const hasEndpoints = rule.dependency === null && rule.metric !== 'slow_rate' && QUANTILES[rule.metric] === undefined;
  const part = (slices: number): Part => {
    const { requests, count } = counts(slices);
    return { requests, count, endpoints: hasEndpoints && count > 0 ? endpoints(slices) : NOTHING.endpoints };
  };
  return { counts, part };
}

/** Different sessions with a failure, as far back as that is known. */
function peopleOf(
  { impact }: StoredAlert,
  rule: Rule,
  { from }: Tally,
  input: RuleInput,
  wall: number,
): Pick<AlertImpact, 'affected_sessions' | 'is_minimum'> {
  const seconds = Math.ceil((wall - from) / SLICE_MS + 1) * SLICE_SECONDS;
  const within = Math.max(SLICE_SECONDS, Math.min(EVIDENCE_SECONDS, seconds));
  const affected = isAboutFailures(rule) ? (input.window(within).sessions?.affected ?? null) : null;
  if (affected === null)
    return { affected_sessions: impact?.affected_sessions ?? null, is_minimum: impact?.is_minimum ?? false };
  return {
    affected_sessions: Math.max(affected, impact?.affected_sessions ?? 0),
    is_minimum: seconds > within,
  };
}

function toImpact(
  { requests, count, endpoints }: Part,
  from: number,
  to: number,
  people: Pick<AlertImpact, 'affected_sessions' | 'is_minimum'>,
): AlertImpact {
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    requests,
    count,
    endpoints: [...endpoints]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN_ENDPOINTS)
      .map(([key, each]) => {
        const space = key.indexOf(' ');
        return { method: key.slice(0, space), endpoint: key.slice(space + 1), count: each };
      }),
    ...people,
  };
}

function sum(...parts: readonly Part[]): Part {
  return parts.reduce((a, b) => ({
    requests: a.requests + b.requests,
    count: a.count + b.count,
    endpoints: combined(a.endpoints, b.endpoints, 1),
  }));
}

function difference(a: Part, b: Part): Part {
  return {
    requests: Math.max(0, a.requests - b.requests),
    count: Math.max(0, a.count - b.count),
    endpoints: combined(a.endpoints, b.endpoints, -1),
  };
}

function combined(a: Part['endpoints'], b: Part['endpoints'], sign: 1 | -1): Map<string, number> {
  const counts = new Map(a);
  for (const [key, count] of b) counts.set(key, (counts.get(key) ?? 0) + sign * count);
  const some = [...counts].filter(([, count]) => count > 0);
  // Of very many, those that matter.
  return new Map(some.length <= MAX_ENDPOINTS ? some : some.sort(([, x], [, y]) => y - x).slice(0, MAX_ENDPOINTS));
}
