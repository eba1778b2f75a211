/** What a rule about the whole app would find without some of its endpoints, such as those in maintenance. */

import { Histogram } from '../../collector/histogram/histogram.js';
import { QUANTILES, type Rule } from '../../options/rule.js';
import { isEvidence } from '../../statistics/evidence-gate.js';
import { compare, countedBy, covers, figuresOf, slowLimitOf, sumOf, valueOf } from './measurement.js';
import type { RuleInput } from './rule-input.js';
import { withWaiting } from './waiting-requests.js';

type IsMeant = (of: { endpoint: string; method: string }) => boolean;

/** Whether a rule's condition holds without the requests of these endpoints; so do rules that are about no requests. */
export function holdsWithout(rule: Rule, input: RuleInput, isMeant: IsMeant): boolean {
  if (rule.dependency !== null) return true;
  switch (rule.metric) {
    case 'error_rate':
    case 'count':
    case 'affected_sessions':
      return failuresHold(rule, input, isMeant);
    case 'p50':
    case 'p95':
    case 'p99':
    case 'slow_rate':
      return latenciesHold(rule, input, isMeant);
    default:
      return true;
  }
}

function failuresHold(rule: Rule, input: RuleInput, isMeant: IsMeant): boolean {
  const { errorClass, window } = rule;
  const all = figuresOf(rule, input, window);
  const parts = input.endpoints(window).filter((each) => covers(rule, each) && isMeant(each));
  const less = sumOf(parts, errorClass ?? '');
  const name = errorClass ?? '';
  const classes = new Map([[name, (all.classes.get(name) ?? 0) - (less.classes.get(name) ?? 0)]]);
  const figures = { ...all, requests: all.requests - less.requests, failed: all.failed - less.failed, classes };
  const count = countedBy(rule, figures);
  // Whose the failures are is not known by endpoint.
  if (rule.metric === 'affected_sessions') return count > 0 && compare(rule, valueOf(rule, all, count));
  return holds(rule, valueOf(rule, figures, count), count, figures.requests);
}

function latenciesHold(rule: Rule, input: RuleInput, isMeant: IsMeant): boolean {
  const { window } = rule;
  const isOther: IsMeant = (each) => covers(rule, each) && !isMeant(each);
  const limitOf = (each: { endpoint: string; method: string }): number =>
    rule.metric === 'slow_rate' ? (slowLimitOf(rule, each) ?? Infinity) : rule.threshold;
  const open = (input.waiting ?? []).filter(isOther);
  const ended = new Histogram();
  let count = open.filter((each) => each.ageMs > limitOf(each)).length;
  for (const each of input.endpoints(window).filter(isOther)) {
    ended.merge(each.latency);
    count += each.latency.countOver(limitOf(each));
  }
  const { latency } = withWaiting(ended, open, rule.threshold, window);
  const quantile = QUANTILES[rule.metric];
  const value =
    quantile === undefined ? (100 * count) / Math.max(1, ended.count + open.length) : (latency.quantile(quantile) ?? 0);
  return holds(rule, value, count, ended.count + open.length);
}

/** A single failure among few other requests is no outage of the whole app. */
function holds(rule: Rule, value: number, count: number, total: number): boolean {
  return compare(rule, value) && (rule.gate === null || isEvidence(count, total, rule.gate));
}
