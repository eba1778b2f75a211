/** Asks who is signed in, for those to whom that matters, and loads the words about it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Audience, Session } from '../../server/contract/index.js';
import { isSuccess } from '../data/fetch-json.js';
import type { PollTarget } from '../data/metrics-request.js';
import { postJson } from '../data/post-json.js';
import { fetchSession } from '../data/session.js';
import { withTimeLimit } from '../data/time-limit.js';
import { siblingUrl } from '../data/urls.js';
import type { AccessStrings } from '../strings/access-strings.js';
import type { Strings } from '../strings/index.js';
import { whenRemoved } from './when-removed.js';

/** What the element needs. */
export interface SessionQuery extends PollTarget {
  /** For whom the figures are; another session is asked for when that changes. */
  readonly audience: Audience | undefined;
  /** The element shows something that depends on it. */
  readonly isNeeded: boolean;
  readonly strings: Strings | undefined;
}

const REST_AFTER_FAILURE_MS = 30_000;

/** Has no timer of its own: every update of the element asks for what is due. */
export class SessionController implements ReactiveController {
  /** Null until the first answer, when the last request failed, and while it is not needed. */
  session: Session | null = null;
  /** Null until they have been loaded. */
  words: AccessStrings | null = null;
  /** Why signing out failed: the HTTP status code, 0 without an answer; null when it did not fail. */
  failure: number | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #query: () => SessionQuery;
  /** What was asked for last; empty to ask again as soon as it is needed. */
  #asked = '';
  #due = 0;
  #strings: Strings | undefined;
  #open: AbortController | null = null;

  /** `query` is called in each update. */
  constructor(host: ReactiveControllerHost & HTMLElement, query: () => SessionQuery) {
    this.#host = host;
    this.#query = query;
    host.addController(this);
  }

  hostUpdate(): void {
    const { strings, isNeeded, audience, ...target } = this.#query();
    if (!isNeeded) {
      this.#abort();
      this.session = null;
      return;
    }
    if (strings !== undefined && strings !== this.#strings) void this.#loadWords((this.#strings = strings));
    const asked = JSON.stringify([target, audience]);
    if (asked !== this.#asked) this.#abort();
    if (this.#open !== null || (asked === this.#asked && Date.now() < this.#due)) return;
    this.#asked = asked;
    void this.#fetch(target);
  }

  hostDisconnected(): void {
    whenRemoved(this.#host, () => this.#abort());
  }

  /** Ends the session and loads the page anew, so that nothing of what was shown stays in it. */
  async signOut(): Promise<void> {
    const { src, ...credentials } = this.#query();
    const status = await postJson(siblingUrl(src, 'monitoring/sign-out') ?? '', credentials, {});
    // The redirect leads to the monitor's page, which may be closed to whoever is not signed in.
    if (isSuccess(status) || status === 401) history.go(0);
    else this.failure = status;
    this.#host.requestUpdate();
  }

  #abort(): void {
    this.#open?.abort();
    this.#open = null;
    this.#asked = '';
    this.failure = null;
  }

  async #fetch({ src, ...credentials }: PollTarget): Promise<void> {
    const controller = new AbortController();
    this.#open = controller;
    const session = await fetchSession(src, { ...credentials, signal: withTimeLimit(controller.signal) });
    if (controller.signal.aborted) return;
    this.#open = null;
    this.session = session;
    this.#due = session === null ? Date.now() + REST_AFTER_FAILURE_MS : Infinity;
    this.#host.requestUpdate();
  }

  async #loadWords(strings: Strings): Promise<void> {
    try {
      const words = await strings.access();
      if (strings === this.#strings) this.words = words;
    } catch (error) {
      console.warn('<align-monitor> could not load its words.', error);
    }
    this.#host.requestUpdate();
  }
}
