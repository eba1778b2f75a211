/** Which sessions are active. Their ids are hashed on entry and kept nowhere. */

import { hash, randomBytes } from 'node:crypto';

/** More of an id than this many characters is not read. */
const MAX_ID_LENGTH = 256;
/** 96 bits of the digest: among 100,000 sessions two meet with a probability below 10^-19. */
const HASH_LENGTH = 12;

/** Limits of the session table. */
export interface SessionLimits {
  /** How many sessions are kept apart. */
  capacity: number;
  /** A session without a request for this long has ended. */
  idleMs: number;
}

/** 100,000 sessions, ended after 30 minutes idle. */
export const SESSION_LIMITS: SessionLimits = { capacity: 100_000, idleMs: 30 * 60_000 };

/** The active sessions. */
export class Sessions {
  readonly #limits: SessionLimits;
  /** A random secret in front of each id, so that nobody outside can choose ids that collide. */
  readonly #key = randomBytes(32).toString('base64');
  /** Hash of the id → when it was last seen, monotonic milliseconds; in insertion order, so the longest idle is first. */
  readonly #lastSeen = new Map<string, number>();
  /** Where the first entry is looked for, and the one that was found there last. */
  #entries = this.#lastSeen.entries();
  #first: [hashed: string, lastSeen: number] | undefined;
  #displacedAt = -Infinity;

  constructor(limits: SessionLimits = SESSION_LIMITS) {
    this.#limits = limits;
  }

  /** Notes that a session was seen at `now` (monotonic milliseconds); begins it when it is new. */
  seen(id: string, now: number): void {
    const hashed = this.#hash(id);
    if (!this.#lastSeen.delete(hashed)) this.#makeRoom(now);
    this.#lastSeen.set(hashed, now);
  }

  /** Ends a session; one that is not known is ignored. */
  end(id: string): void {
    this.#lastSeen.delete(this.#hash(id));
  }

  /** How many are active at `now`. */
  active(now: number): number {
    this.#expire(now);
    return this.#lastSeen.size;
  }

  /** Whether `active` is a lower bound: a session that would still be active has made room for another. */
  isCapped(now: number): boolean {
    return now - this.#displacedAt < this.#limits.idleMs;
  }

  #makeRoom(now: number): void {
    this.#expire(now);
    if (this.#lastSeen.size < this.#limits.capacity) return;
    this.#lastSeen.delete(this.#longestIdle()?.[0] ?? '');
    this.#displacedAt = now;
  }

  #expire(now: number): void {
    for (;;) {
      const oldest = this.#longestIdle();
      if (oldest === undefined || now - oldest[1] < this.#limits.idleMs) return;
      this.#lastSeen.delete(oldest[0]);
    }
  }

  /**
   * The first entry. A new iterator would step over every deleted entry that the map has not yet let go of, up to
   * 100,000 of them, so one iterator stays where the first entry is and only moves on.
   */
  #longestIdle(): [hashed: string, lastSeen: number] | undefined {
    while (this.#first === undefined || this.#lastSeen.get(this.#first[0]) !== this.#first[1]) {
      if (this.#lastSeen.size === 0) return undefined;
      const { done, value } = this.#entries.next();
      if (done === true) this.#entries = this.#lastSeen.entries();
      else this.#first = value;
    }
    return this.#first;
  }

  /** SHA-256 over the secret and the id. The digest never leaves the process, so a secret prefix is all it needs. */
  #hash(id: string): string {
    const read = id.length > MAX_ID_LENGTH ? `${id.slice(0, MAX_ID_LENGTH)}${id.length}` : id;
    return hash('sha256', this.#key + read, 'binary').slice(0, HASH_LENGTH);
  }
}
