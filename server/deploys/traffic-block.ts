/** What is known of a short time before or after a deploy, and how it is read. */

import type { FailedSessions } from '../collector/failing-sessions.js';
import { type EncodedHistogram, mergeEncoded } from '../collector/histogram/encoding.js';
import { Histogram, lowerBound, MAX_SCALE } from '../collector/histogram/histogram.js';

/** Counts and latencies of one endpoint. */
export interface EndpointTraffic {
  /** The route template. */
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  latency: EncodedHistogram;
}

/** Counts of a short time: a block of 30 s that was recorded for the verdict, or a snapshot of history. */
export interface TrafficBlock {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  requests: number;
  failed: number;
  endpoints: readonly EndpointTraffic[];
  /** Latencies of the requests to endpoints that are not listed; absent where they are not known apart. */
  otherLatency?: EncodedHistogram;
  /** Who had a failure, for blocks that were recorded by this process; null when there were too many to keep. */
  failures?: FailedSessions | null;
  /** Requests that carried a session. */
  requestsWithSession?: number;
  /** The worst level that was held, as its place in `LEVELS`; known of snapshots of history only. */
  worst?: number;
}

/** The buckets of latencies in use, lowest first. */
export interface Buckets {
  scale: number;
  /** Milliseconds; Infinity and -Infinity when empty. */
  min: number;
  max: number;
  /** Those in use, and in the same order how many latencies each holds. */
  buckets: readonly number[];
  counts: readonly number[];
}

/** Counts of one endpoint in one block. */
export interface Cell {
  requests: number;
  failed: number;
  latency: Buckets;
}

/** A block by endpoint. */
export interface ReadBlock {
  from: number;
  to: number;
  /** By method and template. */
  cells: Map<string, Cell>;
  /** Of the endpoints that are not listed. */
  rest: Cell;
}

const NO_LATENCIES: Buckets = { scale: MAX_SCALE, min: Infinity, max: -Infinity, buckets: [], counts: [] };

/** The key of an endpoint. */
export function keyOf({ method, endpoint }: Pick<EndpointTraffic, 'endpoint' | 'method'>): string {
  return `${method} ${endpoint}`;
}

/** Reads blocks, each only once. The same histograms are used again, so that reading thousands leaves no garbage. */
export class BlockReader {
  readonly #known = new WeakMap<TrafficBlock, ReadBlock>();
  readonly #byScale = new Map<number, Histogram>();

  /** @param hasLatencies whether latencies are decoded, which takes the most time */
  read(block: TrafficBlock, hasLatencies: boolean): ReadBlock {
    const known = this.#known.get(block) ?? this.#read(block, hasLatencies);
    if (hasLatencies) this.#known.set(block, known);
    return known;
  }

  #read(block: TrafficBlock, hasLatencies: boolean): ReadBlock {
    const cells = new Map<string, Cell>();
    const decode = (encoded: EncodedHistogram): Buckets => (hasLatencies ? this.#decode(encoded) : NO_LATENCIES);
    const rest = { requests: block.requests, failed: block.failed, latency: decode(block.otherLatency ?? null) };
    for (const each of block.endpoints) {
      const { requests, failed } = each;
      cells.set(keyOf(each), { requests, failed, latency: decode(each.latency) });
      rest.requests -= requests;
      rest.failed -= failed;
    }
    rest.requests = Math.max(0, rest.requests);
    rest.failed = Math.min(rest.requests, Math.max(0, rest.failed));
    return { from: block.from, to: block.to, cells, rest };
  }

  #decode(encoded: EncodedHistogram): Buckets {
    if (encoded === null) return NO_LATENCIES;
    const [scale] = encoded;
    const histogram = this.#byScale.get(scale) ?? new Histogram(scale);
    this.#byScale.set(scale, histogram);
    histogram.clear();
    mergeEncoded(histogram, encoded);
    const { min, max } = histogram;
    const buckets: number[] = [];
    const counts: number[] = [];
    for (const [bucket, count] of histogram.buckets()) {
      buckets.push(bucket);
      counts.push(count);
    }
    return { scale, min, max, buckets, counts };
  }
}

/** Several cells as one. */
export function mergeCells(cells: readonly Cell[]): Cell {
  const [first] = cells;
  if (cells.length === 1 && first !== undefined) return first;
  const scale = Math.min(MAX_SCALE, ...cells.map(({ latency }) => latency.scale));
  const merged = new Map<number, number>();
  let [requests, failed] = [0, 0];
  for (const cell of cells) {
    requests += cell.requests;
    failed += cell.failed;
    const shift = cell.latency.scale - scale;
    cell.latency.buckets.forEach((bucket, index) => {
      merged.set(bucket >> shift, (merged.get(bucket >> shift) ?? 0) + (cell.latency.counts[index] ?? 0));
    });
  }
  const min = Math.min(...cells.map(({ latency }) => latency.min));
  const max = Math.max(...cells.map(({ latency }) => latency.max));
  const buckets = [...merged.keys()].sort((a, b) => a - b);
  const counts = buckets.map((bucket) => merged.get(bucket) ?? 0);
  return { requests, failed, latency: { scale, min, max, buckets, counts } };
}

/** How many latencies there are. */
export function countOf({ counts }: Buckets): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many latencies lie above a bucket of a scale that is no finer. */
export function countAbove({ scale, buckets, counts }: Buckets, bucket: number, ofScale: number): number {
  let above = 0;
  for (let index = buckets.length - 1; (buckets[index] ?? -1) >> (scale - ofScale) > bucket; index--) {
    above += counts[index] ?? 0;
  }
  return above;
}

/** A quantile of latencies together, where some count for more than others; null of none. */
export function weightedQuantile(all: readonly { latency: Buckets; weight: number }[], q: number): number | null {
  const scale = Math.min(...all.map(({ latency }) => latency.scale));
  const weights = new Map<number, number>();
  let total = 0;
  for (const { latency, weight } of all) {
    latency.buckets.forEach((bucket, index) => {
      const place = bucket >> (latency.scale - scale);
      const more = (latency.counts[index] ?? 0) * weight;
      weights.set(place, (weights.get(place) ?? 0) + more);
      total += more;
    });
  }
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, weight] of [...weights].sort(([a], [b]) => a - b)) {
    seen += weight;
    if (seen < q * total * (1 - 1e-9)) continue;
    const [lower, upper] = [lowerBound(bucket, scale), lowerBound(bucket + 1, scale)];
    const middle = (2 * lower * upper) / (lower + upper);
    const min = Math.min(...all.map(({ latency }) => latency.min));
    const max = Math.max(...all.map(({ latency }) => latency.max));
    return Math.min(max, Math.max(min, middle));
  }
  return null;
}
