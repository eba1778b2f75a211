/**
 * Alerts: evaluates the rules, keeps the log of alerts and returns what is to be sent: an alert that fires and has not
 * been notified, and one that is resolved and has been, as soon as nothing mutes it.
 */

import type { Acknowledgement, Alert, AlertCondition, AlertMessage, Mute, Severity, Unit } from '../contract/index.js';
import {
  evaluate,
  type Evaluation,
  resumed,
  type RuleState,
  type RuleStates,
  type Transition,
} from './rules/rule-engine.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { evidenceOf } from './alert-evidence.js';
import { AlertLog, newerOf } from './alert-log.js';
import { ForeignAlerts, type ForeignRecord } from './foreign-alerts.js';
import { Impacts } from './impact.js';
import { type MuteRequest, Mutes } from './mutes.js';
import type { AlertRecord, StoredAlert } from './alert-schema.js';
import { MaintenancePlan } from '../options/maintenance/plan.js';
import { QUANTILES, type Rule } from '../options/rule.js';
import { figuresOf, follow, iso, newAlert, nextNotified, resolve, toJson, withMessage } from './alert-lifecycle.js';
import { memoized, type RuleInput } from './rules/rule-input.js';
import { rounded } from './alert-message.js';
import { isRecovering } from './rules/recovery.js';
import { holdsWithout } from './rules/without-endpoints.js';

export type { MuteRequest } from './mutes.js';
export { type AlertRecord, isAlertRecord } from './alert-schema.js';

/** What the notifier is to send. */
export interface AlertNotice {
  kind: 'firing' | 'resolved';
  alert: Alert;
}

/** Settings. */
export interface AlertingSettings {
  rules: readonly Rule[];
  maintenance?: MaintenancePlan | undefined;
  redact?: Redact | undefined;
}

/** A firing alert as the level sees it. */
export type FiringAlert = AlertMessage & Pick<Alert, 'severity' | 'recovering'>;

/** An alert that no rule raises. */
export interface ReportedAlert {
  severity: Severity;
  condition: AlertCondition;
  value: number;
  threshold: number;
  unit: Unit;
  /** The window of the value; 0 when it has none. */
  windowSeconds: number;
}

const MAX_NAME = 100;
const MAX_NOTE = 500;
/** What an alert amounts to is stored so often; and when the process ends. */
const STORE_IMPACT_MS = 60_000;

/** All alerts of one app. */
export class Alerts {
  /** Rises with every change that is to be on disk. */
  version = 0;
  readonly #rules: readonly Rule[];
  readonly #log: AlertLog;
  readonly #mutes: Mutes;
  readonly #maintenance: MaintenancePlan;
  readonly #impacts = new Impacts();
  #impactStoredAt = -Infinity;
  /** Alerts that do not fire yet, by rule. */
  readonly #pending = new Map<string, StoredAlert>();
  readonly #foreign = new ForeignAlerts();
  readonly #redact: Redact;
  #states: RuleStates = new Map();

  constructor({ rules, maintenance = new MaintenancePlan([]), redact = redactAll }: AlertingSettings) {
    this.#redact = redact;
    this.#rules = rules;
    this.#log = new AlertLog();
    this.#mutes = new Mutes();
    this.#maintenance = maintenance;
  }

  /** Has new alerts evaluated but not sent until `merge` is called: they may have been sent before a restart. */
  hold(): void {
    this.#foreign.hold();
  }

  /**
   * Takes over what a process that has ended had stored, at any time. Its firing alerts go on where their rules still
   * exist, but are not confirmed until there are enough requests to tell; what is reported is reported anew.
   * @param wall milliseconds since 1970
   */
  restore(record: AlertRecord, wall: number): void {
    for (const alert of record.alerts) {
      const isConfirmed = alert.state !== 'firing' || alert.isReported;
      this.#log.restore({ ...alert, isConfirmed, isRecovering: false }, wall);
    }
    this.#mutes.merge(record.mutes);
    this.#mutes.expire(wall);
    this.version++;
  }

