/**
 * Rows of numbers, all of one width, taken from large slabs and given back to be used again: thousands of small arrays
 * of their own would leave the process's memory in pieces.
 */

const ROWS_PER_SLAB = 64;

/** A pool of rows. */
export class RowPool {
  readonly #width: number;
  readonly #free: Uint32Array[] = [];

  /** @param width numbers in a row */
  constructor(width: number) {
    this.#width = width;
  }

  /** A row of zeros. */
  take(): Uint32Array {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const slab = new Uint32Array(ROWS_PER_SLAB * this.#width);
    for (let row = 1; row < ROWS_PER_SLAB; row++) {
      this.#free.push(slab.subarray(row * this.#width, (row + 1) * this.#width));
    }
    return slab.subarray(0, this.#width);
  }

  /** Gives back a row, which from now on belongs to another. */
  give(row: Uint32Array): void {
    row.fill(0);
    this.#free.push(row);
  }
}
