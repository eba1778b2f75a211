/**
 * Figures per endpoint (method and route template), bounded. When the table is full, a new name is counted as
 * `(other)` until it has come often enough to take the place of the lightest one: so a scan of random addresses pushes
 * no real endpoint out, and keeps none out that becomes busy meanwhile.
 */

import { Admission } from './frequency-sketch.js';
import { Endpoint, type EndpointCounts, Slicing } from './endpoint.js';
import type { ErrorClassIndex } from './error-classes.js';
import { indexOfMethod, type MethodIndex, METHODS } from './methods.js';
import { type CoarseHistogram, PagePool } from './histogram/bucket-pool.js';
import { RowPool } from './row-pool.js';
import { OTHER_ENDPOINTS, SLICE_SECONDS } from '../contract/index.js';

/** Endpoints that are kept apart. */
export const MAX_ENDPOINTS = 2000;

const MAX_TEMPLATE_LENGTH = 256;
/** 128 bytes each. */
const MAX_PAGES = 120_000;
/** An idle endpoint with no more requests than this since it was first seen makes room for any newcomer. */
const NEGLIGIBLE = 3;

/** One endpoint over some time. */
export interface EndpointView extends EndpointCounts {
  endpoint: string;
  method: string;
  /** Summed up when it is asked for, since many ask for none. Percentiles are within 1.1 %. */
  latency: () => CoarseHistogram;
}

/** An endpoint that may have to go, and its requests in the window when it was looked at. */
interface Candidate {
  endpoint: Endpoint;
  weight: number;
}

/** The table of endpoints. */
export class Endpoints {
  readonly #slicing: Slicing;
  readonly #pool = new PagePool(MAX_PAGES);
  readonly #rows: RowPool;
  /** By template, then by method: no key has to be put together for each request. */
  readonly #table = new Map<string, (Endpoint | undefined)[]>();
  readonly #all = new Set<Endpoint>();
  /** Made when the table is first full. */
  #admission: Admission | undefined;
  /** The lightest first; looked up once a slice at the most. */
  #lightest: Candidate[] = [];
  #lightestAt = -1;

  /** @param windowSeconds a multiple of the slice's length */
  constructor(windowSeconds: number) {
    this.#slicing = new Slicing(windowSeconds / SLICE_SECONDS);
    this.#rows = new RowPool(this.#slicing.width);
  }

  /** How many endpoints are kept apart now. */
  get size(): number {
    return this.#all.size;
  }

  /**
   * Counts one request.
   * @param slice number of the window's current slice
   * @param bucket of its latency in the window's sketch; -1 when it stays out of the percentiles
   * @returns the endpoint under which it was counted
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
    const endpoint = this.#table.get(template)?.[index] ?? this.#newcomer(template, index, slice);
    endpoint.record(slice, failed, errorClass, bucket, this.#pool);
    return endpoint;
  }

  /**
   * The busiest of the last slices, busiest first.
   * @param slice the newest one
   * @param slices how many, at most the window's
   */
  busiest(slice: number, slices: number, limit: number): EndpointView[] {
    return this.#byWeight(slice, slices)
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || b.endpoint.total - a.endpoint.total)
      .slice(0, limit)
      .map(({ endpoint }) => ({
        endpoint: endpoint.template,
        method: methodOf(endpoint),
        ...endpoint.counts(slices),
        latency: () => endpoint.latency(slices, this.#pool),
      }));
  }

  /** Those with the most requests since start, largest first. */
  top(limit: number): { endpoint: string; method: string; total: number }[] {
    return [...this.#all]
      .sort((a, b) => b.total - a.total)
      .slice(0, limit)
      .map((endpoint) => ({ endpoint: endpoint.template, method: methodOf(endpoint), total: endpoint.total }));
  }

  #newcomer(template: string, method: MethodIndex, slice: number): Endpoint {
    const name = template.length > MAX_TEMPLATE_LENGTH ? template.slice(0, MAX_TEMPLATE_LENGTH) : template;
    const known = this.#table.get(name)?.[method];
    if (known !== undefined) return known;
    if (this.#all.size < MAX_ENDPOINTS || name === OTHER_ENDPOINTS) return this.#add(name, method);
    const leaving = this.#displaced(name, method, slice);
    if (leaving === undefined) {
      return this.#table.get(OTHER_ENDPOINTS)?.[method] ?? this.#add(OTHER_ENDPOINTS, method);
    }
    this.#remove(leaving);
    return this.#add(name, method);
  }

  /** The endpoint that a newcomer displaces; undefined while it has not come often enough. */
  #displaced(name: string, method: MethodIndex, slice: number): Endpoint | undefined {
    this.#admission ??= new Admission();
    const count = this.#admission.count(`${method} ${name}`, slice);
    if (this.#lightestAt !== slice) {
      this.#lightest = this.#byWeight(slice).sort((a, b) => b.weight - a.weight || b.endpoint.total - a.endpoint.total);
      this.#lightestAt = slice;
    }
    for (let candidate = this.#lightest.at(-1); candidate !== undefined; candidate = this.#lightest.at(-1)) {
      const { endpoint, weight } = candidate;
      // One that has been asked for since is not what it was taken for.
      endpoint.advance(slice, this.#pool);
      if (endpoint.requests() > weight) {
        this.#lightest.pop();
        continue;
      }
      const isNegligible = weight === 0 && endpoint.total <= NEGLIGIBLE;
      if (!isNegligible && count < this.#admission.threshold(weight)) return undefined;
      this.#lightest.pop();
      return endpoint;
    }
    return undefined;
  }

  #byWeight(slice: number, slices?: number): Candidate[] {
    return [...this.#all].map((endpoint) => {
      endpoint.advance(slice, this.#pool);
      return { endpoint, weight: endpoint.requests(slices) };
    });
  }

  #add(name: string, method: MethodIndex): Endpoint {
    const added = new Endpoint(name, method, this.#slicing, this.#rows);
    const byMethod = this.#table.get(name) ?? [];
    byMethod[method] = added;
    this.#table.set(name, byMethod);
    this.#all.add(added);
    return added;
  }

  #remove(endpoint: Endpoint): void {
    endpoint.release(this.#pool, this.#rows);
    this.#all.delete(endpoint);
    const byMethod = this.#table.get(endpoint.template);
    if (byMethod !== undefined) byMethod[endpoint.method] = undefined;
    if (byMethod?.every((other) => other === undefined) === true) this.#table.delete(endpoint.template);
  }
}

function methodOf({ method }: Endpoint): string {
  return METHODS[method] ?? '_OTHER';
}
