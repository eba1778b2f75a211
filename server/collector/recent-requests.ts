/** A ring buffer of the last requests. It is stored by column, so that a request needs no object. */

import type { Endpoint } from './endpoints/endpoint.js';
import type { ErrorClassIndex } from './error-class-table.js';
import type { Sample } from '../contract/index.js';

/** Requests that are kept. */
export const RECENT_CAPACITY = 10_000;

/** By what a request can be found in other systems. */
export interface RequestLinks {
  /** The event of Sentry that the app reported while it handled it. */
  sentryEventId: string | undefined;
  traceId: string | undefined;
  requestId: string | undefined;
}

/** One request. */
export interface RecentRequest extends Partial<RequestLinks> {
  /** When it ended, monotonic milliseconds. */
  at: number;
  endpoint: Endpoint;
  statusCode: number;
  /** NaN when it was invalid. */
  latencyMs: number;
  /** How long body and answer took to cross the network beside that; NaN where nothing is known. */
  transferMs: number;
  errorClass: ErrorClassIndex;
  failed: boolean;
  /** Whether its latency counts in the percentiles. */
  measured: boolean;
  feature: string | undefined;
}

/** What a request takes: four numbers and two references; and what its links take beside that, about. */
const REQUEST_BYTES = 3 * 8 + 4 + 2 * 8;
const LINKS_BYTES = 250;

/** One number holds a status (10 bits), an error class plus 1 (6 bits) and two flags. */
const CLASS_SHIFT = 10;
const FAILED = 1 << 16;
const MEASURED = 1 << 17;
const STATUS_MASK = (1 << CLASS_SHIFT) - 1;
const CLASS_MASK = 63;

/** The last requests. */
export class RecentRequests {
  readonly #at = new Float64Array(RECENT_CAPACITY);
  readonly #latencyMs = new Float64Array(RECENT_CAPACITY);
  readonly #transferMs = new Float64Array(RECENT_CAPACITY);
  readonly #outcome = new Uint32Array(RECENT_CAPACITY);
  readonly #endpoint: (Endpoint | undefined)[] = new Array<undefined>(RECENT_CAPACITY).fill(undefined);
  readonly #feature: (string | undefined)[] = new Array<undefined>(RECENT_CAPACITY).fill(undefined);
  /** By place; few requests have one. */
  readonly #links = new Map<number, RequestLinks>();
  #next = 0;

  /**
   * Stores a request in place of the oldest one. The latency is read from the sample, since V8 would allocate a number
   * that is passed as an argument.
   */
  record(
    at: number,
    endpoint: Endpoint,
    sample: Sample,
    errorClass: ErrorClassIndex,
    failed: boolean,
    measured: boolean,
    feature: string | undefined,
    links?: RequestLinks,
  ): void {
    const place = this.#next;
    this.#next = place + 1 === RECENT_CAPACITY ? 0 : place + 1;
    this.#at[place] = at;
    this.#endpoint[place] = endpoint;
    this.#latencyMs[place] = sample.latencyMs;
    this.#transferMs[place] = sample.transferMs ?? NaN;
    this.#outcome[place] =
      sample.statusCode | ((errorClass + 1) << CLASS_SHIFT) | (failed ? FAILED : 0) | (measured ? MEASURED : 0);
    this.#feature[place] = feature;
    if (links !== undefined) this.#links.set(place, links);
    else if (this.#links.size > 0) this.#links.delete(place);
  }

  /** What they take, about. */
  get bytes(): number {
    return RECENT_CAPACITY * REQUEST_BYTES + this.#links.size * LINKS_BYTES;
  }

  /** Requests that are stored. */
  get size(): number {
    return this.#endpoint[this.#next] === undefined ? this.#next : RECENT_CAPACITY;
  }

  /** The stored requests, newest first. */
  *[Symbol.iterator](): Generator<RecentRequest> {
    for (let back = 1; back <= RECENT_CAPACITY; back++) {
      const place = (this.#next - back + RECENT_CAPACITY) % RECENT_CAPACITY;
      const endpoint = this.#endpoint[place];
      if (endpoint === undefined) return;
      const outcome = this.#outcome[place] ?? 0;
      yield {
        at: this.#at[place] ?? 0,
        endpoint,
        statusCode: outcome & STATUS_MASK,
        latencyMs: this.#latencyMs[place] ?? NaN,
        transferMs: this.#transferMs[place] ?? NaN,
        errorClass: ((outcome >>> CLASS_SHIFT) & CLASS_MASK) - 1,
        failed: (outcome & FAILED) !== 0,
        measured: (outcome & MEASURED) !== 0,
        feature: this.#feature[place],
        ...this.#links.get(place),
      };
    }
  }
}
