/**
 * Alerting: holds the rules and their states, keeps the log, and says what is to be sent. What is owed to the targets
 * is read off the log: an alert that fires and has not been told, and one that is resolved and was told, as soon as
 * nothing mutes it.
 */

import type { Alert, Mute, Severity, Unit } from '../contract/index.js';
import { evaluate, type Evaluation, type RuleState, type RuleStates, type Transition } from './rule-engine.js';
import { evidenceOf } from './alert-evidence.js';
import { AlertLog } from './alert-log.js';
import { type MaintenanceWindow, type MuteRequest, Mutes } from './mutes.js';
import type { AlertRecord, StoredAlert } from './alert-schema.js';
import type { Rule } from '../options/rule.js';
import { figuresOf, follow, iso, newAlert, nextTold, resolve, shown } from './alert-lifecycle.js';
import { remembering, type RuleView } from './rule-input.js';
import { rounded } from './alert-message.js';

export type { MaintenanceWindow, MuteRequest } from './mutes.js';
export { type AlertRecord, isAlertRecord } from './alert-schema.js';

/** What is handed to the notifier. */
export interface AlertNotice {
  kind: 'firing' | 'resolved';
  alert: Alert;
}

/** Settings. */
export interface AlertingSettings {
  rules: readonly Rule[];
  maintenance?: readonly MaintenanceWindow[] | undefined;
  /** What `toJSON` gave before a restart. */
  restored?: AlertRecord | undefined;
}

/** A firing alert as the level sees it. */
export type FiringAlert = Pick<Alert, 'type' | 'severity' | 'message' | 'value' | 'threshold' | 'unit'>;

/** An alert that no rule raises. */
export interface ReportedAlert {
  severity: Severity;
  message: string;
  value: number;
  threshold: number;
  unit: Unit;
  /** The time that the value is counted over; 0 when it is of the moment. */
  windowSeconds: number;
}

const MAX_NAME = 100;
const MAX_NOTE = 500;

/** All alerts of one app. */
export class Alerting {
  /** Rises with every change that is to be on disk. */
  version = 0;
  readonly #rules: readonly Rule[];
  readonly #log: AlertLog;
  readonly #mutes: Mutes;
  /** Alerts that do not fire yet, by rule. */
  readonly #pending = new Map<string, StoredAlert>();
  /** Undefined before the first evaluation, which is where the two clocks are known. */
  #states: RuleStates | undefined;

  /** @param wall milliseconds since 1970 */
  constructor({ rules, maintenance = [], restored }: AlertingSettings, wall: number) {
    this.#rules = rules;
    this.#log = new AlertLog(restored?.alerts ?? []);
    this.#mutes = new Mutes(maintenance, restored?.mutes ?? []);
    this.#mutes.expire(wall);
  }

  /**
   * Evaluates all rules once.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   * @returns what is to be sent now
   */
  evaluate(view: RuleView, now: number, wall: number): AlertNotice[] {
    const seen = remembering(view);
    const before = this.#states ?? this.#restoredStates(now, wall);
    const { states, readings, transitions } = evaluate(this.#rules, seen, before, now);
    this.#states = states;
    for (const transition of transitions) this.#apply(transition, readings, seen, wall);
    for (const rule of this.#rules) {
      const reading = readings.get(rule.name) ?? null;
      const pending = this.#pending.get(rule.name);
      if (pending !== undefined) follow(pending, rule, reading, seen);
      const firing = this.#log.firing(rule.name);
      if (firing === undefined || firing.isReported) continue;
      if (follow(firing, rule, reading, seen)) this.version++;
      firing.changes = (states.get(rule.name)?.changes ?? []).map((changedAt) => changedAt - now + wall);
    }
    if (this.#mutes.expire(wall)) this.version++;
    return this.#owed(wall);
  }

  /**
   * Someone has seen a firing alert; it ends when the alert does.
   * @returns undefined when no such alert fires
   */
  acknowledge(
    id: string,
    { by, note }: { by?: string | null | undefined; note?: string | null | undefined },
    wall: number,
  ): Alert | undefined {
    const alert = this.#log.find(id);
    if (alert?.state !== 'firing') return undefined;
    alert.acknowledged = { by: cut(by, MAX_NAME), note: cut(note, MAX_NOTE), at: iso(wall) };
    this.version++;
    return this.#shown(alert, wall);
  }

  /**
   * Mutes a rule until a time; a second mute takes the place of the first.
   * @returns undefined when there is no such rule, or the time has passed
   */
  mute({ type, by, note, until }: MuteRequest, wall: number): Mute | undefined {
    const isKnown = this.#rules.some(({ name }) => name === type) || this.#log.has(type);
    if (!isKnown || !(until > wall)) return undefined;
    const mute = { type, by: cut(by, MAX_NAME), note: cut(note, MAX_NOTE), until: iso(until) };
    this.#mutes.set(mute);
    this.version++;
    return { ...mute };
  }

  /** Ends a mute before its time; false when the rule is not muted. */
  unmute(type: string): boolean {
    if (!this.#mutes.lift(type)) return false;
    this.version++;
    return true;
  }

  /** Firing first, then pending, then newest; at most ten of a type, and a pending one. */
  alerts(wall: number): Alert[] {
    const pending = [...this.#pending.values()].map((alert) => ({
      ...this.#shown(alert, wall),
      state: 'pending' as const,
      evidence: null,
    }));
    const kept = this.#log.all().map((alert) => this.#shown(alert, wall));
    const order = ['firing', 'pending', 'resolved'];
    return [...kept, ...pending].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.time - a.time);
  }

