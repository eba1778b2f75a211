/** A rule's figure: what it reads now, whether the condition holds, and whether that is more than chance. */

import type { Unit } from '../contract/index.js';
import { binomialTail } from '../statistics/binomial.js';
import { QUANTILES, type Metric, type Rule } from '../options/rule.js';
import type { EndpointFiguresView, LatencyFigures, RuleView, WindowFigures } from './rule-input.js';

/** What a rule reads at one moment. */
export interface Reading {
  /** In the metric's unit. */
  value: number;
  /** Whether the condition holds by the bare threshold. */
  holds: boolean;
  /** Whether a rule that does not fire yet may fire on it. */
  isEvident: boolean;
  /** Whether it may fire again though it was resolved within the last window: errors that were told before do not count. */
  isRenewed: boolean;
  /** Requests in the window; of percentiles those with a latency. */
  sampleSize: number;
  /** How many of them the rule counts. */
  count: number;
}

/**
 * A gated count holds only while it is above this many times the healthy share: a busy site reaches any count without
 * being ill. Below 500 requests/min that makes no difference to five in 300 s.
 */
const BUSY_MARGIN = 2;
/**
 * The same must hold for the newest part of its window, so that it ends soon after its cause and not when the last
 * error has left the window. It makes no difference to when it fires: the error that fills the count is a new one.
 */
const COUNT_ENDS_SECONDS = 100;
/** Evidence may come from so far back where a rule's own window is too short for it, as on a quiet site ... */
const EVIDENCE_SECONDS = 300;
/** ... if the rule's own window alone is as unlikely as this: else what is long over would speak for a single failure. */
const PARTIAL_EVIDENCE = 0.01;

/** The unit of a metric. */
export function unitOf(metric: Metric): Unit {
  if (metric === 'error_rate') return '%';
  if (metric === 'requests_per_second') return '/s';
  return QUANTILES[metric] !== undefined || metric === 'event_loop_delay' ? 'ms' : 'count';
}

/** Reads a rule's figure; null where there is nothing to judge by, such as in an empty window. */
export function read(rule: Rule, view: RuleView): Reading | null {
  switch (rule.metric) {
    case 'active_sessions':
      return momentary(rule, view.activeSessions);
    case 'event_loop_delay':
      return momentary(rule, view.eventLoopDelayP99Ms);
    case 'check': {
      const status = view.check(rule.check ?? '');
      return status === 'healthy' || status === 'degraded' ? momentary(rule, status === 'degraded' ? 1 : 0) : null;
    }
    case 'requests_per_second':
      return throughput(rule, figuresOf(rule, view, rule.window), view.uptimeSeconds);
    case 'error_rate':
    case 'count':
    case 'p50':
    case 'p95':
    case 'p99':
      return ofRequests(rule, view);
  }
}

/** How many requests of these figures the rule counts. */
export function countedBy(rule: Rule, figures: WindowFigures): number {
  if (rule.metric === 'error_rate') return figures.failed;
  if (rule.metric === 'count') return figures.classes.get(rule.errorClass ?? '') ?? 0;
  return rule.metric === 'requests_per_second' ? figures.requests : figures.latency.countOver(rule.threshold);
}

/** Whether a rule is about an endpoint. */
export function isAbout(rule: Rule, of: { endpoint: string; method: string }): boolean {
  const { endpoint } = rule;
  if (endpoint === null) return true;
  return endpoint.template === of.endpoint && (endpoint.method === null || endpoint.method === of.method);
}

function momentary(rule: Rule, value: number): Reading {
  return { value, holds: compare(rule, value), isEvident: true, isRenewed: true, sampleSize: 0, count: 0 };
}

function throughput(rule: Rule, figures: WindowFigures, uptimeSeconds: number): Reading | null {
  const elapsed = Math.min(rule.window, uptimeSeconds);
  if (elapsed <= 0 || isTooEarly(rule, uptimeSeconds)) return null;
  const { requests } = figures;
  const value = requests / elapsed;
  const isEvident = requests >= rule.minRequests;
  return { value, holds: compare(rule, value), isEvident, isRenewed: true, sampleSize: requests, count: requests };
}

