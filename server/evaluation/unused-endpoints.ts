/** Says once in the log which endpoints options name that no request has come to: a mistyped template has no effect. */

import type { Collector } from '../collector/collector.js';
import { type EndpointKey, endpointKeyText, isMeant } from '../options/endpoint-key.js';

/** After so many requests, each endpoint in use has had one as a rule; until then no endpoint leaves the table. */
const ENOUGH_REQUESTS = 1000;

/** Looks for them. */
export class UnusedEndpoints {
  readonly #keys: readonly EndpointKey[];
  readonly #warn: (message: string) => void;
  #isDone: boolean;

  constructor(keys: readonly EndpointKey[], warn: (message: string) => void) {
    this.#keys = keys;
    this.#warn = warn;
    this.#isDone = keys.length === 0;
  }

  /** Warns as soon as there are enough requests to tell, and never again. */
  check({ totals, endpoints }: Pick<Collector, 'totals' | 'endpoints'>): void {
    if (this.#isDone || totals.requests < ENOUGH_REQUESTS) return;
    this.#isDone = true;
    const used = endpoints.top(Infinity);
    const unused = this.#keys.filter((key) => !used.some((endpoint) => isMeant(key, endpoint)));
    if (unused.length === 0) return;
    const names = [...new Set(unused.map((key) => JSON.stringify(endpointKeyText(key))))].join(', ');
    this.#warn(
      `align-monitor: the options levels.endpoints and objectives name ${names}, but none of the first ` +
        `${totals.requests} requests was to such an endpoint: endpoints are named by method and route template, ` +
        'as GET /metrics shows them',
    );
  }
}
