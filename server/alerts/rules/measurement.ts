/** The value of a rule's metric, whether the rule's condition holds, and whether that is evident. */

import { Histogram } from '../../collector/histogram/histogram.js';
import { OwnLatencies } from '../../collector/own-figures.js';
import type { Unit, RuleMetric } from '../../contract/index.js';
import { isMeant } from '../../options/endpoint-key.js';
import { QUANTILES, type Rule } from '../../options/rule.js';
import { isEvidence } from '../../statistics/evidence-gate.js';
import type { EndpointFigures, RuleInput, WindowFigures } from './rule-input.js';
import { shareOf, type SlowRequests, slowRequests } from './slow-requests.js';
import { withWaiting } from './waiting-requests.js';

/** The figures that a rule covers. */
type RuleFigures = WindowFigures & {
  /** How many open requests are among them. */
  waiting?: number;
  /** For the metric `slow_rate`. */
  slow?: SlowRequests;
};

/** A rule's metric at one time. */
export interface Measurement {
  /** In the metric's unit. */
  value: number;
  /** Whether the value is beyond the threshold. */
  holds: boolean;
  /** Whether it also passes the evidence gate, which a rule must do to begin to fire. */
  isEvident: boolean;
  /**
   * Whether the rule may fire again although it was resolved within its own window: only errors since then count, not
   * those that people were already notified of.
   */
  isRenewed: boolean;
  /** Requests in the window; of percentiles those with a latency. */
  sampleSize: number;
  /** How many of them the rule counts. */
  count: number;
  /** How many of them are still open. */
  waiting: number;
}

/**
 * A gated count holds only while it is above this multiple of the healthy share, since a busy site reaches any count
 * in good health. Below 500 requests/min that makes no difference to five errors in 300 s.
 */
export const BUSY_MARGIN = 2;
/**
 * The newest part of a gated count's window must also be above that, so that the alert ends soon after its cause, not
 * when the last error leaves the window. It does not delay the start: the error that completes the count is new.
 */
const COUNT_ENDS_SECONDS = 100;
/** If a rule's own window is too short for evidence, as on a quiet site, the evidence may come from this long back ... */
export const EVIDENCE_SECONDS = 300;
/** ... provided that the own window alone is this unlikely. Otherwise old failures would support a single new one. */
export const PARTIAL_EVIDENCE = 0.01;

/** Sessions are relied on where at least this share of the requests carries one. */
const MIN_SESSION_SHARE = 0.5;

/** The unit of a metric. */
export function unitOf(metric: RuleMetric): Unit {
  if (metric === 'error_rate' || metric === 'slow_rate') return '%';
  if (metric === 'requests_per_second') return '/s';
  return QUANTILES[metric] !== undefined || metric === 'event_loop_delay' ? 'ms' : 'count';
}

/** Measures a rule's metric; null when there is nothing to judge, for example an empty window. */
export function measure(rule: Rule, input: RuleInput): Measurement | null {
  switch (rule.metric) {
    case 'active_sessions':
      return ofGauge(rule, input.activeSessions);
    case 'event_loop_delay':
      return ofGauge(rule, input.eventLoopDelayP99Ms);
    case 'instrument': {
      const value = input.instrument?.(rule.instrument ?? '') ?? null;
      return value === null ? null : ofGauge(rule, value);
    }
    case 'check': {
      const status = input.check(rule.check ?? '');
      return status === 'healthy' || status === 'degraded' ? ofGauge(rule, status === 'degraded' ? 1 : 0) : null;
    }
    case 'affected_sessions':
      return ofAffectedSessions(rule, input);
    case 'new_error': {
      const news = input.errorGroups?.news(rule.window) ?? [];
      return { ...ofGauge(rule, news.length), count: news.length };
    }
    case 'requests_per_second':
      return ofThroughput(rule, figuresOf(rule, input, rule.window), input.uptimeSeconds);
    case 'error_rate':
    case 'count':
    case 'p50':
    case 'p95':
    case 'p99':
    case 'slow_rate':
      return ofRequests(rule, input);
  }
}

/** How many requests a rule counts. */
export function countedBy(rule: Rule, figures: RuleFigures): number {
  if (rule.metric === 'slow_rate') return figures.slow?.count ?? 0;
  if (rule.metric === 'error_rate' || rule.metric === 'affected_sessions') return figures.failed;
  if (rule.metric === 'count') return figures.classes.get(rule.errorClass ?? '') ?? 0;
  return rule.metric === 'requests_per_second' ? figures.requests : figures.latency.countOver(rule.threshold);
}

/** Whether a rule covers an endpoint. */
export function covers(rule: Rule, of: { endpoint: string; method: string }): boolean {
  if (rule.endpoint !== null) return isMeant(rule.endpoint, of);
  if (rule.metric === 'slow_rate') return slowLimitOf(rule, of) !== null;
  return rule.endpointLimits?.of(of).errorRatePercent === undefined;
}

