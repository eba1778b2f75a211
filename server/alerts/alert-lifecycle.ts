/** One alert from its begin to its end: how it is made, kept up to date, closed and shown. */

import { randomUUID } from 'node:crypto';
import type { Alert } from '../contract/index.js';
import { evidenceOf } from './alert-evidence.js';
import { type Reading, unitOf } from './measurement.js';
import type { StoredAlert } from './alert-schema.js';
import type { Rule } from '../options/rule.js';
import type { RuleView } from './rule-input.js';
import { messageOf, rounded } from './alert-message.js';

/** What changes with the figure and the rule's settings. */
type Figures = Pick<StoredAlert, 'severity' | 'unit' | 'threshold' | 'window_seconds' | 'value' | 'message'>;

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
    flapping: false,
    told: 'nothing',
    isReported: false,
    changes: [],
  };
}

/** What an alert of a rule shows for a figure. */
export function figuresOf(rule: Rule, value: number, isFlapping = false): Figures {
  return {
    severity: rule.severity,
    unit: unitOf(rule.metric),
    threshold: rule.threshold,
    window_seconds: rule.window,
    value: rounded(value),
    message: messageOf(rule, value, isFlapping),
  };
}

/**
 * Brings an alert up to date; a figure that is worse than all before brings new evidence.
 * @param reading null where there is nothing to judge by: the figures stay
 * @returns whether it is worse
 */
export function follow(alert: StoredAlert, rule: Rule, reading: Reading | null, view: RuleView): boolean {
  Object.assign(alert, figuresOf(rule, reading?.value ?? alert.value, alert.flapping));
  if (reading === null || !isBeyond(rule, alert.value, alert.peak_value)) return false;
  alert.peak_value = alert.value;
  const evidence = evidenceOf(rule, reading, view);
  alert.evidence = { ...evidence, first: alert.evidence?.first ?? evidence.first };
  return true;
}

/** Ends an alert; from then on it shows its peak. */
export function resolve(alert: StoredAlert, rule: Rule | undefined, wall: number): void {
  alert.state = 'resolved';
  alert.flapping = false;
  alert.value = alert.peak_value;
  if (rule !== undefined) alert.message = messageOf(rule, alert.peak_value, false);
  // The wall clock may have been set back meanwhile.
  alert.resolved_at = iso(Math.max(wall, alert.time * 1000));
}

/** An alert as the API shows it. */
export function shown(alert: StoredAlert, mutedUntil: number | null): Alert {
  return {
    id: alert.id,
    type: alert.type,
    severity: alert.severity,
    state: alert.state,
    message: alert.message,
    value: alert.value,
    peak_value: alert.peak_value,
    unit: alert.unit,
    threshold: alert.threshold,
    window_seconds: alert.window_seconds,
    time: alert.time,
    timestamp: alert.timestamp,
    resolved_at: alert.resolved_at,
    evidence: alert.evidence,
    acknowledged: alert.acknowledged,
    muted_until: mutedUntil === null ? null : iso(mutedUntil),
    flapping: alert.flapping,
  };
}

/** What must have been told of an alert as it is: nothing of the end of one whose begin was never told. */
export function nextTold(alert: StoredAlert): StoredAlert['told'] {
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
