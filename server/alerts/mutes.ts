/** When alerts are recorded but not sent: mutes of single rules, and maintenance windows, which mute them all. */

import type { Mute } from '../contract/index.js';

/** A planned time in which nothing is sent. */
export interface MaintenanceWindow {
  /** Milliseconds since 1970. */
  from: number;
  /** Milliseconds since 1970, exclusive. */
  to: number;
  note?: string | undefined;
}

/** A mute as it is asked for. */
export interface MuteRequest {
  /** The rule's name. */
  type: string;
  by?: string | null | undefined;
  note?: string | null | undefined;
  /** Milliseconds since 1970. */
  until: number;
}

/** All mutes. */
export class Mutes {
  readonly #maintenance: readonly MaintenanceWindow[];
  readonly #byType = new Map<string, Mute>();

  constructor(maintenance: readonly MaintenanceWindow[], restored: readonly Mute[]) {
    this.#maintenance = maintenance;
    for (const mute of restored) this.#byType.set(mute.type, mute);
  }

  /** Mutes a rule, in place of a mute that it may already have. */
  set(mute: Mute): void {
    this.#byType.set(mute.type, mute);
  }

  /** Ends a rule's mute; false when it had none. */
  lift(type: string): boolean {
    return this.#byType.delete(type);
  }

  /** Forgets what is over; true when there was any. */
  expire(wall: number): boolean {
    const over = [...this.#byType.values()].filter(({ until }) => Date.parse(until) <= wall);
    for (const { type } of over) this.#byType.delete(type);
    return over.length > 0;
  }

  /** Until when a rule is muted, milliseconds since 1970; null when it is not. */
  until(type: string, wall: number): number | null {
    const mute = this.#byType.get(type);
    const ends = this.#maintenance.filter(({ from, to }) => from <= wall && wall < to).map(({ to }) => to);
    if (mute !== undefined) ends.push(Date.parse(mute.until));
    const last = Math.max(...ends);
    return last > wall ? last : null;
  }

  /** All that are kept. */
  all(): Mute[] {
    return [...this.#byType.values()].map((mute) => ({ ...mute }));
  }

  /** Those that hold now. */
  active(wall: number): Mute[] {
    return this.all().filter(({ until }) => Date.parse(until) > wall);
  }
}
