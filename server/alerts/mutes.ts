/** Rules whose alerts are recorded but not sent, because a person has muted or silenced them. */

import { z } from 'zod';
import type { Mute } from '../contract/index.js';

/** A request to mute a rule. */
export interface MuteRequest {
  /** The rule's name. */
  type: string;
  by?: string | null | undefined;
  note?: string | null | undefined;
  /** The name of the credential; null without one. */
  credential?: string | null | undefined;
  /** Milliseconds since 1970. */
  until: number;
}

const textOrNull = z.string().nullable();
const time = z.iso.datetime();

/** A mute as it is stored. */
export const storedMuteSchema = z.object({
  type: z.string().min(1),
  by: textOrNull,
  note: textOrNull,
  until: time,
  credential: textOrNull.optional(),
  /** When it was set or lifted: of two mutes of a rule, by processes that share a folder, the newer one holds. */
  at: time.optional(),
  /** It was ended before its time. */
  isLifted: z.boolean().optional(),
});

/** A mute as it is stored. */
export type StoredMute = z.infer<typeof storedMuteSchema>;

/** All mutes. */
export class Mutes {
  readonly #byType = new Map<string, StoredMute>();
  /** Set elsewhere: never stored, and nothing here ends them. */
  #silences: ReadonlyMap<string, Mute> = new Map();

  /** Mutes a rule, in place of a mute that it may already have. */
  set(mute: Mute, wall: number): void {
    this.#byType.set(mute.type, { ...mute, at: this.#later(mute.type, wall) });
  }

  /** Ends a rule's mute; false when it had none. */
  lift(type: string, wall: number): boolean {
    const mute = this.#byType.get(type);
    if (mute === undefined || mute.isLifted === true) return false;
    this.#byType.set(type, { ...mute, at: this.#later(type, wall), isLifted: true });
    return true;
  }

  /** Takes silences in place of those before. */
  setSilences(silences: readonly Mute[]): void {
    this.#silences = new Map(silences.map((silence) => [silence.type, silence]));
  }

  /** Takes in mutes of another process; true when one of them is newer than what was known. */
  merge(mutes: readonly StoredMute[]): boolean {
    const newer = mutes.filter((mute) => {
      const known = this.#byType.get(mute.type);
      return known === undefined || timeOf(mute) > timeOf(known);
    });
    for (const mute of newer) this.#byType.set(mute.type, mute);
    return newer.length > 0;
  }

  /** Deletes the mutes that have ended; true when there were any. */
  expire(wall: number): boolean {
    const over = [...this.#byType.values()].filter(({ until }) => Date.parse(until) <= wall);
    for (const { type } of over) this.#byType.delete(type);
    return over.length > 0;
  }

  /** Until when a rule is muted, milliseconds since 1970; null when it is not. */
  until(type: string, wall: number): number | null {
    const silenced = Date.parse(this.#silences.get(type)?.until ?? '');
    const last = Math.max(this.ownUntil(type, wall) ?? 0, silenced > wall ? silenced : 0);
    return last > wall ? last : null;
  }

  /** The same without silences. */
  ownUntil(type: string, wall: number): number | null {
    const mute = this.#byType.get(type);
    const last = mute === undefined || mute.isLifted === true ? 0 : Date.parse(mute.until);
    return last > wall ? last : null;
  }

  /** What is stored. Lifted mutes stay until their time is over: other processes may know them as they were. */
  toJSON(): StoredMute[] {
    return [...this.#byType.values()];
  }

  /** The mutes that hold now; of a rule that is silenced too, its own mute. */
  active(wall: number): Mute[] {
    const own = this.toJSON()
      .filter(({ until, isLifted }) => isLifted !== true && Date.parse(until) > wall)
      .map(({ type, by, note, until, credential }) => ({ type, by, note, until, credential: credential ?? null }));
    const types = new Set(own.map(({ type }) => type));
    const silences = [...this.#silences.values()].filter(
      ({ type, until }) => !types.has(type) && Date.parse(until) > wall,
    );
    return [...own, ...silences];
  }

  /** A time for a change, after that of the change before. */
  #later(type: string, wall: number): string {
    const known = this.#byType.get(type);
    return new Date(Math.max(wall, known === undefined ? 0 : timeOf(known) + 1)).toISOString();
  }
}

function timeOf({ at }: StoredMute): number {
  return at === undefined ? 0 : Date.parse(at);
}
