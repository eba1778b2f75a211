/** Fetches the checks from `health-src`, once per interval, for a page whose figures list none. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { fetchChecks, type Checks } from '../data/checks.js';
import type { Credentials } from '../data/fetch-json.js';
import { withTimeLimit } from '../data/time-limit.js';
import { whenRemoved } from './when-removed.js';

/** What the element needs. */
export interface ChecksQuery extends Credentials {
  /** Null when the element shows no checks from there. */
  readonly healthSrc: string | null;
  /** Seconds. */
  readonly interval: number;
}

/** Has no timer of its own: every update of the element fetches what is due. */
export class ChecksController implements ReactiveController {
  /** Null until the first answer; all `unknown` when the last request failed. */
  checks: Checks | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #query: () => ChecksQuery;
  #healthSrc: string | null = null;
  /** In milliseconds since 1970. */
  #due = 0;
  #open: AbortController | null = null;

  /** `query` is called in each update. */
  constructor(host: ReactiveControllerHost & HTMLElement, query: () => ChecksQuery) {
    this.#host = host;
    this.#query = query;
    host.addController(this);
  }

  hostUpdate(): void {
    const { healthSrc, interval, credentials, token } = this.#query();
    if (healthSrc !== null && healthSrc !== this.#healthSrc) {
      this.#abort();
      this.#healthSrc = healthSrc;
      this.checks = null;
    }
    if (healthSrc === null || this.#open !== null || Date.now() < this.#due) return;
    this.#due = Date.now() + interval * 1000;
    void this.#fetch(healthSrc, { credentials, token });
  }

  hostDisconnected(): void {
    whenRemoved(this.#host, () => this.#abort());
  }

  #abort(): void {
    this.#open?.abort();
    this.#open = null;
    this.#due = 0;
  }

  async #fetch(healthSrc: string, credentials: Credentials): Promise<void> {
    const controller = new AbortController();
    this.#open = controller;
    const checks = await fetchChecks(healthSrc, { ...credentials, signal: withTimeLimit(controller.signal) });
    if (controller.signal.aborted) return;
    this.#open = null;
    this.checks = checks ?? asUnknown(this.checks);
    this.#host.requestUpdate();
  }
}

function asUnknown(checks: Checks | null): Checks | null {
  return checks && Object.fromEntries(Object.keys(checks).map((name) => [name, 'unknown']));
}