  /** Takes in what processes that still run have stored, in place of what they had stored before. */
  merge(foreign: readonly ForeignRecord[], wall: number): void {
    this.#foreign.replace(foreign);
    for (const { record } of foreign) {
      if (this.#mutes.merge(record.mutes)) this.version++;
      for (const { id, ...acknowledgement } of record.acknowledgements ?? []) this.#acknowledge(id, acknowledgement);
    }
    this.#mutes.expire(wall);
  }

  /**
   * Evaluates all rules once.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   * @returns what is to be sent now
   */
  evaluate(input: RuleInput, now: number, wall: number): AlertNotice[] {
    const seen = memoized(input);
    const { states, measurements, transitions } = evaluate(this.#rules, seen, this.#statesOfAlerts(now, wall), now);
    this.#states = states;
    const partial = this.#maintenance.partial(wall);
    this.#addUp(transitions, seen, now, wall);
    for (const transition of transitions) this.#apply(transition, measurements, seen, wall);
    for (const rule of this.#rules) {
      const measurement = measurements.get(rule.name) ?? null;
      const pending = this.#pending.get(rule.name);
      if (pending !== undefined) follow(pending, rule, measurement, seen);
      const firing = this.#log.firing(rule.name);
      if (firing === undefined || firing.isReported) continue;
      this.#impacts.follow(firing, rule, seen, now, wall);
      const isKept = partial !== undefined && !holdsWithout(rule, seen, partial.isMeant);
      firing.keptUntil = isKept ? partial.to : undefined;
      if (follow(firing, rule, measurement, seen)) this.version++;
      if (measurement?.isEvident === true) firing.isConfirmed = true;
      firing.isRecovering = isRecovering(rule, measurement, seen);
      firing.changes = (states.get(rule.name)?.changes ?? []).map((changedAt) => changedAt - now + wall);
    }
    if (this.#mutes.expire(wall)) this.version++;
    if (now - this.#impactStoredAt >= STORE_IMPACT_MS && this.firing().length > 0) {
      this.#impactStoredAt = now;
      this.version++;
    }
    return this.#due(wall);
  }

  /**
   * Notes a gap: nothing that was before it counts as lasting until now, and no alert ends because nothing is known. What
   * fires is not confirmed until there are enough requests to tell.
   * @param now monotonic milliseconds
   */
  resume(now: number): void {
    this.#impacts.resume(now);
    this.#pending.clear();
    this.#states = resumed(this.#states, now);
    for (const alert of this.#log.all()) {
      if (alert.state !== 'firing' || alert.isReported) continue;
      alert.isConfirmed = false;
      alert.isRecovering = false;
    }
    this.version++;
  }

  /**
   * Acknowledges a firing alert, of this process or of another one. The acknowledgement ends with the alert.
   * @returns undefined when no such alert fires
   */
  acknowledge(
    id: string,
    { by, note, credential = null }: Partial<Pick<MuteRequest, 'by' | 'note' | 'credential'>>,
    wall: number,
  ): Alert | undefined {
    const acknowledgement = { ...this.#remark(by, note), at: iso(wall), credential };
    const alert = this.#acknowledge(id, acknowledgement);
    if (alert !== undefined) return this.#toJson(alert, wall);
    const foreign = this.#foreign.acknowledge(id, acknowledgement);
    if (foreign === undefined) return undefined;
    this.version++;
    return this.#toJson(foreign, wall);
  }

  /**
   * Mutes a rule until a time; a second mute takes the place of the first.
   * @returns undefined when there is no such rule, or the time has passed
   */
  mute({ type, by, note, until, credential = null }: MuteRequest, wall: number): Mute | undefined {
    const isKnown = this.#rules.some(({ name }) => name === type) || this.#log.has(type);
    if (!isKnown || !(until > wall)) return undefined;
    const mute = { type, ...this.#remark(by, note), until: iso(until), credential };
    this.#mutes.set(mute, wall);
    this.version++;
    return { ...mute };
  }

  /** Ends a mute before its time; false when the rule is not muted. */
  unmute(type: string, wall: number): boolean {
    if (!this.#mutes.lift(type, wall)) return false;
    this.version++;
    return true;
  }

  /** Takes the silences of rules that are set elsewhere, in place of those before. */
  setSilences(silences: readonly Mute[]): void {
    this.#mutes.setSilences(silences);
  }

  /** Whether an alert is muted here, by a person or a maintenance window; silences do not count. */
  isMutedHere({ id, type }: Pick<Alert, 'id' | 'type'>, wall: number): boolean {
    const alert = this.#log.find(id);
    const muted = this.#mutes.ownUntil(type, wall);
    return (alert === undefined ? muted : this.#keptUntil(alert, muted, wall)) !== null;
  }

  /** Firing first, then pending, then newest; at most ten of a type, and a pending one. */
  alerts(wall: number): Alert[] {
    const pending = [...this.#pending.values()].map((alert) => ({
      ...this.#toJson(alert, wall),
      state: 'pending' as const,
      evidence: null,
    }));
    const kept = this.#log.all().map((alert) => this.#toJson(alert, wall));
    const order = ['firing', 'pending', 'resolved'];
    return [...kept, ...pending].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.time - a.time);
  }

  /** Alerts for the history, also those of other processes; pending ones have no place in it. */
  history(wall: number): Alert[] {
    const own = this.alerts(wall).filter(({ state }) => state !== 'pending');
    const known = new Set(own.map(({ id }) => id));
    return [...own, ...this.#foreign.except(known).map((alert) => this.#toJson(alert, wall))];
  }

  /** The mutes of single rules that hold now. */
  mutes(wall: number): Mute[] {
    return this.#mutes.active(wall);
  }

  /** The thresholds of the rules about latency, in milliseconds. */
  get latencyThresholds(): number[] {
    return this.#rules.flatMap(({ metric, threshold, limitMs = Infinity }) => {
      if (metric === 'slow_rate') return limitMs;
      return QUANTILES[metric] === undefined ? [] : threshold;
    });
  }

  /** For the level: muted and acknowledged ones too. */
  firing(): FiringAlert[] {
    return this.#log
      .all()
      .filter(({ state }) => state === 'firing')
      .map((alert) => toJson(alert, null));
  }

  /** Raises an alert that no rule watches, or brings the one that fires up to date; it is sent with the next evaluation. */
  report(type: string, alert: ReportedAlert, wall: number): void {
    const { severity, windowSeconds, ...rest } = alert;
    const values = { ...rest, value: rounded(alert.value), window_seconds: windowSeconds, waiting: 0, flapping: false };
    const figures = withMessage(severity, values);
    const open = this.#log.firing(type);
    if (open === undefined) this.#log.add({ ...newAlert(type, figures, wall), isReported: true });
    else Object.assign(open, figures, { peak_value: Math.max(open.peak_value, figures.value) });
    this.version++;
  }

  /**
   * Notes that a notifier has accepted a message about the outage of alerts.
   * @param wall when, milliseconds since 1970
   */
  notified(ids: readonly string[], wall: number): void {
    for (const id of ids) {
      const alert = this.#log.find(id);
      if (alert === undefined || (alert.notified_at ?? null) !== null) continue;
      alert.notified_at = iso(wall);
      this.version++;
    }
  }

  /** Resolves a reported alert, if it fires. */
  clear(type: string, wall: number): void {
    const open = this.#log.firing(type);
    if (open?.isReported === true) this.#resolve(open, wall);
  }

  /** What is to be stored. */
  toJSON(): AlertRecord {
    const acknowledgements = this.#foreign.acknowledgements();
    return { alerts: this.#log.all(), mutes: this.#mutes.toJSON(), acknowledgements };
  }

  #remark(by: string | null | undefined, note: string | null | undefined): { by: string | null; note: string | null } {
    return { by: this.#shown(by, MAX_NAME), note: this.#shown(note, MAX_NOTE) };
  }

  #shown(text: string | null | undefined, maxLength: number): string | null {
    return text === null || text === undefined ? null : this.#redact(text, maxLength);
  }

  #acknowledge(id: string, acknowledgement: Acknowledgement): StoredAlert | undefined {
    const alert = this.#log.find(id);
    if (alert?.state !== 'firing') return undefined;
    if (newerOf(alert.acknowledged, acknowledgement) === acknowledgement) {
      alert.acknowledged = acknowledgement;
      this.version++;
    }
    return alert;
  }

  /** The states of the rules: those of restored alerts go on as firing; alerts whose rule is gone are resolved. */
  #statesOfAlerts(now: number, wall: number): RuleStates {
    const states = new Map<string, RuleState>(this.#states);
    for (const open of this.#log.all()) {
      const state = states.get(open.type);
      const isKnown = state?.phase === 'firing' || state?.isFlapping === true;
      if (open.state !== 'firing' || open.isReported || isKnown) continue;
      if (!this.#rules.some(({ name }) => name === open.type)) {
        this.#resolve(open, wall);
        continue;
      }
      this.#pending.delete(open.type);
      const changes = open.changes.map((changedAt) => changedAt - wall + now);
      const held = { phase: 'firing', since: now, measuredAt: now, clearSince: null } as const;
      states.set(open.type, { ...held, changes, isFlapping: open.flapping });
    }
    return states;
  }

  #apply({ rule, kind }: Transition, measurements: Evaluation['measurements'], input: RuleInput, wall: number): void {
    const measurement = measurements.get(rule.name) ?? null;
    const open = this.#log.firing(rule.name);
    const pending = this.#pending.get(rule.name);
    switch (kind) {
      case 'pending':
        if (measurement !== null) {
          this.#pending.set(
            rule.name,
            newAlert(rule.name, figuresOf(rule, measurement.value, measurement.waiting), wall),
          );
        }
        return;
      case 'dropped':
        this.#pending.delete(rule.name);
        return;
      case 'firing': {
        this.#pending.delete(rule.name);
        if (measurement === null) return;
        const alert = newAlert(rule.name, figuresOf(rule, measurement.value, measurement.waiting), wall);
        const evidence = evidenceOf(rule, measurement, input);
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
        if (open !== undefined) this.#resolve(open, wall);
        return;
    }
  }

  /** Counts what alerts amount to, before those that end are resolved. */
  #addUp(transitions: readonly Transition[], input: RuleInput, now: number, wall: number): void {
    for (const { rule, kind } of transitions) {
      if (kind === 'pending' || kind === 'firing') this.#impacts.begin(rule, input, now, wall);
      else if (kind === 'dropped') this.#impacts.end(rule.name);
      const open = kind === 'resolved' ? this.#log.firing(rule.name) : undefined;
      if (open === undefined) continue;
      this.#impacts.follow(open, rule, input, now, wall);
      if (this.#impacts.end(rule.name)) open.ended_idle = true;
    }
  }

  #resolve(alert: StoredAlert, wall: number): void {
    resolve(alert, wall);
    this.version++;
  }

