/** Fetches all error groups while the reader looks at more than the first ones, with each answer of the poll. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ErrorGroupDetails, Metrics } from '../../server/contract/index.js';
import { fetchErrorGroups } from '../data/error-groups.js';
import { withTimeLimit } from '../data/time-limit.js';
import type { PollTarget } from '../data/metrics-request.js';
import { whenRemoved } from './when-removed.js';

/** What the element needs. */
export interface ErrorGroupsQuery extends PollTarget {
  readonly isNeeded: boolean;
  readonly metrics: Metrics | null;
}

/** Has no timer of its own, so it pauses with the poll. */
export class ErrorGroupsController implements ReactiveController {
  /** The newest answer; kept while later requests fail. */
  groups: readonly ErrorGroupDetails[] | null = null;
  /** Why the last request failed: its HTTP status code, 0 without a usable answer; null when it did not fail. */
  failure: number | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #query: () => ErrorGroupsQuery;
  #src = '';
  /** The figures at the last request; null to ask again at the next update. */
  #askedWith: Metrics | null = null;
  #open: AbortController | null = null;

  /** `query` is called in each update. */
  constructor(host: ReactiveControllerHost & HTMLElement, query: () => ErrorGroupsQuery) {
    this.#host = host;
    this.#query = query;
    host.addController(this);
  }

  /** Asks again. */
  retry(): void {
    this.#askedWith = null;
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { isNeeded, metrics, ...target } = this.#query();
    if (!isNeeded || target.src !== this.#src) {
      this.#abort();
      this.#src = target.src;
      this.groups = null;
      this.failure = null;
    }
    if (!isNeeded || this.#open !== null || metrics === this.#askedWith) return;
    this.#askedWith = metrics;
    void this.#fetch(target);
  }

  hostDisconnected(): void {
    whenRemoved(this.#host, () => this.#abort());
  }

  #abort(): void {
    this.#open?.abort();
    this.#open = null;
    this.#askedWith = null;
  }

  async #fetch({ src, ...credentials }: PollTarget): Promise<void> {
    const controller = new AbortController();
    this.#open = controller;
    const answer = await fetchErrorGroups(src, { ...credentials, signal: withTimeLimit(controller.signal) });
    if (controller.signal.aborted) return;
    this.#open = null;
    this.failure = typeof answer === 'number' ? answer : null;
    if (typeof answer !== 'number') this.groups = answer;
    this.#host.requestUpdate();
  }
}
