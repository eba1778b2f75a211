/**
 * A pool of arrays of one length, which are parts of large slabs and are reused. Thousands of small arrays would fragment
 * the memory of the process.
 */

const ROWS_PER_SLAB = 64;
/** What a part of a slab takes as an object, about. */
const VIEW_BYTES = 200;

/** A pool of rows. */
export class RowPool {
  readonly #width: number;
  readonly #free: Uint32Array[] = [];
  #slabs = 0;

  /** @param width of each row, in numbers */
  constructor(width: number) {
    this.#width = width;
  }

  /** What it takes. */
  get bytes(): number {
    return this.#slabs * ROWS_PER_SLAB * (this.#width * Uint32Array.BYTES_PER_ELEMENT + VIEW_BYTES);
  }

  /** Returns a row of zeros. */
  take(): Uint32Array {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#slabs++;
    const slab = new Uint32Array(ROWS_PER_SLAB * this.#width);
    for (let row = 1; row < ROWS_PER_SLAB; row++) {
      this.#free.push(slab.subarray(row * this.#width, (row + 1) * this.#width));
    }
    return slab.subarray(0, this.#width);
  }

  /** Returns a row to the pool. The caller must no longer use it. */
  give(row: Uint32Array): void {
    row.fill(0);
    this.#free.push(row);
  }
}
