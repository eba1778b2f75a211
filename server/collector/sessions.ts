/**
 * The active sessions. Ids are hashed, and only hashes are kept. To hash an id at each request would be the largest part
 * of what a request costs, so the ids of the last requests wait for the next look at the table, each of them once.
 */

import { hash, randomBytes } from 'node:crypto';

/** Only this many characters of an id are hashed, and its length: more than a cookie can have. */
const MAX_ID_LENGTH = 4096;
/** 96 bits of the digest: among 100,000 sessions, a collision has a probability below 10^-19. */
const HASH_LENGTH = 12;

/** Ids that wait at most. They are looked at, and so hashed, whenever the state is evaluated. */
const MAX_WAITING = 250;

/** Sessions whose id has changed, of which it is known what they were before. */
const MAX_RENAMED = 10_000;

/** Idle times are exact to this part of the limit: a second of 30 minutes. */
const RESOLUTION = 1800;

/** What a session takes, about: its hash, a number, and their places in the table. */
const SESSION_BYTES = 100;

/** Limits of the session table. */
export interface SessionLimits {
  /** Sessions at most. */
  capacity: number;
  /** A session that was not active for this long has ended. */
  idleMs: number;
}

/** 100,000 sessions, ended after 30 minutes idle. */
export const SESSION_LIMITS: SessionLimits = { capacity: 100_000, idleMs: 30 * 60_000 };

/** The active sessions. */
export class Sessions {
  readonly #limits: SessionLimits;
  /** A secret in front of each id, so that nobody outside can choose ids that collide. */
  #key = randomBytes(32).toString('base64');
  #isKeyShared = false;
  /** The key before, while sessions that were hashed with it may be active. */
  #former: { key: string; until: number } | undefined;
  /** Hash of the id → when it was last active, monotonic milliseconds. The longest idle session comes first. */
  readonly #lastActive = new Map<string, number>();
  /** Id → when it was last active, of sessions that are not in the table yet or were active since. */
  readonly #waiting = new Map<string, number>();
  /** Hash of an id → the hash that stands for its session, where that began under another id or key. */
  readonly #renamed = new Map<string, string>();
  readonly #onRequest: (key: string) => void;
  /** An iterator that stays at the first entry, and that entry. */
  #entries = this.#lastActive.entries();
  #first: [hashed: string, lastActive: number] | undefined;
  #evictedAt = -Infinity;
  #isKnown = false;

  /** @param onRequest called with the key of each session that had a request since it was last called with it */
  constructor(limits: SessionLimits = SESSION_LIMITS, onRequest: (key: string) => void = () => undefined) {
    this.#limits = limits;
    this.#onRequest = onRequest;
  }

  /** Whether there are sessions, and `useKey` has not been called. */
  get wantsKey(): boolean {
    return !this.#isKeyShared && this.#waiting.size + this.#lastActive.size > 0;
  }

