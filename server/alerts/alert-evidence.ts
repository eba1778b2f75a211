/** The evidence of an alert: its figures, the endpoints that contribute most, and the first request that counts. */

import { type AlertContribution, type AlertEvidence, ERROR_CLASS_NAMES, ERROR_CLASSES } from '../contract/index.js';
import { countedBy, covers, type Measurement } from './rules/measurement.js';
import { QUANTILES, type Rule } from '../options/rule.js';
import type { RecentSample, RuleInput } from './rules/rule-input.js';
import { redact } from '../text/redact.js';
import { rounded } from './alert-message.js';

const MAX_ENDPOINTS = 3;
const MAX_TEMPLATE_LENGTH = 256;

type Count = Pick<AlertContribution, 'endpoint' | 'method' | 'count'>;

/** Collects the evidence for a measurement. */
export function evidenceOf(rule: Rule, measurement: Measurement, input: RuleInput): AlertEvidence {
  const isAboutRequests = rule.window > 0 && rule.metric !== 'new_error';
  const group = errorGroupOf(rule, input);
  return {
    value: rounded(measurement.value),
    threshold: rule.threshold,
    window_seconds: rule.window,
    sample_size: measurement.sampleSize,
    count: measurement.count,
    endpoints: isAboutRequests ? contributions(rule, measurement.count, input) : [],
    first: isAboutRequests ? firstCounted(rule, input) : null,
    affected_sessions: isAboutFailures(rule) ? (input.window(rule.window).sessions?.affected ?? null) : null,
    ...(group !== undefined && { error_group: group }),
  };
}

/** Sessions are counted by their failures, of the whole app. */
function isAboutFailures({ metric, errorClass, endpoint }: Rule): boolean {
  if (endpoint !== null) return false;
  if (metric === 'error_rate' || metric === 'affected_sessions') return true;
  return ERROR_CLASS_NAMES.some((name) => name === errorClass && ERROR_CLASSES[name].isServerFault);
}

/** What most of the failures, or errors of the class, have in common; or the heaviest of the new groups. */
function errorGroupOf(rule: Rule, { errorGroups }: RuleInput): AlertEvidence['error_group'] {
  if (rule.metric === 'new_error') return errorGroups?.news(rule.window)[0];
  if (rule.metric !== 'error_rate' && rule.metric !== 'count') return undefined;
  return errorGroups?.heaviest(rule.window, rule.metric === 'count' ? rule.errorClass : null, rule.endpoint);
}

function contributions(rule: Rule, total: number, input: RuleInput): AlertContribution[] {
  const ended = input
    .endpoints(rule.window)
    .filter((part) => covers(rule, part))
    .map((part) => ({ endpoint: part.endpoint, method: part.method, count: countedBy(rule, part) }));
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
  const waiting = QUANTILES[rule.metric] === undefined ? [] : (input.waiting ?? []);
  for (const { method, endpoint, ageMs } of waiting) {
    if (ageMs <= rule.threshold || !covers(rule, { method, endpoint })) continue;
    const key = `${method} ${endpoint}`;
    const part = counts.get(key) ?? { method, endpoint, count: 0 };
    part.count++;
    counts.set(key, part);
  }
  return [...counts.values()];
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
      return request.measured && request.latencyMs > rule.threshold;
    default:
      return false;
  }
}
