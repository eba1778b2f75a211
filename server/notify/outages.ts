/**
 * The outages of one target, sent and unsent. Alerts that begin within two minutes of each other, or while the message
 * about earlier ones could not be sent, are one outage. It is one message when it begins and one more when all of its
 * alerts have ended. Between the two there is a message only when a worse alert joins, or when one is found to flap.
 */

import { z } from 'zod';
import { type Alert, SEVERITIES, type Severity } from '../contract/index.js';
import type { AlertNotice } from '../alerts/alerts.js';
import { isResolved } from './notification.js';

/** An alert that begins so long after the newest one of an outage belongs to it. */
const JOIN_SECONDS = 120;
/** Outages that are kept for a target. */
export const MAX_OUTAGES = 100;
/** Alerts that are kept of an outage. */
export const MAX_ALERTS = 50;

const isAlert = (given: unknown): boolean =>
  z
    .object({
      id: z.string(),
      type: z.string(),
      severity: z.enum(SEVERITIES),
      state: z.enum(['firing', 'resolved']),
      message: z.string(),
      time: z.number(),
      timestamp: z.string(),
      resolved_at: z.string().nullable(),
      evidence: z
        .object({
          endpoints: z.array(z.object({ endpoint: z.string(), method: z.string(), share_percent: z.number() })),
          affected_sessions: z.number().optional(),
        })
        .nullable(),
    })
    .safeParse(given).success;

/** An outage as it is stored, where `notified` is called `told`. */
const storedOutageSchema = z.object({
  id: z.string(),
  revision: z.int().positive(),
  tried: z.boolean(),
  told: z.boolean(),
  due: z.boolean(),
  omitted: z.int().nonnegative(),
  /** Missing where an earlier version has stored it. */
  accepted: z.object({ severity: z.enum(SEVERITIES), at: z.number() }).nullish(),
  alerts: z.array(z.custom<Alert>(isAlert)).min(1).max(MAX_ALERTS),
});

/** The stored outages of a target. */
export const outagesSchema = z.array(storedOutageSchema).max(MAX_OUTAGES);

type StoredOutage = z.infer<typeof storedOutageSchema>;

/** Alerts that share one message. */
export interface Outage {
  id: string;
  /** Rises when the message changes after an attempt to send it. */
  revision: number;
  /** Whether there was an attempt to send this revision. */
  tried: boolean;
  /** Whether a message about the outage was accepted, or refused for good. */
  notified: boolean;
  /** What the target has accepted of it: the worst severity, and when, milliseconds since 1970. */
  accepted: { severity: Severity; at: number } | null;
  /** Whether a message must be sent. */
  due: boolean;
  /** Alerts that were left out because there were too many. */
  omitted: number;
  /** Oldest first. */
  alerts: Alert[];
}

/** What a message contained. */
export interface Sent {
  revision: number;
  /** The worst of its alerts. */
  severity: Severity;
}

const isOver = ({ alerts }: Outage): boolean => alerts.every(isResolved);
const worstOf = (alerts: readonly Alert[]): Severity =>
  alerts.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';

/** Whether an alert is worse than all that the target knows of an outage. */
function isWorse({ severity }: Pick<Alert, 'severity'>, { accepted }: Outage): boolean {
  return accepted === null || SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(accepted.severity);
}

/** Whether a message about an outage says that it has become worse. */
export function isEscalation(outage: Outage): boolean {
  const severity = worstOf(outage.alerts.filter((alert) => !isResolved(alert)));
  return outage.accepted !== null && isWorse({ severity }, outage);
}

/** The outages of one target. */
export class Outages {
  /** In the order in which they became due. */
  #list: Outage[] = [];

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** The number of messages that wait to be sent. */
  get waiting(): number {
    return this.#list.filter(({ due }) => due).length;
  }

  /**
   * Adds notices.
   * @param id of the outage, if the notices begin one
   * @returns how many outages were dropped although a message about them was due
   */
  add(notices: readonly AlertNotice[], id: string): number {
    for (const { kind, alert } of notices) {
      if (kind === 'firing') this.#begin({ ...alert, state: 'firing' }, id);
      else this.#end({ ...alert, state: 'resolved' }, id);
    }
    return this.#trim();
  }

  /** The outage to send next: those that go on before those that are over, then the one that has waited longest. */
  next(): Outage | undefined {
    const due = this.#list.filter((outage) => outage.due);
    return due.find((outage) => !isOver(outage)) ?? due[0];
  }

  /**
   * When the target accepted a message about the outage of an alert that said it is as bad, milliseconds since 1970; null
   * if it has not.
   */
  acceptedAt(alert: Pick<Alert, 'id' | 'severity'>): number | null {
    const outage = this.#outageOf(alert.id);
    return outage === undefined || isWorse(alert, outage) ? null : (outage.accepted?.at ?? null);
  }