/** The latency limit of an endpoint for a rule of the metric `slow_rate`, in milliseconds; null where it is left out. */
export function slowLimitOf(
  { endpointLimits, limitMs = Infinity }: Rule,
  of: { endpoint: string; method: string },
): number | null {
  const own = endpointLimits?.of(of).p95Ms;
  return own === undefined ? limitMs : own && own[1];
}

function ofGauge(rule: Rule, value: number): Measurement {
  return { value, holds: compare(rule, value), isEvident: true, isRenewed: true, sampleSize: 0, count: 0, waiting: 0 };
}

function ofThroughput(rule: Rule, { requests }: WindowFigures, uptimeSeconds: number): Measurement | null {
  const elapsed = Math.min(rule.window, uptimeSeconds);
  if (elapsed <= 0 || isTooEarly(rule, uptimeSeconds)) return null;
  const value = requests / elapsed;
  const isEvident = requests >= rule.minRequests;
  const holds = compare(rule, value);
  return { value, holds, isEvident, isRenewed: true, sampleSize: requests, count: requests, waiting: 0 };
}

/** People are counted, not estimated from a sample: the bare threshold decides. */
function ofAffectedSessions(rule: Rule, input: RuleInput): Measurement | null {
  const { requests, failed, sessions } = input.window(rule.window);
  const value = sessions?.affected ?? null;
  if (value === null || isTooEarly(rule, input.uptimeSeconds)) return null;
  const isEvident = requests >= rule.minRequests;
  const holds = compare(rule, value);
  return { value, holds, isEvident, isRenewed: true, sampleSize: requests, count: failed, waiting: 0 };
}

function ofRequests(rule: Rule, input: RuleInput): Measurement | null {
  const figures = figuresOf(rule, input, rule.window);
  const sampleSize = sampleSizeOf(rule, figures);
  const count = countedBy(rule, figures);
  // Errors may be reported without a request.
  const isEmpty = sampleSize === 0 && (rule.metric !== 'count' || count === 0);
  if (isEmpty || isTooEarly(rule, input.uptimeSeconds)) return null;
  const value = valueOf(rule, figures, count);
  const holds = compare(rule, value) && (rule.metric !== 'count' || rule.gate === null || isUnusual(rule, input));
  return {
    value,
    holds,
    isEvident: holds && figures.requests >= rule.minRequests && passesGate(rule, figures, input),
    isRenewed: holds && isRenewed(rule, input),
    sampleSize,
    count,
    waiting: figures.waiting ?? 0,
  };
}

/** How many requests a rule judges. */
export function sampleSizeOf(rule: Rule, figures: RuleFigures): number {
  if (rule.metric === 'slow_rate') return figures.slow?.total ?? 0;
  return QUANTILES[rule.metric] === undefined ? figures.requests : figures.latency.count;
}

/** The value of a rule's metric about requests. */
export function valueOf({ metric }: Rule, figures: RuleFigures, count: number): number {
  const quantile = QUANTILES[metric];
  if (quantile !== undefined) return figures.latency.quantile(quantile) ?? 0;
  if (metric === 'slow_rate') return figures.slow === undefined ? 0 : 100 * shareOf(figures.slow);
  if (metric === 'affected_sessions') return figures.sessions?.affected ?? 0;
  return metric === 'error_rate' ? (100 * figures.failed) / Math.max(1, figures.requests) : count;
}

function isUnusual(rule: Rule, input: RuleInput): boolean {
  const share = BUSY_MARGIN * (rule.gate?.healthyShare ?? 0);
  return [rule.window, Math.min(rule.window, COUNT_ENDS_SECONDS)].every((seconds) => {
    const figures = figuresOf(rule, input, seconds);
    return countedBy(rule, figures) > share * figures.requests;
  });
}

/** Whether the newest part of a gated count's window reaches the threshold by itself. */
function isRenewed(rule: Rule, input: RuleInput): boolean {
  if (rule.metric !== 'count' || rule.gate === null) return true;
  return compare(rule, countedBy(rule, figuresOf(rule, input, Math.min(rule.window, COUNT_ENDS_SECONDS))));
}

function passesGate(rule: Rule, figures: WindowFigures, input: RuleInput): boolean {
  const { gate } = rule;
  if (gate === null) return true;
  const isBelow = (tail: number, of: WindowFigures): boolean => {
    const count = countedBy(rule, of);
    const clients = distinctClients(rule, of, count);
    const size = sampleSizeOf(rule, of);
    // A client that tries again is one observation, not many (Rao and Scott, Biometrics 48 (1992) 577-585).
    const total = clients === count ? size : Math.max(clients, Math.ceil((size * clients) / count));
    return isEvidence(clients, total, { ...gate, tail });
  };
  if (isBelow(gate.tail, figures)) return true;
  if (rule.window >= EVIDENCE_SECONDS || !isBelow(PARTIAL_EVIDENCE, figures)) return false;
  return isBelow(gate.tail, figuresOf(rule, input, EVIDENCE_SECONDS));
}

