/**
 * The outages of one target, sent and unsent. Alerts that begin together, or while the message about earlier ones could
 * not be sent, are one outage. It is one message when it begins and one more when all of its alerts have ended. The end
 * of a single alert is not sent: people on call need to know when all is over, and the page shows the rest.
 */

import { z } from 'zod';
import { type Alert, SEVERITIES } from '../contract/index.js';
import type { AlertNotice } from '../alerts/alerts.js';
import { isResolved } from './notification.js';

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
  /** The ids of its alerts. */
  alerts: ReadonlySet<string>;
}

const isOver = ({ alerts }: Outage): boolean => alerts.every(isResolved);

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

  /** Notes that an attempt begins: from now on, this message may have arrived. */
  begin(outage: Outage): Sent {
    outage.tried = true;
    return { revision: outage.revision, alerts: new Set(outage.alerts.map(({ id }) => id)) };
  }

  /**
   * Notes that a message about the outage was accepted, or refused for good. Alerts that began during the attempt are
   * still due, and so is the end of the outage if it came then.
   */
  settle(outage: Outage, { revision, alerts }: Sent): void {
    outage.notified = true;
    const hasChanged =
      outage.revision !== revision && (isOver(outage) || outage.alerts.some(({ id }) => !alerts.has(id)));
    outage.due = hasChanged;
    if (!hasChanged && isOver(outage)) this.#remove(outage);
  }

  /** The outages to store. */
  toJSON(): StoredOutage[] {
    return this.#list.map(({ notified, ...outage }) => ({ ...outage, told: notified }));
  }

  /** Adds stored outages before those that have begun since. */
  restore(stored: readonly StoredOutage[]): void {
    this.#list.unshift(...stored.map(({ told, ...outage }) => ({ ...outage, notified: told })));
  }

  #begin(alert: Alert, id: string): void {
    const before = this.#outageOf(alert.id);
    const unsent = this.#unsent();
    if (before !== undefined && before !== unsent) this.#takeOut(before, alert.id);
    const outage = unsent ?? this.#open(id);
    this.#put(alert, outage);
    outage.due = true;
  }

  /** The end of an alert is sent even if its beginning was lost or sent by another process. */
  #end(alert: Alert, id: string): void {
    const outage = this.#outageOf(alert.id) ?? this.#unsent() ?? this.#open(id);
    this.#put(alert, outage);
    this.#becomeDueIfOver(outage);
  }

  #outageOf(alertId: string): Outage | undefined {
    return this.#list.find(({ alerts }) => alerts.some(({ id }) => id === alertId));
  }

  /** The outage whose beginning must still be sent. */
  #unsent(): Outage | undefined {
    return this.#list.find((outage) => outage.due && !(outage.notified && isOver(outage)));
  }

  #open(id: string): Outage {
    const outage = { id, revision: 1, tried: false, notified: false, due: true, omitted: 0, alerts: [] };
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

  #takeOut(outage: Outage, alertId: string): void {
    this.#revise(outage);
    outage.alerts = outage.alerts.filter(({ id }) => id !== alertId);
    if (outage.alerts.length === 0) this.#remove(outage);
    else this.#becomeDueIfOver(outage);
  }

  /** Begins a new revision, since a message that may have arrived must not change under its id. */
  #revise(outage: Outage): void {
    if (outage.tried) outage.revision++;
    outage.tried = false;
  }

  #becomeDueIfOver(outage: Outage): void {
    if (outage.due || !isOver(outage)) return;
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
