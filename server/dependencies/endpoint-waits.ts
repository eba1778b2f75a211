/** How the time of each endpoint is spent: its own work, and waiting by dependency, in steps over the window. */

import type { Endpoint } from '../collector/endpoints/endpoint.js';
import { type EndpointWaiting, OTHER_DEPENDENCIES } from '../contract/index.js';
import { percentOf } from './figures.js';
import type { RequestWaits } from './request-waits.js';

/** Steps that a window is divided into. */
const STEPS = 12;
/** Dependencies that are told apart at an endpoint. A further one takes the place of one that has less time. */
const PLACES = 5;
/** Columns of a step: the time of all requests, the places, and all further dependencies. */
const OTHER = PLACES + 1;
const COLUMNS = OTHER + 1;
/** Dependencies that are shown. */
const SHOWN = 3;

/** What a request is, as far as this concerns it. */
export interface MeasuredRequest {
  readonly latencyMs: number;
}

/** The waits of all endpoints. They go with their endpoints. */
export class WaitsByEndpoint {
  #byEndpoint = new WeakMap<Endpoint, EndpointWaits>();
  readonly #slicesPerStep: number;

  /** @param slices of the window */
  constructor(slices: number) {
    this.#slicesPerStep = Math.ceil(slices / STEPS);
  }

  /**
   * Counts a request whose latency counts. Endpoints whose requests never wait cost one look-up each.
   * @param now monotonic milliseconds
   */
  record(
    endpoint: Endpoint,
    request: MeasuredRequest,
    slice: number,
    waits: RequestWaits | undefined,
    now: number,
  ): void {
    let own = this.#byEndpoint.get(endpoint);
    if (own === undefined) {
      if (waits === undefined) return;
      own = new EndpointWaits();
      this.#byEndpoint.set(endpoint, own);
    }
    own.add(Math.floor(slice / this.#slicesPerStep), request.latencyMs);
    if (waits === undefined) return;
    const { byDependency, otherMs } = waits.settle(now, request.latencyMs);
    for (const [dependency, ms] of byDependency) {
      own.wait(dependency.name, ms);
      dependency.recordWait(slice, ms);
    }
    if (otherMs > 0) own.wait(OTHER_DEPENDENCIES, otherMs);
  }

  /** How the time of an endpoint is spent. */
  of(endpoint: Endpoint, slice: number): EndpointWaiting {
    const { total, waits } = this.#sumsOf(endpoint, slice);
    const waiting = waits.reduce((sum, [, ms]) => sum + ms, 0);
    return {
      own_percent: total === 0 ? 100 : percentOf(Math.max(0, total - waiting), total),
      dependencies: waits.slice(0, SHOWN).map(([name, ms]) => ({ name, percent: percentOf(ms, total) })),
    };
  }

  /** How long the requests of an endpoint waited for a dependency, and what part of their time that is. */
  spentOn(name: string, endpoint: Endpoint, slice: number): { ms: number; percent: number } {
    const { total, waits } = this.#sumsOf(endpoint, slice);
    const ms = waits.find(([each]) => each === name)?.[1] ?? 0;
    return { ms, percent: percentOf(ms, total) };
  }

  /** Empties it. */
  clear(): void {
    this.#byEndpoint = new WeakMap();
  }

  #sumsOf(endpoint: Endpoint, slice: number): WaitSums {
    const step = Math.floor(slice / this.#slicesPerStep);
    return this.#byEndpoint.get(endpoint)?.sums(step) ?? { total: 0, waits: [] };
  }
}

/** Milliseconds; the largest wait first. */
interface WaitSums {
  total: number;
  waits: [name: string, ms: number][];
}

/** The waits of one endpoint. */
class EndpointWaits {
  readonly #rows = new Float64Array(STEPS * COLUMNS);
  readonly #names = new Array<string | undefined>(PLACES).fill(undefined);
  #newest = -1;

  /** Adds the time of a request. */
  add(step: number, ms: number): void {
    this.#advance(step);
    this.#count(0, ms);
  }

  /** Adds a wait of that request. */
  wait(name: string, ms: number): void {
    this.#count(this.#columnOf(name, ms), ms);
  }

  sums(step: number): WaitSums {
    this.#advance(step);
    const waits = this.#names.flatMap((name, place): WaitSums['waits'] =>
      name === undefined ? [] : [[name, this.#sum(place + 1)]],
    );
    const sorted = [...waits, [OTHER_DEPENDENCIES, this.#sum(OTHER)] satisfies WaitSums['waits'][number]]
      .filter(([, ms]) => ms > 0)
      .sort(([, a], [, b]) => b - a);
    return { total: this.#sum(0), waits: sorted };
  }

  #columnOf(name: string, ms: number): number {
    if (name === OTHER_DEPENDENCIES) return OTHER;
    const known = this.#names.indexOf(name);
    if (known >= 0) return known + 1;
    const sums = this.#names.map((each, place) => (each === undefined ? -1 : this.#sum(place + 1)));
    const least = Math.min(...sums);
    if (least >= ms) return OTHER;
    const place = sums.indexOf(least);
    for (let step = 0; step < STEPS; step++) {
      const from = step * COLUMNS + place + 1;
      const to = step * COLUMNS + OTHER;
      this.#rows[to] = (this.#rows[to] ?? 0) + (this.#rows[from] ?? 0);
      this.#rows[from] = 0;
    }
    this.#names[place] = name;
    return place + 1;
  }

  #count(column: number, ms: number): void {
    const index = (this.#newest % STEPS) * COLUMNS + column;
    this.#rows[index] = (this.#rows[index] ?? 0) + ms;
  }

  #sum(column: number): number {
    let sum = 0;
    for (let step = 0; step < STEPS; step++) sum += this.#rows[step * COLUMNS + column] ?? 0;
    return sum;
  }

  #advance(step: number): void {
    for (let next = Math.max(this.#newest + 1, step - STEPS + 1); next <= step; next++) {
      const offset = (next % STEPS) * COLUMNS;
      this.#rows.fill(0, offset, offset + COLUMNS);
    }
    this.#newest = Math.max(this.#newest, step);
  }
}
