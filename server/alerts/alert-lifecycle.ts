/** The life of one alert: how it begins, follows its rule, ends, and appears in JSON. */

import { randomUUID } from 'node:crypto';
import type { Alert, AlertCondition, HistoryAlert, Severity } from '../contract/index.js';
import { evidenceOf } from './alert-evidence.js';
import { type Measurement, unitOf } from './rules/measurement.js';
import type { StoredAlert } from './alert-schema.js';
import type { Rule } from '../options/rule.js';
import { type AlertValues, messageOf, rounded } from './alert-message.js';
import type { RuleInput } from './rules/rule-input.js';

/** The fields that change with the figure and the rule's settings. */
type Figures = Omit<AlertValues, 'confirmed' | 'evidence'> & Pick<StoredAlert, 'severity' | 'message'>;

/**
 * A new alert.
 * @param wall when it began, milliseconds since 1970
 */
export function newAlert(type: string, figures: Figures, wall: number): StoredAlert {
  return {
    id: randomUUID(),
    type,
    state: 'firing',
    ...figures,
    peak_value: figures.value,
    time: wall / 1000,
    timestamp: iso(wall),
    resolved_at: null,
    evidence: null,
    acknowledged: null,
    told: 'nothing',
    isReported: false,
    changes: [],
  };
}

/** The figures of a rule's alert. */
export function figuresOf(
  rule: Rule,
  value: number,
  waiting: number,
  flapping = false,
  evidence: AlertValues['evidence'] = null,
): Figures {
  const { severity, metric, threshold, window } = rule;
  const values = { unit: unitOf(metric), threshold, window_seconds: window, value: rounded(value), waiting, flapping };
  const condition = conditionOf(rule);
  const message = messageOf({ ...values, condition, confirmed: true, evidence });
  return { ...values, condition, severity, message };
}

/** Adds severity and message to values. */
export function withMessage(severity: Severity, values: Omit<AlertValues, 'confirmed'>): Figures {
  return { ...values, severity, message: messageOf({ ...values, confirmed: true }) };
}

function conditionOf(rule: Rule): AlertCondition {
  const { metric, comparison, errorClass, check, endpoint, dependency, instrument } = rule;
  return {
    metric,
    comparison,
    error_class: errorClass,
    check,
    endpoint: endpoint?.template ?? null,
    method: endpoint?.method ?? null,
    ...(dependency !== null && { dependency }),
    ...(instrument !== null && { name: instrument }),
  };
}

/**
 * Brings an alert up to date; a figure that is worse than all before brings new evidence.
 * @param measurement null where there is nothing to judge by: the figures stay
 * @returns whether it is worse
 */
export function follow(alert: StoredAlert, rule: Rule, measurement: Measurement | null, input: RuleInput): boolean {
  const { value, waiting } = measurement ?? { value: alert.value, waiting: 0 };
  Object.assign(alert, figuresOf(rule, value, waiting, alert.flapping, alert.evidence));
  if (measurement === null || !isBeyond(rule, alert.value, alert.peak_value)) return false;
  alert.peak_value = alert.value;
  const evidence = evidenceOf(rule, measurement, input);
  alert.evidence = { ...evidence, first: alert.evidence?.first ?? evidence.first };
  return true;
}

/** Ends an alert; from then on it shows its peak. */
export function resolve(alert: StoredAlert, wall: number): void {
  alert.state = 'resolved';
  alert.flapping = false;
  alert.waiting = 0;
  alert.isConfirmed = true;
  alert.isRecovering = false;
  alert.value = alert.peak_value;
  const { condition } = alert;
  if (condition) alert.message = messageOf({ ...alert, condition, waiting: 0, confirmed: true });
  // The wall clock may have been set back meanwhile.
  alert.resolved_at = iso(Math.max(wall, alert.time * 1000));
}

/** An alert as the API shows it. */
export function toJson(alert: StoredAlert, mutedUntil: number | null): Alert {
  const { condition = null, waiting = 0, isConfirmed: confirmed = true } = alert;
  return {
    id: alert.id,
    type: alert.type,
    severity: alert.severity,
    state: alert.state,
    message: condition === null ? alert.message : messageOf({ ...alert, condition, waiting, confirmed }),
    condition,
    value: alert.value,
    peak_value: alert.peak_value,
    unit: alert.unit,
    threshold: alert.threshold,
    window_seconds: alert.window_seconds,
    time: alert.time,
    timestamp: alert.timestamp,
    resolved_at: alert.resolved_at,
    evidence: alert.evidence,
    ...(alert.impact !== undefined && { impact: alert.impact }),
    ...(alert.ended_idle === true && { ended_idle: true }),
    acknowledged: alert.acknowledged,
    muted_until: mutedUntil === null ? null : iso(mutedUntil),
    flapping: alert.flapping,
    waiting,
    confirmed,
    recovering: alert.isRecovering ?? false,
    notified_at: alert.notified_at ?? null,
  };
}

/** An alert as history shows it. */
export function toHistoryAlert(alert: Alert): HistoryAlert {
  const { id, type, severity, message, condition, value, unit, threshold, window_seconds, flapping } = alert;
  const values = { condition, value, unit, threshold, window_seconds, flapping };
  const { waiting, confirmed } = alert;
  return { id, type, severity, message, ...values, waiting, confirmed, from: alert.timestamp, to: alert.resolved_at };
}

/** What must have been sent about an alert as it is: not the end of one whose beginning was never sent. */
export function nextNotified(alert: StoredAlert): StoredAlert['told'] {
  if (alert.state === 'resolved') return alert.told === 'nothing' ? 'nothing' : 'resolved';
  if (alert.flapping) return 'flapping';
  return alert.told === 'nothing' ? 'firing' : alert.told;
}

/** Milliseconds since 1970 as ISO 8601. */
export function iso(wall: number): string {
  return new Date(wall).toISOString();
}

function isBeyond({ comparison }: Rule, value: number, peak: number): boolean {
  return comparison === '<' || comparison === '<=' ? value < peak : value > peak;
}