  /**
   * Hashes with another key from now on, which several processes may share. Sessions that were hashed with the key
   * before are still counted, and counted once when they come again.
   * @param now monotonic milliseconds
   */
  useKey(key: Uint8Array, now: number): void {
    this.#hashWaiting();
    if (this.#lastActive.size > 0) this.#former = { key: this.#key, until: now + this.#limits.idleMs };
    this.#key = Buffer.from(key).toString('base64');
    this.#isKeyShared = true;
  }

  /** Whether there has ever been a session. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** What they take, about. */
  get bytes(): number {
    return this.#lastActive.size * SESSION_BYTES;
  }

  /** A session has a request: starts it, or keeps it active. */
  touch(id: string, now: number): void {
    // Most requests follow another one of their session: within the resolution nothing has to move.
    if (now - (this.#waiting.get(id) ?? -Infinity) < this.#limits.idleMs / RESOLUTION) return;
    this.#waiting.delete(id);
    this.#waiting.set(id, now);
    this.#isKnown = true;
    if (this.#waiting.size >= MAX_WAITING) this.#hashWaiting();
  }

  /** Starts a session, or keeps it active, without a request. */
  start(id: string, now: number): void {
    if (this.#waiting.has(id)) this.touch(id, now);
    else this.#keep(id, this.#hash(id), now);
    this.#isKnown = true;
  }

  /** Ends a session, if there is one with this id. */
  end(id: string): void {
    const hashed = this.#hash(id);
    if (this.#waiting.delete(id)) this.#onRequest(this.#keyOf(id, hashed));
    this.#lastActive.delete(hashed);
    if (this.#former !== undefined) this.#lastActive.delete(this.#hash(id, this.#former.key));
  }

  /** A session goes on under another id, as when its cookie is renewed. */
  rename(from: string, to: string): void {
    const key = this.keyOf(from);
    this.end(from);
    this.#rename(this.#hash(to), key);
  }

  /** What stands for a session wherever different sessions are counted: the hash of its first id that is known. */
  keyOf(id: string): string {
    return this.#keyOf(id, this.#hash(id));
  }

  /** The number of active sessions. */
  active(now: number): number {
    this.#hashWaiting();
    this.#expire(now);
    return this.#lastActive.size;
  }

  /** Whether `active` is a lower bound, because a session that would still be active was evicted. */
  isCapped(now: number): boolean {
    this.#hashWaiting();
    return now - this.#evictedAt < this.#limits.idleMs;
  }

  #hashWaiting(): void {
    for (const [id, at] of this.#waiting) {
      const hashed = this.#hash(id);
      this.#onRequest(this.#keyOf(id, hashed));
      this.#keep(id, hashed, at);
    }
    this.#waiting.clear();
  }

  #keep(id: string, hashed: string, at: number): void {
    if (this.#former !== undefined) {
      if (at < this.#former.until) this.#lastActive.delete(this.#hash(id, this.#former.key));
      else this.#former = undefined;
    }
    if (!this.#lastActive.delete(hashed)) this.#makeRoom(at);
    this.#lastActive.set(hashed, at);
  }

  #keyOf(id: string, hashed: string): string {
    if (this.#former !== undefined && !this.#lastActive.has(hashed)) {
      const before = this.#hash(id, this.#former.key);
      if (this.#lastActive.has(before)) this.#rename(hashed, this.#renamed.get(before) ?? before);
    }
    return this.#renamed.size === 0 ? hashed : (this.#renamed.get(hashed) ?? hashed);
  }

  #rename(hashed: string, key: string): void {
    if (hashed === key || this.#renamed.has(hashed)) return;
    if (this.#renamed.size >= MAX_RENAMED) this.#renamed.delete(this.#renamed.keys().next().value ?? '');
    this.#renamed.set(hashed, key);
  }

  #makeRoom(now: number): void {
    this.#expire(now);
    if (this.#lastActive.size < this.#limits.capacity) return;
    this.#lastActive.delete(this.#longestIdle()?.[0] ?? '');
    this.#evictedAt = now;
  }

  #expire(now: number): void {
    for (;;) {
      const oldest = this.#longestIdle();
      if (oldest === undefined || now - oldest[1] < this.#limits.idleMs) return;
      this.#lastActive.delete(oldest[0]);
    }
  }

  /**
   * The first entry. A new iterator would skip every deleted entry that the map has not compacted yet, up to 100,000 of
   * them, so one iterator stays at the first entry and only moves forward.
   */
  #longestIdle(): [hashed: string, lastActive: number] | undefined {
    while (this.#first === undefined || this.#lastActive.get(this.#first[0]) !== this.#first[1]) {
      if (this.#lastActive.size === 0) return undefined;
      const { done, value } = this.#entries.next();
      if (done === true) this.#entries = this.#lastActive.entries();
      else this.#first = value;
    }
    return this.#first;
  }

  /** The keyed hash of an id: SHA-256 of the secret and the id. A prefix is enough of a key, since no whole digest leaves the process. */
  #hash(id: string, key = this.#key): string {
    const hashed = id.length > MAX_ID_LENGTH ? `${id.slice(0, MAX_ID_LENGTH)}${id.length}` : id;
    return hash('sha256', key + hashed, 'binary').slice(0, HASH_LENGTH);
  }
}
