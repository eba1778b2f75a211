/**
 * Which sessions are active: a hash table in typed arrays, its entries chained from the longest idle to the last seen.
 * Ids are hashed on entry with a key that is made anew for each process, and are kept nowhere.
 */

import { getRandomValues } from 'node:crypto';

const NONE = -1;
/** More of an id than this is not read. */
const MAX_ID_LENGTH = 256;
/** Grown in few, large steps: what is given up by growing stays the process's. Powers of two. */
const INITIAL_CAPACITY = 2048;
const GROWTH = 8;

/** Limits of the session table. */
export interface SessionLimits {
  /** Sessions that are kept apart. */
  capacity: number;
  /** A session without a request for so long has ended. */
  idleMs: number;
}

/** 100,000 sessions, ended after 30 minutes idle. */
export const SESSION_LIMITS: SessionLimits = { capacity: 100_000, idleMs: 30 * 60_000 };

/** The active sessions. */
export class Sessions {
  readonly #limits: SessionLimits;
  readonly #hash = new KeyedHash();
  #hashes = new Int32Array(INITIAL_CAPACITY * 2);
  #seenAt = new Float64Array(INITIAL_CAPACITY);
  #older = new Int32Array(INITIAL_CAPACITY);
  #newer = new Int32Array(INITIAL_CAPACITY);
  /** Open addressing, linear probing: entry number or NONE. Twice as many places as entries. */
  #table = new Int32Array(INITIAL_CAPACITY * 2).fill(NONE);
  /** Entries that were used and are free again, chained through `#newer`. */
  #free = NONE;
  #used = 0;
  #size = 0;
  #oldest = NONE;
  #newest = NONE;
  #displacedAt = -Infinity;

  constructor(limits: SessionLimits = SESSION_LIMITS) {
    this.#limits = limits;
  }

  /** Notes that a session was seen at `now` (monotonic milliseconds); begins it when it is new. */
  seen(id: string, now: number): void {
    this.#hash.update(id);
    const { low, high } = this.#hash;
    const found = this.#table[this.#find(low, high)] ?? NONE;
    if (found !== NONE) {
      if (found !== this.#newest) {
        this.#unchain(found);
        this.#chain(found);
      }
      this.#seenAt[found] = now;
      return;
    }
    this.#expire(now);
    if (this.#size >= this.#limits.capacity) {
      this.#remove(this.#oldest);
      this.#displacedAt = now;
    }
    this.#add(low, high, now);
  }

  /** Ends a session; one that is not known is ignored. */
  end(id: string): void {
    this.#hash.update(id);
    const entry = this.#table[this.#find(this.#hash.low, this.#hash.high)] ?? NONE;
    if (entry !== NONE) this.#remove(entry);
  }

  /** How many are active at `now`. */
  active(now: number): number {
    this.#expire(now);
    return this.#size;
  }

  /** Whether `active` is a lower bound: a session that would still be active has made room for another. */
  isCapped(now: number): boolean {
    return now - this.#displacedAt < this.#limits.idleMs;
  }

