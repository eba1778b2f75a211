/** The alerts of other processes that share the folder: they are shown, and can be acknowledged from here. */

import type { Acknowledgement } from '../contract/index.js';
import type { AlertRecord, StoredAlert } from './alert-schema.js';

/** What another process that still runs has stored. */
export interface ForeignRecord {
  record: AlertRecord;
  /** Whether the process may have ended, in which case its alerts are going to be restored. */
  isUncertain: boolean;
}

const MAX_ACKNOWLEDGEMENTS = 100;

/** What is known of them. */
export class ForeignAlerts {
  /** By id. */
  #alerts = new Map<string, StoredAlert>();
  /** Acknowledgements that the other process may not have read yet, by id. */
  readonly #acknowledged = new Map<string, Acknowledgement>();
  /** Types of alerts that may turn out to be known; `all` before anything has been merged. */
  #held: ReadonlySet<string> | 'all' = new Set();

  /** Holds alerts of every type until `replace` is called. */
  hold(): void {
    this.#held = 'all';
  }

  /** Whether a new alert of a type may be one that has been sent before, by a process that may have ended. */
  isHeld(type: string): boolean {
    return this.#held === 'all' || this.#held.has(type);
  }

  /** Takes what the other processes have stored in place of what they had stored before. */
  replace(foreign: readonly ForeignRecord[]): void {
    this.#alerts = new Map(foreign.flatMap(({ record }) => record.alerts.map((alert) => [alert.id, alert])));
    const uncertain = foreign.filter(({ isUncertain }) => isUncertain).flatMap(({ record }) => record.alerts);
    this.#held = new Set(uncertain.filter(({ state }) => state === 'firing').map(({ type }) => type));
    for (const id of this.#acknowledged.keys()) {
      // The other process has it, or needs it no more.
      const alert = this.#alerts.get(id);
      if (alert?.state !== 'firing' || alert.acknowledged !== null) this.#acknowledged.delete(id);
    }
  }

  /**
   * Acknowledges a firing alert; the newest acknowledgements are kept until the other process has them.
   * @returns undefined when no such alert fires
   */
  acknowledge(id: string, acknowledgement: Acknowledgement): StoredAlert | undefined {
    const alert = this.#alerts.get(id);
    if (alert?.state !== 'firing') return undefined;
    this.#acknowledged.set(id, acknowledgement);
    for (const oldest of [...this.#acknowledged.keys()].slice(0, -MAX_ACKNOWLEDGEMENTS))
      this.#acknowledged.delete(oldest);
    return { ...alert, acknowledged: acknowledgement };
  }

  /** The alerts whose ids are not among those given. */
  except(ids: ReadonlySet<string>): StoredAlert[] {
    return [...this.#alerts.values()].filter(({ id }) => !ids.has(id));
  }

  /** The acknowledgements that the other processes are to read. */
  acknowledgements(): (Acknowledgement & { id: string })[] {
    return [...this.#acknowledged].map(([id, acknowledgement]) => ({ id, ...acknowledgement }));
  }
}
