/** The evidence of an alert: its figures, the endpoints that contribute most, and the first request that counts. */

import { type AlertContribution, type AlertEvidence, ERROR_CLASS_NAMES, ERROR_CLASSES } from '../contract/index.js';
import { countedBy, covers, type Measurement, slowLimitOf } from './rules/measurement.js';
import { QUANTILES, type Rule } from '../options/rule.js';
import type { RecentSample, RuleInput } from './rules/rule-input.js';
import { redact } from '../text/redact.js';
import { rounded } from './alert-message.js';

const MAX_ENDPOINTS = 3;
const MAX_TEMPLATE_LENGTH = 256;

type Count = Pick<AlertContribution, 'endpoint' | 'method' | 'count'>;

/** Collects the evidence for a measurement. */
export function evidenceOf(rule: Rule, measurement: Measurement, input: RuleInput): AlertEvidence {
  const isAboutRequests = rule.window > 0 && rule.metric !== 'new_error' && rule.dependency === null;
  const waiting = rule.dependency === null ? [] : (input.waitingFor?.(rule.dependency) ?? []);
  const group = errorGroupOf(rule, measurement, input);
  return {
    value: rounded(measurement.value),
    threshold: rule.threshold,
    window_seconds: rule.window,
    sample_size: measurement.sampleSize,
    count: measurement.count,
    endpoints: isAboutRequests ? contributions(rule, measurement.count, input) : [],
    first: isAboutRequests ? firstCounted(rule, input) : null,
    ...(waiting.length > 0 && { waiting: waiting.slice(0, MAX_ENDPOINTS) }),
    ...affectedSessions(rule, input),
    ...(group !== undefined && { error_group: group }),
  };
}

/** Whether a rule is about the failures of the whole app, since it is those by which sessions are counted. */
export function isAboutFailures({ metric, errorClass, endpoint, dependency }: Rule): boolean {
  if (endpoint !== null || dependency !== null) return false;
  return (
    metric === 'error_rate' ||
    metric === 'affected_sessions' ||
    ERROR_CLASS_NAMES.some((name) => name === errorClass && ERROR_CLASSES[name].isServerFault)
  );
}

function affectedSessions(rule: Rule, input: RuleInput): Pick<AlertEvidence, 'affected_sessions'> {
  const affected = isAboutFailures(rule) ? input.window(rule.window).sessions?.affected : undefined;
  return affected === null || affected === undefined ? {} : { affected_sessions: affected };
}

/** What most of the failures, or errors of the class, have in common; or the heaviest of the new groups. */
function errorGroupOf(rule: Rule, { count }: Measurement, { errorGroups }: RuleInput): AlertEvidence['error_group'] {
  if (rule.metric === 'new_error') return errorGroups?.news(rule.window)[0];
  if (!['error_rate', 'count', 'affected_sessions'].includes(rule.metric) || rule.dependency !== null) return undefined;
  const group = errorGroups?.heaviest(rule.window, rule.metric === 'count' ? rule.errorClass : null, rule.endpoint);
  if (group === undefined || rule.metric === 'affected_sessions') return group;
  // Groups may cover a little more time than the window.
  return { ...group, count: Math.min(group.count, count) };
}

function contributions(rule: Rule, total: number, input: RuleInput): AlertContribution[] {
  const ended = input
    .endpoints(rule.window)
    .filter((part) => covers(rule, part))
    .map((part) => ({
      endpoint: part.endpoint,
      method: part.method,
      count: isOfLatency(rule) ? part.latency.countOver(limitOf(rule, part)) : countedBy(rule, part),
    }));
  return withOpenRequests(rule, ended, input)
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_ENDPOINTS)
    .map(({ endpoint, method, count }) => ({
      // Those of open requests are as the app names them.
      endpoint: redact(endpoint, MAX_TEMPLATE_LENGTH),
      method,
      count,
      // The figures of endpoints may cover a little more time than the window.
      share_percent: Math.min(100, rounded((100 * count) / Math.max(1, total), 1)),
    }));
}

/** Adds the open requests that a rule about latency counts to the counts of their endpoints. */
function withOpenRequests(rule: Rule, ended: readonly Count[], input: RuleInput): Count[] {
  const counts = new Map(ended.map((part) => [`${part.method} ${part.endpoint}`, { ...part }]));
  const waiting = isOfLatency(rule) ? (input.waiting ?? []) : [];
  for (const { method, endpoint, ageMs } of waiting) {
    if (ageMs <= limitOf(rule, { method, endpoint }) || !covers(rule, { method, endpoint })) continue;
    const key = `${method} ${endpoint}`;
    const part = counts.get(key) ?? { method, endpoint, count: 0 };
    part.count++;
    counts.set(key, part);
  }
  return [...counts.values()];
}

function isOfLatency({ metric }: Rule): boolean {
  return metric === 'slow_rate' || QUANTILES[metric] !== undefined;
}

/** The latency that a rule allows at an endpoint, in milliseconds. */
function limitOf(rule: Rule, of: Pick<Count, 'endpoint' | 'method'>): number {
  return rule.metric === 'slow_rate' ? (slowLimitOf(rule, of) ?? Infinity) : rule.threshold;
}

function firstCounted(rule: Rule, input: RuleInput): AlertEvidence['first'] {
  let first: RecentSample | undefined;
  for (const request of input.recent(rule.window)) {
    if (covers(rule, request) && isCounted(rule, request)) first = request;
  }
  if (first === undefined) return null;
  return { time: new Date(first.time).toISOString(), endpoint: first.endpoint, method: first.method };
}

function isCounted(rule: Rule, request: RecentSample): boolean {
  switch (rule.metric) {
    case 'error_rate':
    case 'affected_sessions':
      return request.failed;
    case 'count':
      return request.errorClass === rule.errorClass;
    case 'p50':
    case 'p95':
    case 'p99':
    case 'slow_rate':
      return request.measured && request.latencyMs > limitOf(rule, request);
    default:
      return false;
  }
}