/** How many different clients a rule's errors come from, where sessions can tell; else each error counts as one. */
function distinctClients(rule: Rule, { requests, sessions }: WindowFigures, count: number): number {
  if (sessions === undefined || (rule.metric !== 'error_rate' && rule.metric !== 'count')) return count;
  if (sessions.requests < MIN_SESSION_SHARE * requests) return count;
  return Math.min(count, sessions.withError(rule.metric === 'count' ? rule.errorClass : null) ?? count);
}

/** A rule about too little needs one whole window. */
function isTooEarly({ comparison, window }: Rule, uptimeSeconds: number): boolean {
  return (comparison === '<' || comparison === '<=') && uptimeSeconds < window;
}

/** Whether a value is beyond the rule's threshold. */
export function compare({ comparison, threshold }: Rule, value: number): boolean {
  switch (comparison) {
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
  }
}

/**
 * The figures that a rule covers: those of the whole app, the sum over the methods of one endpoint, or the calls of a
 * dependency. Percentiles include open requests, or calls.
 */
export function figuresOf(rule: Rule, input: RuleInput, seconds: number): RuleFigures {
  if (rule.dependency !== null) return callsOf(rule, rule.dependency, input, seconds);
  const counted = rule.endpoint && rule.metric === 'error_rate' ? input.counted?.(rule.endpoint, seconds) : undefined;
  if (counted !== undefined) return { ...counted, classes: new Map(), latency: new Histogram() };
  if (rule.metric === 'slow_rate') return slowFigures(rule, input, seconds);
  const figures =
    rule.endpoint === null
      ? ofOthers(rule, input.window(seconds))
      : sumOf(
          input.endpoints(seconds).filter((each) => covers(rule, each)),
          rule.errorClass ?? '',
        );
  if (QUANTILES[rule.metric] === undefined) return figures;
  const { requests, failed, classes, latency: ended } = figures;
  const open = input.waiting ?? [];
  const covered = rule.endpoint === null ? open : open.filter((each) => covers(rule, each));
  const { latency, waiting } = withWaiting(ended, covered, rule.threshold, seconds);
  return { requests: requests + waiting, failed, classes, latency, waiting };
}

/** Without the endpoints that have limits of their own, where the rule leaves them out. */
function ofOthers({ endpointLimits }: Rule, figures: WindowFigures): WindowFigures {
  const { own } = figures;
  if (endpointLimits === undefined || own === undefined) return figures;
  const classes = Array.from(figures.classes, ([name, count]) => [name, count - (own.classes.get(name) ?? 0)] as const);
  const [requests, failed] = [figures.requests - own.requests, figures.failed - own.failed];
  return { ...figures, requests, failed, classes: new Map(classes) };
}

function slowFigures({ endpointLimits, limitMs = Infinity }: Rule, input: RuleInput, seconds: number): RuleFigures {
  const figures = input.window(seconds);
  const judged = figures.own ?? { latency: figures.latency, own: new OwnLatencies() };
  const slow = slowRequests(
    judged,
    { endpoints: endpointLimits, which: 1, otherwiseMs: limitMs },
    input.waiting ?? [],
    seconds,
  );
  return { ...figures, requests: figures.requests + slow.waiting, waiting: slow.waiting, slow };
}

function callsOf(rule: Rule, name: string, input: RuleInput, seconds: number): RuleFigures {
  const calls = input.dependency?.(name, seconds);
  if (calls === undefined) return { requests: 0, failed: 0, classes: new Map(), latency: new Histogram() };
  if (QUANTILES[rule.metric] === undefined) return calls;
  const { requests, failed, classes, latency: ended, openMs } = calls;
  const open = openMs.map((ageMs) => ({ ageMs }));
  const { latency, waiting } = withWaiting(ended, open, rule.threshold, seconds);
  return { requests: requests + waiting, failed, classes, latency, waiting };
}

/** The sum over endpoints; of the error classes, that of one. */
export function sumOf(parts: readonly EndpointFigures[], errorClass: string): WindowFigures {
  const total = (of: (part: EndpointFigures) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  const latency = new Histogram();
  for (const part of parts) latency.merge(part.latency);
  return {
    requests: total((part) => part.requests),
    failed: total((part) => part.failed),
    classes: new Map([[errorClass, total((part) => part.classes.get(errorClass) ?? 0)]]),
    latency,
  };
}
