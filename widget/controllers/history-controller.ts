/** Fetches the ranges of history that the element shows, each once per step. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LONGEST_RANGE, type Audience, type HistoryRange } from '../../server/contract/index.js';
import type { Credentials } from '../data/fetch-json.js';
import { withTimeLimit } from '../data/time-limit.js';
import { fetchHistory, type History } from '../data/history.js';
import type { RangeChoice } from '../model/page-state.js';
import { whenRemoved } from './when-removed.js';

/** What is known of one range. */
export interface RangeHistory {
  /** The newest answer; kept while later requests fail. */
  readonly history: History | null;
  /** Why the last request failed: its HTTP status code, 0 without a usable answer; null when it did not fail. */
  readonly failure: number | null;
  /** When to ask again, in milliseconds since 1970. */
  readonly due: number;
}

/** What the element needs. */
export interface HistoryQuery extends Credentials {
  /** Null when the element shows no history. */
  readonly historySrc: string | null;
  /** For whom the figures are; undefined until they have come. */
  readonly audience: Audience | undefined;
  /** What the charts are to show. */
  readonly chosen: RangeChoice;
}

/** The history that the charts show. */
export interface ShownHistory {
  readonly history: History;
  readonly range: HistoryRange;
}

const MIN_REST_MS = 15_000;
const MAX_REST_MS = 300_000;
const REST_AFTER_FAILURE_MS = 30_000;

/** Has no timer of its own: every update of the element fetches what is due. */
export class HistoryController implements ReactiveController {
  /**
   * What the charts show: the chosen range, or the one before it until the chosen one has come. Null for the current
   * window.
   */
  shown: ShownHistory | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #query: () => HistoryQuery;
  /** By range; of the address `#historySrc` only. */
  #ranges = new Map<HistoryRange, RangeHistory>();
  #open = new Map<HistoryRange, AbortController>();
  #historySrc: string | null = null;
  #token: string | null = null;
  #audience: Audience | undefined;

  /** `query` is called in each update. */
  constructor(host: ReactiveControllerHost & HTMLElement, query: () => HistoryQuery) {
    this.#host = host;
    this.#query = query;
    host.addController(this);
  }

  /** Whether there is an address to fetch history from. */
  get isAvailable(): boolean {
    return this.#historySrc !== null;
  }

  /** What is known of a range; undefined until its first answer. */
  get(range: HistoryRange): RangeHistory | undefined {
    return this.#ranges.get(range);
  }

  /** Fetches the ranges whose last request failed, as soon as possible. */
  retry(): void {
    for (const [range, known] of this.#ranges)
      if (known.failure !== null) this.#ranges.set(range, { ...known, due: 0 });
  }

  hostUpdate(): void {
    const { historySrc, credentials, token, audience, chosen } = this.#query();
    const isForOthers = audience !== undefined && (this.#audience ?? audience) !== audience;
    if (historySrc !== this.#historySrc || token !== this.#token || isForOthers) this.#reset(historySrc);
    this.#token = token;
    this.#audience = audience ?? this.#audience;
    if (historySrc === null) return;
    // The status strip always shows the longest range.
    for (const range of chosen === 'live' ? [LONGEST_RANGE] : [LONGEST_RANGE, chosen]) {
      if (Date.now() >= (this.get(range)?.due ?? 0)) void this.#fetch(historySrc, range, { credentials, token });
    }
    const history = chosen === 'live' ? undefined : this.get(chosen)?.history;
    if (chosen === 'live') this.shown = null;
    else if (history) this.shown = { history, range: chosen };
  }

  hostDisconnected(): void {
    whenRemoved(this.#host, () => this.#abort());
  }

  #reset(historySrc: string | null): void {
    this.#abort();
    this.#ranges.clear();
    this.#historySrc = historySrc;
    this.shown = null;
  }

  #abort(): void {
    for (const controller of this.#open.values()) controller.abort();
    this.#open.clear();
  }

  async #fetch(historySrc: string, range: HistoryRange, credentials: Credentials): Promise<void> {
    if (this.#open.has(range)) return;
    const controller = new AbortController();
    this.#open.set(range, controller);
    const answer = await fetchHistory(historySrc, range, { ...credentials, signal: withTimeLimit(controller.signal) });
    if (controller.signal.aborted) return;
    this.#open.delete(range);
    const now = Date.now();
    if (typeof answer === 'number') {
      const history = this.get(range)?.history ?? null;
      this.#ranges.set(range, { history, failure: answer, due: now + REST_AFTER_FAILURE_MS });
    } else {
      const rest = Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, answer.step_seconds * 1000));
      this.#ranges.set(range, { history: answer, failure: null, due: now + rest });
    }
    this.#host.requestUpdate();
  }
}