  /** The mutes of single rules that hold now. */
  mutes(wall: number): Mute[] {
    return this.#mutes.active(wall);
  }

  /** For the level: muted and acknowledged ones too. */
  firing(): FiringAlert[] {
    return this.#log
      .all()
      .filter(({ state }) => state === 'firing')
      .map(({ type, severity, message, value, threshold, unit }) => ({
        type,
        severity,
        message,
        value,
        threshold,
        unit,
      }));
  }

  /** Raises an alert that no rule watches, or brings the one that fires up to date; it is sent with the next evaluation. */
  report(type: string, alert: ReportedAlert, wall: number): void {
    const { windowSeconds, ...rest } = alert;
    const figures = { ...rest, value: rounded(alert.value), window_seconds: windowSeconds };
    const open = this.#log.firing(type);
    if (open === undefined) this.#log.add({ ...newAlert(type, figures, wall), isReported: true });
    else Object.assign(open, figures, { peak_value: Math.max(open.peak_value, figures.value) });
    this.version++;
  }

  /** Resolves a reported alert, if it fires. */
  clear(type: string, wall: number): void {
    const open = this.#log.firing(type);
    if (open?.isReported === true) this.#resolve(open, undefined, wall);
  }

  /** What is to be stored. */
  toJSON(): AlertRecord {
    return { alerts: this.#log.all().map((alert) => ({ ...alert })), mutes: this.#mutes.all() };
  }

  /** Rules go on where their alerts stand; alerts whose rule is gone are resolved. */
  #restoredStates(now: number, wall: number): RuleStates {
    const states = new Map<string, RuleState>();
    for (const open of this.#log.all()) {
      if (open.state !== 'firing' || open.isReported) continue;
      if (!this.#rules.some(({ name }) => name === open.type)) {
        this.#resolve(open, undefined, wall);
        continue;
      }
      const changes = open.changes.map((changedAt) => changedAt - wall + now);
      const held = { phase: 'firing', since: now, measuredAt: now, clearSince: null } as const;
      states.set(open.type, { ...held, changes, isFlapping: open.flapping });
    }
    return states;
  }

  #apply({ rule, kind }: Transition, readings: Evaluation['readings'], view: RuleView, wall: number): void {
    const reading = readings.get(rule.name) ?? null;
    const open = this.#log.firing(rule.name);
    const pending = this.#pending.get(rule.name);
    switch (kind) {
      case 'pending':
        if (reading !== null) {
          this.#pending.set(rule.name, newAlert(rule.name, figuresOf(rule, reading.value), wall));
        }
        return;
      case 'dropped':
        this.#pending.delete(rule.name);
        return;
      case 'firing': {
        this.#pending.delete(rule.name);
        if (reading === null) return;
        const alert = newAlert(rule.name, figuresOf(rule, reading.value), wall);
        const evidence = evidenceOf(rule, reading, view);
        this.#log.add({ ...alert, id: pending?.id ?? alert.id, evidence });
        this.version++;
        return;
      }
      case 'flapping':
      case 'steady':
        if (open !== undefined) open.flapping = kind === 'flapping';
        this.version++;
        return;
      case 'resolved':
        if (open !== undefined) this.#resolve(open, rule, wall);
        return;
    }
  }

  #resolve(alert: StoredAlert, rule: Rule | undefined, wall: number): void {
    resolve(alert, rule, wall);
    this.version++;
  }

  #owed(wall: number): AlertNotice[] {
    const notices: AlertNotice[] = [];
    for (const alert of this.#log.all()) {
      const next = nextTold(alert);
      if (next === alert.told || this.#mutes.until(alert.type, wall) !== null) continue;
      alert.told = next;
      this.version++;
      notices.push({ kind: next === 'resolved' ? 'resolved' : 'firing', alert: this.#shown(alert, wall) });
    }
    return notices.sort((a, b) => a.alert.time - b.alert.time);
  }

  #shown(alert: StoredAlert, wall: number): Alert {
    return shown(alert, this.#mutes.until(alert.type, wall));
  }
}

function cut(text: string | null | undefined, longest: number): string | null {
  return text === null || text === undefined ? null : text.slice(0, longest);
}