  #expire(now: number): void {
    while (this.#oldest !== NONE && now - (this.#seenAt[this.#oldest] ?? 0) >= this.#limits.idleMs) {
      this.#remove(this.#oldest);
    }
  }

  #add(low: number, high: number, now: number): void {
    if (this.#free === NONE && this.#used === this.#seenAt.length) this.#grow();
    let entry = this.#free;
    if (entry === NONE) entry = this.#used++;
    else this.#free = this.#newer[entry] ?? NONE;
    this.#hashes[entry * 2] = low;
    this.#hashes[entry * 2 + 1] = high;
    this.#table[this.#find(low, high)] = entry;
    this.#chain(entry);
    this.#seenAt[entry] = now;
    this.#size++;
  }

  #remove(entry: number): void {
    let place = this.#find(this.#hashes[entry * 2] ?? 0, this.#hashes[entry * 2 + 1] ?? 0);
    const mask = this.#table.length - 1;
    this.#table[place] = NONE;
    // Close the gap: an entry further on that was pushed past it by probing moves back, else it could not be found.
    for (let next = (place + 1) & mask; ; next = (next + 1) & mask) {
      const moved = this.#table[next] ?? NONE;
      if (moved === NONE) break;
      const home = (this.#hashes[moved * 2] ?? 0) & mask;
      if (((next - home) & mask) < ((next - place) & mask)) continue;
      this.#table[place] = moved;
      this.#table[next] = NONE;
      place = next;
    }
    this.#unchain(entry);
    this.#newer[entry] = this.#free;
    this.#free = entry;
    this.#size--;
  }

  /** The place of these hashes in the table, or the empty place where they belong. */
  #find(low: number, high: number): number {
    const mask = this.#table.length - 1;
    for (let place = low & mask; ; place = (place + 1) & mask) {
      const entry = this.#table[place] ?? NONE;
      if (entry === NONE) return place;
      if (this.#hashes[entry * 2] === low && this.#hashes[entry * 2 + 1] === high) return place;
    }
  }

  #chain(entry: number): void {
    this.#older[entry] = this.#newest;
    this.#newer[entry] = NONE;
    if (this.#newest === NONE) this.#oldest = entry;
    else this.#newer[this.#newest] = entry;
    this.#newest = entry;
  }

  #unchain(entry: number): void {
    const older = this.#older[entry] ?? NONE;
    const newer = this.#newer[entry] ?? NONE;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  #grow(): void {
    const capacity = Math.min(this.#seenAt.length * GROWTH, this.#limits.capacity);
    const hashes = new Int32Array(capacity * 2);
    hashes.set(this.#hashes);
    const seenAt = new Float64Array(capacity);
    seenAt.set(this.#seenAt);
    const older = new Int32Array(capacity);
    older.set(this.#older);
    const newer = new Int32Array(capacity);
    newer.set(this.#newer);
    this.#hashes = hashes;
    this.#seenAt = seenAt;
    this.#older = older;
    this.#newer = newer;
    this.#table = new Int32Array(this.#table.length * GROWTH).fill(NONE);
    for (let entry = this.#oldest; entry !== NONE; entry = newer[entry] ?? NONE) {
      this.#table[this.#find(hashes[entry * 2] ?? 0, hashes[entry * 2 + 1] ?? 0)] = entry;
    }
  }
}

/**
 * A keyed hash of 64 bits in two halves over an id's first 256 UTF-16 units and its length: two lanes of
 * multiply and shift steps in the manner of MurmurHash3 (Appleby, public domain), each with a key of its own. The lanes
 * take four units in turn, since reading and multiplying is what a hash costs, and are mixed at the end.
 */
class KeyedHash {
  low = 0;
  high = 0;
  readonly #lowKey: number;
  readonly #highKey: number;

  constructor() {
    const [low = 0, high = 0] = getRandomValues(new Int32Array(2));
    this.#lowKey = low;
    this.#highKey = high;
  }

  /** Leaves the hash in `low` and `high`, so that no object has to be made for it. */
  update(text: string): void {
    const length = Math.min(text.length, MAX_ID_LENGTH);
    const even = length & ~7;
    let low = this.#lowKey ^ text.length;
    let high = this.#highKey;
    let index = 0;
    for (; index < even; index += 8) {
      low = step(low, fourUnits(text, index), LOW_FACTOR);
      high = step(high, fourUnits(text, index + 4), HIGH_FACTOR);
    }
    for (; index < length; index++) low = step(low, text.charCodeAt(index), LOW_FACTOR);
    // Two rounds of a Feistel network: each half depends on both lanes, and no two states become one.
    low ^= finish(high);
    high ^= finish(low);
    this.low = low ^ finish(high);
    this.high = high;
  }
}

const LOW_FACTOR = 0x1b873593;
const HIGH_FACTOR = 0xc2b2ae35;

function step(state: number, units: number, factor: number): number {
  const mixed = Math.imul(state ^ units, factor);
  return mixed ^ (mixed >>> 15);
}

/** Four units in 32 bits; those of an ASCII text do not overlap. */
function fourUnits(text: string, index: number): number {
  const first = text.charCodeAt(index) ^ (text.charCodeAt(index + 1) << 16);
  return first ^ (text.charCodeAt(index + 2) << 8) ^ (text.charCodeAt(index + 3) << 24);
}

function finish(state: number): number {
  const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  const twice = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  // Signed, so that it is a small integer, which needs no box.
  return twice ^ (twice >>> 16);
}
