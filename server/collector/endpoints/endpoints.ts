/**
 * A bounded table of figures per endpoint (method and route template). When it is full, a new endpoint is counted as
 * `(other)` until it occurred often enough to replace the one with the fewest requests. A scan of random addresses
 * therefore evicts no real endpoint, and keeps out none that becomes busy meanwhile.
 */

import { FrequencySketch, SKETCH_BYTES } from './frequency-sketch.js';
import { Endpoint, type EndpointCounts, type EndpointSettings, Slicing } from './endpoint.js';
import type { ErrorClassIndex } from '../error-class-table.js';
import { indexOfMethod, type MethodIndex, METHODS } from '../methods.js';
import { BucketPool } from '../histogram/bucket-pool.js';
import type { Histogram } from '../histogram/histogram.js';
import { RequestSeries, type SeriesView } from './request-series.js';
import { RowPool } from './row-pool.js';
import { OTHER_ENDPOINTS, SLICE_SECONDS } from '../../contract/index.js';
import { ownCopy } from '../../options/values.js';
import { redact as redactAll, type Redact } from '../../text/redact.js';

/** The capacity of the table. */
export const MAX_ENDPOINTS = 2000;

const MAX_TEMPLATE_LENGTH = 256;
/** Pages of histogram buckets, 128 bytes each. */
const MAX_PAGES = 120_000;
/** What an endpoint takes beside its figures, about: an object, its name, and its places in the table. */
const ENDPOINT_BYTES = 600;
/** An idle endpoint with no more requests than this in all is evicted for any new one. */
const NEGLIGIBLE = 3;

/** What options say of an endpoint, asked once when it is added. */
export type SettingsOf = (of: { endpoint: string; method: string }) => EndpointSettings;

const NO_SETTINGS: EndpointSettings = { limits: undefined, places: [] };

/** One endpoint over some slices. */
export interface EndpointView extends EndpointCounts {
  /** What it is in the table, for those who keep more about it. */
  key: Endpoint;
  endpoint: string;
  method: string;
  /** Merged on call, since few callers need it. Percentiles are within 1.1 %. */
  latency: () => Histogram;
}

/** One endpoint since it was last added to the table. */
export interface EndpointTotals {
  endpoint: string;
  method: string;
  failed: number;
  series: SeriesView[];
}

/** An endpoint that may be evicted, and its requests in the window at the time of the check. */
interface Candidate {
  endpoint: Endpoint;
  weight: number;
}

/** The table of endpoints. */
export class Endpoints {
  /** What each endpoint has counted since it was last added to the table. */
  readonly series = new RequestSeries();
  readonly #slicing: Slicing;
  readonly #pool = new BucketPool(MAX_PAGES);
  readonly #rows: RowPool;
  /** By template, then by method, so that no key is built for each request. */
  readonly #table = new Map<string, (Endpoint | undefined)[]>();
  readonly #all = new Set<Endpoint>();
  readonly #redact: Redact;
  readonly #settingsOf: SettingsOf;
  /** Created when the table is first full. */
  #frequencies: FrequencySketch | undefined;
  /** Those with the fewest requests last; computed once a slice, and when none is left. */
  #candidates: Candidate[] = [];
  #candidatesAt = -1;

  /** @param windowSeconds a multiple of the slice's length */
  constructor(windowSeconds: number, redact: Redact = redactAll, settingsOf: SettingsOf = () => NO_SETTINGS) {
    this.#redact = redact;
    this.#settingsOf = settingsOf;
    this.#slicing = new Slicing(windowSeconds / SLICE_SECONDS);
    this.#rows = new RowPool(this.#slicing.width);
  }

  /** Endpoints in the table. */
  get size(): number {
    return this.#all.size;
  }

  /** What they take, about. */
  get bytes(): number {
    const sketch = this.#frequencies === undefined ? 0 : SKETCH_BYTES;
    return this.#pool.bytes + this.#rows.bytes + this.series.bytes + sketch + this.#all.size * ENDPOINT_BYTES;
  }