  /** Notes that an attempt begins: from now on, this message may have arrived. */
  begin(outage: Outage): Sent {
    outage.tried = true;
    return { revision: outage.revision, severity: worstOf(outage.alerts) };
  }

  /**
   * Notes the end of an attempt that is not repeated. The end of the outage is still due if it came meanwhile, and so is
   * a worse alert.
   * @param acceptedAt milliseconds since 1970; null when the target refused the message for good
   */
  settle(outage: Outage, { revision, severity }: Sent, acceptedAt: number | null): void {
    outage.notified = true;
    if (acceptedAt !== null && isWorse({ severity }, outage)) outage.accepted = { severity, at: acceptedAt };
    outage.due =
      outage.revision !== revision &&
      (isOver(outage) || outage.alerts.some((alert) => !isResolved(alert) && isWorse(alert, outage)));
    if (!outage.due && isOver(outage)) this.#remove(outage);
  }

  /** The outages to store. */
  toJSON(): StoredOutage[] {
    return this.#list.map(({ notified, ...outage }) => ({ ...outage, told: notified }));
  }

  /** Adds stored outages before those that have begun since. */
  restore(stored: readonly StoredOutage[]): void {
    const restored = stored.map(({ told: notified, accepted, ...outage }) => {
      // An earlier version did not store what was accepted, nor when.
      const known = notified ? { severity: worstOf(outage.alerts), at: firstBegin(outage) } : null;
      return { ...outage, notified, accepted: accepted === undefined ? known : accepted };
    });
    this.#list.unshift(...restored);
  }

  #begin(alert: Alert, id: string): void {
    const own = this.#outageOf(alert.id);
    const outage = own ?? this.#current(alert) ?? this.#open(id);
    // A known alert fires again when it is found to flap.
    const isNews = own !== undefined || !outage.notified || isWorse(alert, outage);
    const wasEnding = outage.notified && isOver(outage);
    this.#put(alert, outage);
    if (wasEnding) outage.due = false;
    if (isNews) this.#makeDue(outage);
  }

  /** The outage that an alert joins: one whose beginning is unsent, or one that goes on and has a recent alert. */
  #current(alert: Alert): Outage | undefined {
    const isRecent = ({ alerts }: Outage): boolean =>
      Math.abs(alert.time - Math.max(...alerts.map(({ time }) => time))) <= JOIN_SECONDS;
    return (
      this.#list.find((outage) => outage.due && !(outage.notified && isOver(outage))) ??
      this.#list.find((outage) => isRecent(outage) && !(isOver(outage) && outage.tried))
    );
  }

  /** The end of an alert is sent even if its beginning was lost or sent by another process. */
  #end(alert: Alert, id: string): void {
    const outage = this.#outageOf(alert.id) ?? this.#current(alert) ?? this.#open(id);
    this.#put(alert, outage);
    if (isOver(outage)) this.#makeDue(outage);
  }

  #outageOf(alertId: string): Outage | undefined {
    return this.#list.find(({ alerts }) => alerts.some(({ id }) => id === alertId));
  }

  #open(id: string): Outage {
    const outage = {
      id,
      revision: 1,
      tried: false,
      notified: false,
      accepted: null,
      due: true,
      omitted: 0,
      alerts: [],
    };
    this.#list.push(outage);
    return outage;
  }

  /** Adds an alert to an outage, or replaces its earlier state. */
  #put(alert: Alert, outage: Outage): void {
    this.#revise(outage);
    const known = outage.alerts.findIndex(({ id }) => id === alert.id);
    if (known >= 0) outage.alerts[known] = alert;
    else outage.alerts.push(alert);
    if (outage.alerts.length <= MAX_ALERTS) return;
    const ended = outage.alerts.findIndex(isResolved);
    outage.alerts.splice(ended >= 0 ? ended : 1, 1);
    outage.omitted++;
  }

  /** Begins a new revision, since a message that may have arrived must not change under its id. */
  #revise(outage: Outage): void {
    if (outage.tried) outage.revision++;
    outage.tried = false;
  }

  /** Puts an outage behind those that are due already. */
  #makeDue(outage: Outage): void {
    if (outage.due) return;
    outage.due = true;
    this.#remove(outage);
    this.#list.push(outage);
  }

  #remove(outage: Outage): void {
    this.#list = this.#list.filter((other) => other !== outage);
  }

  /** Of too many outages, drops first those of which only the end is unsent, then those with no message due. */
  #trim(): number {
    let lost = 0;
    while (this.#list.length > MAX_OUTAGES) {
      const least =
        this.#list.find((outage) => outage.due && outage.notified && isOver(outage)) ??
        this.#list.find((outage) => !outage.due) ??
        this.#list[0];
      if (least === undefined) break;
      if (least.due) lost++;
      this.#remove(least);
    }
    return lost;
  }
}

/** Milliseconds since 1970. */
function firstBegin({ alerts }: Pick<Outage, 'alerts'>): number {
  return 1000 * Math.min(...alerts.map(({ time }) => time));
}
