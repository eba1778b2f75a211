/** Fetches the single requests of the endpoint that the reader has opened, with each answer of the poll. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Metrics } from '../../server/contract/index.js';
import { withTimeLimit } from '../data/time-limit.js';
import type { PollTarget } from '../data/metrics-request.js';
import { fetchRequestLists, type EndpointKey, type RequestLists } from '../data/request-lists.js';
import { whenRemoved } from './when-removed.js';

/** What the element needs. */
export interface RequestsQuery extends PollTarget {
  /** Null when no endpoint is open. */
  readonly endpoint: EndpointKey | null;
  readonly metrics: Metrics | null;
}

/** Has no timer of its own, so it pauses with the poll. */
export class RequestsController implements ReactiveController {
  /** The newest answers; kept while later requests fail. */
  lists: RequestLists | null = null;
  /** Why the last request failed: its HTTP status code, 0 without a usable answer; null when it did not fail. */
  failure: number | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #query: () => RequestsQuery;
  #src = '';
  #endpoint: EndpointKey | null = null;
  /** The figures at the last request; null to ask again at the next update. */
  #askedWith: Metrics | null = null;
  #open: AbortController | null = null;

  /** `query` is called in each update. */
  constructor(host: ReactiveControllerHost & HTMLElement, query: () => RequestsQuery) {
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
    const { endpoint, metrics, ...target } = this.#query();
    const { src } = target;
    if (endpoint !== this.#endpoint || src !== this.#src) this.#reset(src, endpoint);
    if (endpoint === null || this.#open !== null || metrics === this.#askedWith) return;
    this.#askedWith = metrics;
    void this.#fetch(target, endpoint);
  }

  hostDisconnected(): void {
    whenRemoved(this.#host, () => this.#abort());
  }

  #reset(src: string, endpoint: EndpointKey | null): void {
    this.#abort();
    this.#src = src;
    this.#endpoint = endpoint;
    this.lists = null;
    this.failure = null;
  }

  #abort(): void {
    this.#open?.abort();
    this.#open = null;
    this.#askedWith = null;
  }

  async #fetch({ src, ...credentials }: PollTarget, endpoint: EndpointKey): Promise<void> {
    const controller = new AbortController();
    this.#open = controller;
    const answer = await fetchRequestLists(src, endpoint, { ...credentials, signal: withTimeLimit(controller.signal) });
    if (controller.signal.aborted) return;
    this.#open = null;
    this.failure = typeof answer === 'number' ? answer : null;
    if (typeof answer !== 'number') this.lists = answer;
    this.#host.requestUpdate();
  }
}