  #due(wall: number): AlertNotice[] {
    const notices: AlertNotice[] = [];
    for (const alert of this.#log.all()) {
      const next = nextNotified(alert);
      if (next === alert.told || this.#mutedUntil(alert, wall) !== null) continue;
      if (alert.told === 'nothing' && this.#foreign.isHeld(alert.type)) continue;
      alert.told = next;
      this.version++;
      notices.push({ kind: next === 'resolved' ? 'resolved' : 'firing', alert: this.#toJson(alert, wall) });
    }
    return notices.sort((a, b) => a.alert.time - b.alert.time);
  }

  #toJson(alert: StoredAlert, wall: number): Alert {
    return toJson(alert, this.#mutedUntil(alert, wall));
  }

  #mutedUntil(alert: StoredAlert, wall: number): number | null {
    return this.#keptUntil(alert, this.#mutes.until(alert.type, wall), wall);
  }

  /** Until when nothing is sent about an alert: because of a mute, of maintenance, or of what maintenance has broken. */
  #keptUntil({ condition, keptUntil, told }: StoredAlert, mutedUntil: number | null, wall: number): number | null {
    const { endpoint = null, method = null } = condition ?? {};
    const planned = this.#maintenance.until(endpoint === null ? null : { template: endpoint, method }, wall);
    // People who were told of the beginning are told of the end.
    const kept = told === 'nothing' && keptUntil !== undefined && keptUntil > wall ? keptUntil : null;
    const last = Math.max(mutedUntil ?? 0, planned ?? 0, kept ?? 0);
    return last > wall ? last : null;
  }
}
