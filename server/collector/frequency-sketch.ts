/**
 * How often each name that is not in a full table has come lately: a count-min sketch (Cormode and Muthukrishnan,
 * 2005) with conservative update, halved with every slice, so that a name which becomes busy stands out among a
 * million that come once.
 */

const ROWS = 4;
const WIDTH = 2 ** 16;
/** Counts stay in a byte. */
const HIGHEST = 255;
/** What a name must come more often than chance collisions explain. */
const MARGIN = 3;

/** Recent counts of names; 256 kB. */
export class Admission {
  readonly #counts = new Uint8Array(ROWS * WIDTH);
  /** What the counts of one row sum up to. */
  #load = 0;
  #slice = -1;

  /** Counts a name once and tells how often it has come lately, never too low. */
  count(name: string, slice: number): number {
    this.#age(slice);
    const first = hash(name);
    // An odd step visits every place of a row (Kirsch and Mitzenmacher: two hashes are enough for any number of rows).
    const step = (Math.imul(first, 0x9e3779b1) >>> 0) | 1;
    let lowest = HIGHEST;
    for (let row = 0; row < ROWS; row++) lowest = Math.min(lowest, this.#counts[placeOf(row, first, step)] ?? 0);
    const counted = Math.min(HIGHEST, lowest + 1);
    for (let row = 0; row < ROWS; row++) {
      const place = placeOf(row, first, step);
      if ((this.#counts[place] ?? 0) < counted) this.#counts[place] = counted;
    }
    this.#load++;
    return counted;
  }

  /** How often a name must have come to displace one that came `weight` times: more than chance collisions explain. */
  threshold(weight: number): number {
    return weight + MARGIN + Math.ceil((3 * this.#load) / WIDTH);
  }

  #age(slice: number): void {
    if (slice <= this.#slice) return;
    const halvings = this.#slice < 0 ? 0 : Math.min(8, slice - this.#slice);
    this.#slice = slice;
    if (halvings === 0) return;
    for (let place = 0; place < this.#counts.length; place++)
      this.#counts[place] = (this.#counts[place] ?? 0) >>> halvings;
    this.#load >>>= halvings;
  }
}

function placeOf(row: number, first: number, step: number): number {
  return row * WIDTH + ((first + Math.imul(row, step)) & (WIDTH - 1));
}

/** FNV-1a over UTF-16 units, with a final mix of its bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return (state ^ (state >>> 13)) >>> 0;
}
