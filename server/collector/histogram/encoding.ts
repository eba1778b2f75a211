/**
 * Sketches as they are stored: only the buckets that counted something, as text. They come in runs of neighbours, each
 * written as the number of empty buckets before it, its length and its counts, in base 32 with a continuation bit (as
 * source maps write theirs): about two characters a bucket, where JSON numbers take five. A sketch whose text would be
 * too long is stored in coarser buckets, each the union of two, four, … of the finer (OpenTelemetry's lower scales).
 */

import { Sketch, SKETCH_BUCKETS, SKETCH_SCALE } from './histogram.js';

/** Scale, sum, min and max in milliseconds, and the buckets; null for a sketch that has counted nothing. */
export type SparseSketch = readonly [scale: number, sum: number, min: number, max: number, buckets: string] | null;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE = 32;
const valueOfDigit = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));
/** Beyond that a count of the sketch would wrap round. */
const MAX_COUNT = 2 ** 32 - 1;
/** Digits of sum, min and max that are stored: less than a thousandth of a bucket is lost. */
const PRECISION = 7;

/**
 * What of a sketch is stored.
 * @param maxLength of the buckets' text; the scale is lowered until it fits
 */
export function encodeSketch(sketch: Sketch, maxLength = Infinity): SparseSketch {
  if (sketch.count === 0) return null;
  let scale = SKETCH_SCALE;
  let buckets = bucketsOf(sketch, scale);
  while (buckets.length > maxLength && scale > 0) buckets = bucketsOf(sketch, --scale);
  return [scale, short(sketch.sum), short(sketch.min), short(sketch.max), buckets];
}

/** The sketch that was stored; undefined when it is not one that could have been. */
export function decodeSketch(stored: unknown): Sketch | undefined {
  const sketch = new Sketch();
  return addStored(sketch, stored) ? sketch : undefined;
}

/**
 * Adds a stored sketch to another. A coarse bucket's count goes to the fine bucket in its middle.
 * @returns false, with nothing added, when it is not one that could have been stored
 */
export function addStored(target: Sketch, stored: unknown): boolean {
  if (stored === null) return true;
  if (!Array.isArray(stored) || stored.length !== 5) return false;
  const [scale, sum, min, max, text] = stored as unknown[];
  if (!isAmount(sum) || !isAmount(min) || !isAmount(max) || min > max || typeof text !== 'string') return false;
  if (!isAmount(scale) || !Number.isInteger(scale) || scale > SKETCH_SCALE) return false;
  const buckets = readBuckets(text, 2 ** (SKETCH_SCALE - scale));
  if (buckets === undefined) return false;
  target.addCounts(buckets, sum, min, max);
  return true;
}

function bucketsOf(sketch: Sketch, scale: number): string {
  const width = 2 ** (SKETCH_SCALE - scale);
  let text = '';
  let gap = 0;
  let run: number[] = [];
  const endRun = (): void => {
    if (run.length === 0) return;
    text += [gap, run.length, ...run].map(digitsOf).join('');
    gap = 0;
    run = [];
  };
  for (let start = 0; start < SKETCH_BUCKETS; start += width) {
    let count = 0;
    for (let fine = start; fine < start + width; fine++) count += sketch.counts[fine] ?? 0;
    if (count > 0) {
      run.push(count);
      continue;
    }
    endRun();
    gap++;
  }
  endRun();
  return text;
}

/** Fine buckets and their counts; undefined when the text says nothing possible. */
function readBuckets(text: string, width: number): [number, number][] | undefined {
  const numbers = readNumbers(text);
  if (numbers === undefined || numbers.length === 0) return undefined;
  const buckets: [number, number][] = [];
  let coarse = 0;
  let total = 0;
  for (let place = 0; place < numbers.length;) {
    coarse += numbers[place++] ?? 0;
    const end = place + 1 + (numbers[place] ?? 0);
    place++;
    if (end === place || end > numbers.length || (coarse + end - place) * width > SKETCH_BUCKETS) return undefined;
    for (; place < end; place++, coarse++) {
      const count = numbers[place] ?? 0;
      total += count;
      if (count < 1 || total > MAX_COUNT) return undefined;
      buckets.push([coarse * width + Math.floor(width / 2), count]);
    }
  }
  return buckets;
}

function readNumbers(text: string): number[] | undefined {
  const numbers: number[] = [];
  let value = 0;
  let place = 1;
  for (const character of text) {
    const digit = valueOfDigit.get(character);
    if (digit === undefined) return undefined;
    value += (digit % BASE) * place;
    place *= BASE;
    if (digit >= BASE) continue;
    numbers.push(value);
    value = 0;
    place = 1;
  }
  return place === 1 ? numbers : undefined;
}

/** Lowest digit first; all but the last have the continuation bit. */
function digitsOf(value: number): string {
  let text = '';
  for (let rest = value; ; rest = Math.floor(rest / BASE)) {
    const isLast = rest < BASE;
    text += DIGITS[(rest % BASE) + (isLast ? 0 : BASE)] ?? '';
    if (isLast) return text;
  }
}

function short(value: number): number {
  return Number(value.toPrecision(PRECISION));
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