function ofRequests(rule: Rule, view: RuleView): Reading | null {
  const figures = figuresOf(rule, view, rule.window);
  const quantile = QUANTILES[rule.metric];
  const sampleSize = sampleOf(rule, figures);
  const count = countedBy(rule, figures);
  // Errors can be reported without a request.
  const isEmpty = sampleSize === 0 && (quantile !== undefined || count === 0);
  if (isEmpty || isTooEarly(rule, view.uptimeSeconds)) return null;
  const value = valueOf(rule, figures, quantile, count);
  const holds = compare(rule, value) && (rule.metric !== 'count' || rule.gate === null || isUnusual(rule, view));
  return {
    value,
    holds,
    isEvident: holds && figures.requests >= rule.minRequests && passesGate(rule, figures, view),
    isRenewed: holds && isRenewed(rule, view),
    sampleSize,
    count,
  };
}

function sampleOf(rule: Rule, figures: WindowFigures): number {
  return QUANTILES[rule.metric] === undefined ? figures.requests : figures.latency.count;
}

function isUnusual(rule: Rule, view: RuleView): boolean {
  const share = BUSY_MARGIN * (rule.gate?.healthyShare ?? 0);
  return [rule.window, Math.min(rule.window, COUNT_ENDS_SECONDS)].every((seconds) => {
    const figures = figuresOf(rule, view, seconds);
    return countedBy(rule, figures) > share * figures.requests;
  });
}

function valueOf(rule: Rule, figures: WindowFigures, quantile: number | undefined, count: number): number {
  if (quantile !== undefined) return figures.latency.quantile(quantile) ?? 0;
  return rule.metric === 'error_rate' ? (100 * figures.failed) / Math.max(1, figures.requests) : count;
}

/** Whether the newest part of a gated count's window reaches the threshold by itself. */
function isRenewed(rule: Rule, view: RuleView): boolean {
  if (rule.metric !== 'count' || rule.gate === null) return true;
  return compare(rule, countedBy(rule, figuresOf(rule, view, Math.min(rule.window, COUNT_ENDS_SECONDS))));
}

/** Whether so many of n are next to impossible in a healthy system. */
function passesGate(rule: Rule, figures: WindowFigures, view: RuleView): boolean {
  if (rule.gate === null) return true;
  const { healthyShare, tail } = rule.gate;
  const tailOf = (of: WindowFigures): number => binomialTail(countedBy(rule, of), sampleOf(rule, of), healthyShare);
  const own = tailOf(figures);
  if (own < tail) return true;
  if (own >= PARTIAL_EVIDENCE || rule.window >= EVIDENCE_SECONDS) return false;
  return tailOf(figuresOf(rule, view, EVIDENCE_SECONDS)) < tail;
}

/** Too little of something can only be told after a whole window. */
function isTooEarly({ comparison, window }: Rule, uptimeSeconds: number): boolean {
  return (comparison === '<' || comparison === '<=') && uptimeSeconds < window;
}

function compare({ comparison, threshold }: Rule, value: number): boolean {
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

/** The figures that a rule is about: the whole app's, or the sum over the methods of one endpoint. */
function figuresOf(rule: Rule, view: RuleView, seconds: number): WindowFigures {
  if (rule.endpoint === null) return view.window(seconds);
  const parts = view.endpoints(seconds).filter((part) => isAbout(rule, part));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : sumOf(parts, rule);
}

function sumOf(parts: readonly EndpointFiguresView[], { errorClass }: Rule): WindowFigures {
  const total = (of: (part: EndpointFiguresView) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  const name = errorClass ?? '';
  return {
    requests: total((part) => part.requests),
    failed: total((part) => part.failed),
    classes: new Map([[name, total((part) => part.classes.get(name) ?? 0)]]),
    latency: mergedLatency(parts.map((part) => part.latency)),
  };
}

/** 2^-30 of the range that a quantile is looked for in: far below what a sketch tells apart. */
const BISECTIONS = 30;

/** Latencies of several endpoints as one; their quantile lies between the lowest and the highest of theirs. */
function mergedLatency(parts: readonly LatencyFigures[]): LatencyFigures {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const countOver = (ms: number): number => parts.reduce((sum, part) => sum + part.countOver(ms), 0);
  const quantile = (q: number): number | null => {
    const known = parts.map((part) => part.quantile(q)).filter((value) => value !== null);
    if (known.length === 0) return null;
    let low = Math.min(...known);
    let high = Math.max(...known);
    if (countOver(low) <= (1 - q) * count) return low;
    for (let step = 0; step < BISECTIONS; step++) {
      const middle = (low + high) / 2;
      if (countOver(middle) > (1 - q) * count) low = middle;
      else high = middle;
    }
    return high;
  };
  return { count, countOver, quantile };
}
