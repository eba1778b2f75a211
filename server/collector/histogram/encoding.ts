/**
 * The stored form of a histogram: its used buckets as text. Buckets come in runs of neighbours. Each run is the number
 * of empty buckets before it, its length and its counts, as base-32 digits with a continuation bit (the variable-length
 * quantities of source maps). That takes about two characters a bucket, where numbers in JSON take five. A histogram
 * whose text would be too long is stored at a coarser scale.
 */

import { bucketCount, Histogram, MAX_SCALE } from './histogram.js';

/** Scale, sum, min and max in milliseconds, and the buckets; null for an empty histogram. */
export type EncodedHistogram = readonly [scale: number, sum: number, min: number, max: number, buckets: string] | null;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE = 32;
/** The value of each character code; -1 of one that is no digit. */
const VALUES = Int8Array.from({ length: 128 }, (_, code) => DIGITS.indexOf(String.fromCharCode(code)));
/** The highest total: a larger count would overflow in the histogram. */
const MAX_COUNT = 2 ** 32 - 1;
/** Stored digits of sum, min and max. The rounding is less than a thousandth of a bucket's width. */
const PRECISION = 7;

/**
 * Encodes a histogram.
 * @param maxLength of the buckets' text; the scale is lowered until it fits, at most to 0
 */
export function encodeHistogram(histogram: Histogram, maxLength = Infinity): EncodedHistogram {
  const { count, sum, min, max } = histogram;
  if (count === 0) return null;
  let scaled = histogram;
  let text = encodeBuckets(scaled);
  while (text.length > maxLength && scaled.scale > 0) {
    const coarser = new Histogram(scaled.scale - 1);
    coarser.merge(scaled);
    scaled = coarser;
    text = encodeBuckets(scaled);
  }
  return [scaled.scale, rounded(sum), rounded(min), rounded(max), text];
}

/** Decodes what `encodeHistogram` returned; undefined when it is something else. */
export function decodeHistogram(encoded: unknown): Histogram | undefined {
  const histogram = new Histogram();
  return mergeEncoded(histogram, encoded) ? histogram : undefined;
}

/**
 * Adds an encoded histogram to another one.
 * @returns false, with nothing added, when it is not what `encodeHistogram` returns
 */
export function mergeEncoded(target: Histogram, encoded: unknown): boolean {
  if (encoded === null) return true;
  if (!Array.isArray(encoded) || encoded.length !== 5) return false;
  const [scale, sum, min, max, text] = encoded as unknown[];
  if (!isAmount(sum) || !isAmount(min) || !isAmount(max) || min > max || typeof text !== 'string') return false;
  if (!isAmount(scale) || !Number.isInteger(scale) || scale > MAX_SCALE) return false;
  const buckets = decodeBuckets(text, bucketCount(scale));
  if (buckets === undefined) return false;
  target.addBuckets(scale, buckets, { sum, min, max });
  return true;
}

function encodeBuckets(histogram: Histogram): string {
  const runs: { gap: number; counts: number[] }[] = [];
  let end = 0;
  for (const [bucket, count] of histogram.buckets()) {
    const run = runs.at(-1);
    if (run !== undefined && bucket === end) run.counts.push(count);
    else runs.push({ gap: bucket - end, counts: [count] });
    end = bucket + 1;
  }
  return runs.flatMap(({ gap, counts }) => [gap, counts.length, ...counts].map(encodeNumber)).join('');
}

/** The buckets and their counts; undefined when the text is malformed. */
function decodeBuckets(text: string, limit: number): [bucket: number, count: number][] | undefined {
  const numbers = decodeNumbers(text);
  if (numbers === undefined || numbers.length === 0) return undefined;
  const buckets: [number, number][] = [];
  let bucket = 0;
  let total = 0;
  for (let index = 0; index < numbers.length;) {
    bucket += numbers[index++] ?? 0;
    const length = numbers[index++] ?? 0;
    const end = index + length;
    if (length === 0 || end > numbers.length || bucket + length > limit) return undefined;
    for (; index < end; index++) {
      const count = numbers[index] ?? 0;
      total += count;
      if (count < 1 || total > MAX_COUNT) return undefined;
      buckets.push([bucket++, count]);
    }
  }
  return buckets;
}

function decodeNumbers(text: string): number[] | undefined {
  const numbers: number[] = [];
  let value = 0;
  let place = 1;
  for (let index = 0; index < text.length; index++) {
    const digit = VALUES[text.charCodeAt(index)] ?? -1;
    if (digit < 0) return undefined;
    value += (digit % BASE) * place;
    place *= BASE;
    if (digit >= BASE) continue;
    numbers.push(value);
    value = 0;
    place = 1;
  }
  return place === 1 ? numbers : undefined;
}

/** The lowest digit comes first; all but the last one carry the continuation bit. */
function encodeNumber(value: number): string {
  let text = '';
  for (let rest = value; ; rest = Math.floor(rest / BASE)) {
    const isLast = rest < BASE;
    text += DIGITS[(rest % BASE) + (isLast ? 0 : BASE)] ?? '';
    if (isLast) return text;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(PRECISION));
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
