/**
 * Traffic as counts for each five seconds: so many requests of each outcome, and so many latencies in each of a few
 * ranges whose bounds are the limits that rules and levels use. Every comparison comes out as it would with single
 * requests; only the shown percentile is coarse.
 */

import { Poisson } from './poisson.js';

/** Length of a slice in seconds. */
export const SLICE_SECONDS = 5;

/** What comes in. */
export interface Mix {
  requestsPerMinute: number;
  /** Share of requests that never get an answer: they are open for 60 s and then counted as timeouts. */
  hanging: number;
  /** Share of requests that are answered with 504 after 60 s. */
  timeouts: number;
  /** Share of requests that are answered with 500. */
  serverErrors: number;
  /** Share of requests that are answered with 404. */
  clientErrors: number;
  /** P95 of all that get an answer, in milliseconds. */
  p95Ms: number;
}

/** 1 % failures and 3 % client errors, P95 150 ms. */
export function ordinary(requestsPerMinute: number): Mix {
  return { requestsPerMinute, hanging: 0.009, timeouts: 0, serverErrors: 0.001, clientErrors: 0.03, p95Ms: 150 };
}

/** Upper bounds of the ranges in milliseconds; one more lies above them. */
const BOUNDS = [50, 100, 200, 300, 500, 1000] as const;
/** What stands for a latency of each range. */
export const LATENCIES = [30, 75, 150, 250, 400, 700, 60_000] as const;

/**
 * Places of the counts in a slice; the ranges of latency follow. `repeated` are 5xx of a session that has had one; only
 * `hanging` counts arrivals.
 */
export const PLACE = {
  ...{ requests: 0, failed: 1, timeout: 2, '5xx': 3, '4xx': 4 },
  ...{ repeated: 5, hanging: 6, latency: 7 },
} as const;
/** How many counts a slice has. */
export const PLACES = PLACE.latency + LATENCIES.length;

const SIGMA = 0.6;
const Z95 = 1.6448536269514722;

interface Draws {
  mix: Mix;
  hanging: Poisson;
  timeouts: Poisson;
  serverErrors: Poisson;
  clientErrors: Poisson;
  /** Of requests that succeed, by range. */
  successes: Poisson[];
  /** Cumulated probability of each range. */
  ranges: number[];
}

/** A source of slices. */
export class Traffic {
  readonly #random: () => number;
  readonly #known = new Map<string, Draws>();
  #last: Draws | undefined;

  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * Adds what a mix brings.
   * @param seconds of the slice that the mix holds for
   */
  add(slice: Float64Array, mix: Mix, seconds = SLICE_SECONDS): void {
    const draws = this.#drawsOf(mix, seconds);
    addTo(slice, PLACE.hanging, draws.hanging.draw(this.#random()));
    const timeouts = draws.timeouts.draw(this.#random());
    const serverErrors = draws.serverErrors.draw(this.#random());
    const clientErrors = draws.clientErrors.draw(this.#random());
    addTo(slice, PLACE['5xx'], serverErrors);
    addTo(slice, PLACE['4xx'], clientErrors);
    addTo(slice, PLACE.failed, serverErrors);
    addTimeouts(slice, timeouts);
    for (let answer = 0; answer < serverErrors + clientErrors; answer++) {
      const random = this.#random();
      addTo(slice, PLACE.latency + draws.ranges.findIndex((cumulated) => random < cumulated), 1);
    }
    let requests = serverErrors + clientErrors;
    for (let range = 0; range < draws.successes.length; range++) {
      const count = draws.successes[range]?.draw(this.#random()) ?? 0;
      addTo(slice, PLACE.latency + range, count);
      requests += count;
    }
    addTo(slice, PLACE.requests, requests);
  }

  /** One client tries again and again; the first time is a 5xx like any other. */
  addRetries(slice: Float64Array, count: number, isFirst: boolean): void {
    this.addAnswers(slice, '5xx', count);
    addTo(slice, PLACE.repeated, isFirst ? count - 1 : count);
  }

  /** Adds a number of requests with one status, fast. */
  addAnswers(slice: Float64Array, status: '4xx' | '5xx', count: number): void {
    addTo(slice, PLACE.requests, count);
    addTo(slice, PLACE[status], count);
    addTo(slice, PLACE.latency, count);
    if (status === '5xx') addTo(slice, PLACE.failed, count);
  }

  #drawsOf(mix: Mix, seconds: number): Draws {
    if (this.#last?.mix === mix && seconds === SLICE_SECONDS) return this.#last;
    const key = `${JSON.stringify(mix)} ${seconds}`;
    const draws = this.#known.get(key) ?? drawsFor(mix, (mix.requestsPerMinute / 60) * seconds);
    if (seconds !== SLICE_SECONDS) return draws;
    this.#known.set(key, draws);
    this.#last = { ...draws, mix };
    return draws;
  }
}

function drawsFor(mix: Mix, mean: number): Draws {
  const { hanging, timeouts, serverErrors, clientErrors, p95Ms } = mix;
  const ranges = [...BOUNDS.map((bound) => normal(Math.log(bound / p95Ms) / SIGMA + Z95)), 1];
  const succeeding = mean * (1 - hanging - timeouts - serverErrors - clientErrors);
  return {
    mix,
    hanging: new Poisson(mean * hanging),
    timeouts: new Poisson(mean * timeouts),
    serverErrors: new Poisson(mean * serverErrors),
    clientErrors: new Poisson(mean * clientErrors),
    successes: ranges.map((upTo, range) => new Poisson(succeeding * (upTo - (ranges[range - 1] ?? 0)))),
    ranges,
  };
}

/** Counts requests that have timed out. */
export function addTimeouts(slice: Float64Array, count: number): void {
  for (const place of [PLACE.requests, PLACE.failed, PLACE.timeout, PLACE.latency + BOUNDS.length]) {
    addTo(slice, place, count);
  }
}

function addTo(slice: Float64Array, place: number, count: number): void {
  slice[place] = (slice[place] ?? 0) + count;
}

/** The normal distribution function: Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function normal(z: number): number {
  if (z < 0) return 1 - normal(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
