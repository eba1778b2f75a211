/**
 * How often names occurred lately, in constant memory: a count-min sketch with conservative update (Cormode and
 * Muthukrishnan, An improved data stream summary, 2005), halved with every slice as in TinyLFU (Einziger, Friedman and
 * Manes, 2017). It admits a name to a full table: one that becomes busy stands out among a million that occur once.
 */

import { hash, randomBytes } from 'node:crypto';

const ROWS = 4;
/** Counters in a row: two bytes of a digest choose one. */
const WIDTH = 2 ** 16;
const MAX_COUNT = 255;
/** A name must occur this much more often than collisions explain. */
const MARGIN = 3;

/** What a sketch takes. */
export const SKETCH_BYTES = ROWS * WIDTH;

/** Estimated counts of names; 256 kB. */
export class FrequencySketch {
  readonly #counts = new Uint8Array(SKETCH_BYTES);
  /** A secret in front of each name, so that nobody outside can choose names that collide. */
  readonly #key = randomBytes(32).toString('base64');
  /** The sum of the counts of a row. */
  #load = 0;
  #slice = -1;

  /**
   * Counts an occurrence.
   * @returns how often the name occurred lately, up to 255; never less than it did
   */
  count(name: string, slice: number): number {
    this.#age(slice);
    const digest = hash('sha256', this.#key + name, 'binary');
    let lowest = MAX_COUNT;
    for (let row = 0; row < ROWS; row++) lowest = Math.min(lowest, this.#counts[indexOf(digest, row)] ?? 0);
    const counted = Math.min(MAX_COUNT, lowest + 1);
    for (let row = 0; row < ROWS; row++) {
      const index = indexOf(digest, row);
      this.#counts[index] = Math.max(this.#counts[index] ?? 0, counted);
    }
    this.#load++;
    return counted;
  }

  /** The count at which a name displaces one that occurred `weight` times: more than collisions explain. */
  threshold(weight: number): number {
    return weight + MARGIN + Math.ceil((3 * this.#load) / WIDTH);
  }

  #age(slice: number): void {
    if (slice <= this.#slice) return;
    const halvings = this.#slice < 0 ? 0 : Math.min(8, slice - this.#slice);
    this.#slice = slice;
    if (halvings === 0) return;
    for (let index = 0; index < this.#counts.length; index++) {
      this.#counts[index] = (this.#counts[index] ?? 0) >>> halvings;
    }
    this.#load >>>= halvings;
  }
}

function indexOf(digest: string, row: number): number {
  return row * WIDTH + digest.charCodeAt(2 * row) * 256 + digest.charCodeAt(2 * row + 1);
}
