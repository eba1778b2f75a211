/**
 * What one target has been told and what it has still to be told, in outages: alerts that begin together, or while
 * the message about earlier ones could not be sent, are one outage with one message, and it ends with one more when
 * all of them have ended. The end of each alert on its own is not told: whoever is on call wants to know when it is
 * over, and the page shows the rest.
 */

import { z } from 'zod';
import { type Alert, SEVERITIES } from '../contract/index.js';
import type { AlertNotice } from '../alerts/alerts.js';
import { hasEnded } from './notification.js';

/** So many outages are remembered for a target. */
export const MOST_OUTAGES = 100;
/** So many alerts are remembered of an outage. */
export const MOST_ALERTS = 50;

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

const outageSchema = z.object({
  id: z.string(),
  /** Rises when the message changes after an attempt to send it. */
  revision: z.int().positive(),
  /** Whether this revision has been tried. */
  tried: z.boolean(),
  /** Whether some message about it was taken, or refused for good. */
  told: z.boolean(),
  /** Whether there is something to tell. */
  due: z.boolean(),
  /** Alerts left out because there were too many. */
  omitted: z.int().nonnegative(),
  /** Oldest first. */
  alerts: z.array(z.custom<Alert>(isAlert)).min(1).max(MOST_ALERTS),
});

/** Alerts that one message is about. */
export type Outage = z.infer<typeof outageSchema>;

/** As it is kept across restarts. */
export const outagesSchema = z.array(outageSchema).max(MOST_OUTAGES);

/** What a message told. */
export interface Told {
  revision: number;
  /** The ids of its alerts. */
  alerts: ReadonlySet<string>;
}

const isOver = ({ alerts }: Outage): boolean => alerts.every(hasEnded);

/** The outages of one target. */
export class Outages {
  /** In the order in which they became due. */
  #list: Outage[] = [];

  /** Whether nothing is remembered. */
  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** How many messages wait to be sent. */
  get waiting(): number {
    return this.#list.filter(({ due }) => due).length;
  }

  /**
   * Takes in what is to be told.
   * @param id of the outage that the notices begin, if they do
   * @returns how many outages had to be forgotten with something left to tell
   */
  add(notices: readonly AlertNotice[], id: string): number {
    for (const { kind, alert } of notices) {
      if (kind === 'firing') this.#begin({ ...alert, state: 'firing' }, id);
      else this.#end({ ...alert, state: 'resolved' }, id);
    }
    return this.#trim();
  }

  /** What is to be sent next: what fires before what is over, then what has waited longest. */
  next(): Outage | undefined {
    const due = this.#list.filter((outage) => outage.due);
    return due.find((outage) => !isOver(outage)) ?? due[0];
  }

  /** An attempt begins: from now on this message may have arrived. */
  begin(outage: Outage): Told {
    outage.tried = true;
    return { revision: outage.revision, alerts: new Set(outage.alerts.map(({ id }) => id)) };
  }

  /**
   * A message about the outage was taken, or refused for good. Alerts that came while it was under way are still due,
   * and so is the end if it came then.
   */
  settle(outage: Outage, { revision, alerts }: Told): void {
    outage.told = true;
    const isNews = outage.revision !== revision && (isOver(outage) || outage.alerts.some(({ id }) => !alerts.has(id)));
    outage.due = isNews;
    if (!isNews && isOver(outage)) this.#remove(outage);
  }

  /** As it is kept. */
  toJSON(): Outage[] {
    return this.#list;
  }

  /** Takes over what was kept, before what has come since. */
  restore(kept: Outage[]): void {
    this.#list = [...kept, ...this.#list];
  }

  #begin(alert: Alert, id: string): void {
    const before = this.#outageOf(alert.id);
    const unsent = this.#unsent();
    if (before !== undefined && before !== unsent) this.#takeOut(before, alert.id);
    const outage = unsent ?? this.#open(id);
    this.#put(alert, outage);
    outage.due = true;
  }

  /** An end whose beginning is not known, because that was lost or told by another process, is told all the same. */
  #end(alert: Alert, id: string): void {
    const outage = this.#outageOf(alert.id) ?? this.#unsent() ?? this.#open(id);
    this.#put(alert, outage);
    this.#tellIfOver(outage);
  }

  #outageOf(alertId: string): Outage | undefined {
    return this.#list.find(({ alerts }) => alerts.some(({ id }) => id === alertId));
  }

  /** The outage whose beginning has still to be told. */
  #unsent(): Outage | undefined {
    return this.#list.find((outage) => outage.due && !(outage.told && isOver(outage)));
  }

  #open(id: string): Outage {
    const outage = { id, revision: 1, tried: false, told: false, due: true, omitted: 0, alerts: [] };
    this.#list.push(outage);
    return outage;
  }

  /** Puts an alert's newest state into an outage. */
  #put(alert: Alert, outage: Outage): void {
    this.#changes(outage);
    const known = outage.alerts.findIndex(({ id }) => id === alert.id);
    if (known >= 0) outage.alerts[known] = alert;
    else outage.alerts.push(alert);
    if (outage.alerts.length <= MOST_ALERTS) return;
    const ended = outage.alerts.findIndex(hasEnded);
    outage.alerts.splice(ended >= 0 ? ended : 1, 1);
    outage.omitted++;
  }

  #takeOut(outage: Outage, alertId: string): void {
    this.#changes(outage);
    outage.alerts = outage.alerts.filter(({ id }) => id !== alertId);
    if (outage.alerts.length === 0) this.#remove(outage);
    else this.#tellIfOver(outage);
  }

  /** A message that may have arrived must not change under its id. */
  #changes(outage: Outage): void {
    if (outage.tried) outage.revision++;
    outage.tried = false;
  }

  #tellIfOver(outage: Outage): void {
    if (outage.due || !isOver(outage)) return;
    outage.due = true;
    this.#remove(outage);
    this.#list.push(outage);
  }

  #remove(outage: Outage): void {
    this.#list = this.#list.filter((other) => other !== outage);
  }

  /** Where there are too many, those go first whose end alone is untold, then those with nothing to tell just now. */
  #trim(): number {
    let lost = 0;
    while (this.#list.length > MOST_OUTAGES) {
      const least =
        this.#list.find((outage) => outage.due && outage.told && isOver(outage)) ??
        this.#list.find((outage) => !outage.due) ??
        this.#list[0];
      if (least === undefined) break;
      if (least.due) lost++;
      this.#remove(least);
    }
    return lost;
  }
}
