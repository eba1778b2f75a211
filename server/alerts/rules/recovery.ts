/** Whether a figure is recovering: its newest minute is good again, and only the rest of its window is still bad. */

import type { Rule } from '../../options/rule.js';
import { hasFallen } from '../../statistics/evidence-gate.js';
import { BUSY_MARGIN, compare, countedBy, figuresOf, type Measurement, sampleSizeOf, valueOf } from './measurement.js';
import type { RuleInput } from './rule-input.js';

/** The newest part of a window that is looked at. */
export const NEWEST_SECONDS = 60;

/** The share of a system in which everything is bad. */
const ALL_BAD = { count: 1, total: 1 };

/**
 * Whether the figure of a rule whose alert fires is recovering, with enough requests to tell.
 * @param measurement of the rule; where its condition no longer holds, the alert is kept because it flaps or by
 * `keepFiringSeconds`
 */
export function isRecovering(rule: Rule, measurement: Measurement | null, input: RuleInput): boolean {
  if (measurement === null) return false;
  const { holds, count, sampleSize: total } = measurement;
  if (!holds) return total === 0 || hasFallen({ count, total }, ALL_BAD);
  if (rule.window <= NEWEST_SECONDS || rule.metric === 'requests_per_second' || rule.metric === 'new_error')
    return false;
  const newest = countsOf(rule, input, NEWEST_SECONDS);
  const before = { count: count - newest.count, total: total - newest.total };
  return isBack(rule, newest) && hasFallen(newest, before);
}

function countsOf(rule: Rule, input: RuleInput, seconds: number) {
  const figures = figuresOf(rule, input, seconds);
  const count = countedBy(rule, figures);
  return { count, total: sampleSizeOf(rule, figures), value: valueOf(rule, figures, count) };
}

/** Whether the threshold would not be reached if all of the window were like its newest part. */
function isBack(rule: Rule, { count, total, value }: ReturnType<typeof countsOf>): boolean {
  if (rule.metric !== 'count' && rule.metric !== 'affected_sessions') return !compare(rule, value);
  const isUsual = rule.gate !== null && count <= BUSY_MARGIN * rule.gate.healthyShare * total;
  return isUsual || !compare(rule, (value * rule.window) / NEWEST_SECONDS);
}