  /**
   * Counts one request.
   * @param slice number of the window's current slice
   * @param bucket of its latency at `MAX_SCALE`; -1 when the percentiles leave it out
   * @returns the endpoint that it was counted for
   */
  record(
    template: string,
    method: string,
    slice: number,
    failed: boolean,
    errorClass: ErrorClassIndex,
    bucket: number,
  ): Endpoint {
    const index = indexOfMethod(method);
    const endpoint = this.#table.get(template)?.[index] ?? this.#admit(template, index, slice);
    endpoint.record(slice, failed, errorClass, bucket, this.#pool);
    return endpoint;
  }

  /**
   * The endpoints with the most requests in the last slices, busiest first.
   * @param slice the newest slice
   * @param slices their number, at most that of the window
   * @param failing so many of those with most failures are among them, however few requests they have
   */
  busiest(slice: number, slices: number, limit: number, failing = 0): EndpointView[] {
    const all = this.#byWeight(slice, slices)
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || b.endpoint.total - a.endpoint.total);
    const worst = failing === 0 ? [] : mostFailing(all, slices).slice(0, failing);
    const shown = new Set([...worst, ...all.filter((each) => !worst.includes(each)).slice(0, limit - worst.length)]);
    return all
      .filter((each) => shown.has(each))
      .map(({ endpoint }) => ({
        key: endpoint,
        endpoint: endpoint.template,
        method: methodOf(endpoint),
        ...endpoint.counts(slices),
        latency: () => endpoint.latency(slices, this.#pool),
      }));
  }

  /** Empties the window; the totals since start stay. */
  clear(): void {
    for (const endpoint of this.#all) endpoint.clear(this.#pool);
    this.#candidatesAt = -1;
  }

  /** The endpoints with the most requests since start, busiest first. */
  top(limit: number): { endpoint: string; method: string; total: number }[] {
    return [...this.#all]
      .sort((a, b) => b.total - a.total)
      .slice(0, limit)
      .map((endpoint) => ({ endpoint: endpoint.template, method: methodOf(endpoint), total: endpoint.total }));
  }

  /** All endpoints in the table. `(other)` stays there, so that its counts never go back. */
  *totals(): Generator<EndpointTotals> {
    for (const endpoint of this.#all) {
      const { template, totalFailed: failed } = endpoint;
      yield { endpoint: template, method: methodOf(endpoint), failed, series: this.series.of(endpoint) };
    }
  }

  #admit(template: string, method: MethodIndex, slice: number): Endpoint {
    // A template has no secrets, but an app may pass a raw URL.
    const name = this.#redact(template, MAX_TEMPLATE_LENGTH);
    const known = this.#table.get(name)?.[method];
    if (known !== undefined) return known;
    if (this.#all.size < MAX_ENDPOINTS || name === OTHER_ENDPOINTS) return this.#add(name, method);
    const evicted = this.#evicted(name, method, slice);
    if (evicted === undefined) {
      return this.#table.get(OTHER_ENDPOINTS)?.[method] ?? this.#add(OTHER_ENDPOINTS, method);
    }
    this.#remove(evicted);
    return this.#add(name, method);
  }

  /** The endpoint that a new one replaces; undefined while the new one has not occurred often enough. */
  #evicted(name: string, method: MethodIndex, slice: number): Endpoint | undefined {
    this.#frequencies ??= new FrequencySketch();
    const count = this.#frequencies.count(`${method} ${name}`, slice);
    for (;;) {
      const candidate = this.#leastCandidate(slice);
      if (candidate === undefined) return undefined;
      const { endpoint, weight } = candidate;
      // It may have become busier since the candidates were computed.
      endpoint.advance(slice, this.#pool);
      if (endpoint.requests() > weight) {
        this.#candidates.pop();
        continue;
      }
      const isNegligible = weight === 0 && endpoint.total <= NEGLIGIBLE;
      if (!isNegligible && count < this.#frequencies.threshold(weight)) return undefined;
      this.#candidates.pop();
      return endpoint;
    }
  }

  #leastCandidate(slice: number): Candidate | undefined {
    if (this.#candidatesAt !== slice || this.#candidates.length === 0) {
      this.#candidates = this.#byWeight(slice)
        .filter(({ endpoint }) => endpoint.template !== OTHER_ENDPOINTS)
        .sort((a, b) => b.weight - a.weight || b.endpoint.total - a.endpoint.total);
      this.#candidatesAt = slice;
    }
    return this.#candidates.at(-1);
  }

  #byWeight(slice: number, slices?: number): Candidate[] {
    return [...this.#all].map((endpoint) => {
      endpoint.advance(slice, this.#pool);
      return { endpoint, weight: endpoint.requests(slices) };
    });
  }

  #add(name: string, method: MethodIndex): Endpoint {
    const own = ownCopy(name);
    const settings = this.#settingsOf({ endpoint: own, method: METHODS[method] ?? '_OTHER' });
    const added = new Endpoint(own, method, settings, this.#slicing, this.#rows);
    const byMethod = this.#table.get(name) ?? [];
    byMethod[method] = added;
    this.#table.set(own, byMethod);
    this.#all.add(added);
    return added;
  }

  #remove(endpoint: Endpoint): void {
    endpoint.release(this.#pool, this.#rows);
    this.series.release(endpoint);
    this.#all.delete(endpoint);
    const byMethod = this.#table.get(endpoint.template);
    if (byMethod !== undefined) byMethod[endpoint.method] = undefined;
    if (byMethod?.every((other) => other === undefined) === true) this.#table.delete(endpoint.template);
  }
}

/** Those with failures, most of them first. */
function mostFailing(candidates: readonly Candidate[], slices: number): Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, failed: candidate.endpoint.failed(slices) }))
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed - a.failed)
    .map(({ candidate }) => candidate);
}

function methodOf({ method }: Endpoint): string {
  return METHODS[method] ?? '_OTHER';
}
