/** What an alert rests on: the figures, the endpoints that contribute most, and the first request that shows it. */

import type { AlertContribution, AlertEvidence } from '../contract/index.js';
import { countedBy, isAbout, type Reading } from './measurement.js';
import type { Rule } from '../options/rule.js';
import type { RecentView, RuleView } from './rule-input.js';
import { rounded } from './alert-message.js';

const MAX_ENDPOINTS = 3;

/** Gathers the evidence for a reading. */
export function evidenceOf(rule: Rule, reading: Reading, view: RuleView): AlertEvidence {
  const isAboutRequests = rule.window > 0;
  return {
    value: rounded(reading.value),
    threshold: rule.threshold,
    window_seconds: rule.window,
    sample_size: reading.sampleSize,
    count: reading.count,
    endpoints: isAboutRequests ? contributions(rule, reading.count, view) : [],
    first: isAboutRequests ? firstCounted(rule, view) : null,
  };
}

function contributions(rule: Rule, total: number, view: RuleView): AlertContribution[] {
  return view
    .endpoints(rule.window)
    .filter((part) => isAbout(rule, part))
    .map((part) => ({ endpoint: part.endpoint, method: part.method, count: countedBy(rule, part) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_ENDPOINTS)
    .map(({ endpoint, method, count }) => ({
      endpoint,
      method,
      count,
      // Endpoints may be coarser in time than the window.
      share_percent: Math.min(100, rounded((100 * count) / Math.max(1, total), 1)),
    }));
}

function firstCounted(rule: Rule, view: RuleView): AlertEvidence['first'] {
  let first: RecentView | undefined;
  for (const request of view.recent(rule.window)) {
    if (isAbout(rule, request) && isCounted(rule, request)) first = request;
  }
  if (first === undefined) return null;
  return { time: new Date(first.time).toISOString(), endpoint: first.endpoint, method: first.method };
}

function isCounted(rule: Rule, request: RecentView): boolean {
  switch (rule.metric) {
    case 'error_rate':
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
