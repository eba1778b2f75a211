/** One Alertmanager: sends it the alerts as Prometheus does, and reads its silences. Nothing waits for it. */

import { get } from '../../net/http-client.js';
import { OutsideFailure } from '../../text/outside-failure.js';
import { Attempt, type Fetch, type Outcome, request } from '../delivery-attempt.js';
import { backoff } from '../backoff.js';
import { type PostableAlert, RESEND_MS } from './alert-json.js';
import { parseSilences, type Silence } from './silences.js';

/** How often silences are read. */
const READ_MS = 15_000;
/** To parse more would hold up the app. Ended silences are in it for five days. */
const MAX_SILENCES_BYTES = 1_000_000;

/** An alert to send, and what identifies it. */
export interface Outgoing {
  id: string;
  state: 'firing' | 'resolved';
  /** When it ended, milliseconds since 1970; null while it fires. */
  endedAt: number | null;
  /** Whether people hear of it there; false where a silence mutes it. */
  isHeard: boolean;
  json: PostableAlert;
}

/** Figures of one Alertmanager, since start. */
export interface AlertmanagerFigures {
  /** The origin of its address. */
  target: string;
  /** Lists of alerts that it took. */
  delivered: number;
  /** Attempts that failed or were refused. All are repeated. */
  failed: number;
  /** Why the last attempt failed; null when it succeeded. */
  last_error: string | null;
}

/** Settings of one Alertmanager. */
export interface AlertmanagerSettings {
  url: string;
  headers: Record<string, string>;
  fetch: Fetch;
  /** In [0, 1). */
  random: () => number;
  /** Called with the ids of the firing alerts of a list that was taken, without silenced ones. */
  onAccepted: (ids: readonly string[]) => void;
  /** Called with what went wrong; must not throw. */
  onError: (error: Error) => void;
}

/** Sends to one Alertmanager. */
export class Alertmanager {
  /** Those of the last answer: they hold while it does not answer. */
  silences: readonly Silence[] = [];
  readonly #settings: AlertmanagerSettings;
  readonly #target: string;
  readonly #figures = { delivered: 0, failed: 0 };
  #lastError: string | null = null;
  #sending: { attempt: Attempt; alerts: readonly Outgoing[] } | undefined;
  #sendAt = -Infinity;
  #notBefore = -Infinity;
  #failuresInARow = 0;
  /** The alerts that the last accepted list said, with their states. */
  #said = new Map<string, Outgoing['state']>();
  #reading: Attempt | undefined;
  #readAt = -Infinity;

  constructor(settings: AlertmanagerSettings) {
    this.#settings = settings;
    this.#target = new URL(settings.url).origin;
  }

  /** Whether it knows how an alert has ended. */
  knowsEnd(id: string): boolean {
    return this.#said.get(id) === 'resolved';
  }

  /**
   * Finishes what has ended or timed out, and starts what is due.
   * @param alerts all that it is to know, each time
   * @param now monotonic milliseconds
   * @returns whether silences were read
   */
  tick(alerts: () => readonly Outgoing[], now: number): boolean {
    this.#sending?.attempt.enforceTimeout(now);
    this.#finishSending(now);
    if (this.#sending === undefined && now >= this.#notBefore) this.#send(alerts(), now);
    this.#reading?.enforceTimeout(now);
    const hasRead = this.#finishReading();
    if (this.#reading === undefined && now >= this.#readAt) {
      this.#readAt = now + READ_MS;
      this.#reading = new Attempt((signal) => this.#read(signal), now);
    }
    return hasRead;
  }

  /** Sends a list at once; never rejects. */
  async send(alerts: readonly PostableAlert[], signal: AbortSignal): Promise<Outcome> {
    const headers = new Headers({ 'content-type': 'application/json', ...this.#settings.headers });
    const body = JSON.stringify(alerts);
    return request(this.#address('alerts'), { method: 'POST', headers, body, signal }, this.#settings.fetch);
  }

  /** Resolves when what is being sent has ended; undefined when nothing is. */
  get ended(): Promise<void> | undefined {
    return this.#sending?.attempt.ended;
  }

  /** Aborts what is in progress. */
  stop(): void {
    this.#finishSending(0);
    this.#sending?.attempt.abort('closed');
    this.#reading?.abort('closed');
  }

  figures(): AlertmanagerFigures {
    return { target: this.#target, ...this.#figures, last_error: this.#lastError };
  }

  #address(resource: string): string {
    return `${this.#settings.url.replace(/\/+$/, '')}/api/v2/${resource}`;
  }

  /** News is sent at once, and everything again once a minute. */
  #send(alerts: readonly Outgoing[], now: number): void {
    const isNews = alerts.some(({ id, state }) => this.#said.get(id) !== state);
    if (alerts.length === 0 || (!isNews && now < this.#sendAt)) return;
    this.#sendAt = now + RESEND_MS;
    const list = alerts.map(({ json }) => json);
    this.#sending = { attempt: new Attempt((signal) => this.send(list, signal), now), alerts };
  }

  #finishSending(now: number): void {
    const outcome = this.#sending?.attempt.outcome;
    if (this.#sending === undefined || outcome === undefined) return;
    const { alerts } = this.#sending;
    this.#sending = undefined;
    if (outcome.result !== 'accepted') {
      // A refused list is tried again too: the next one may be right, or its address.
      this.#failuresInARow++;
      this.#figures.failed++;
      this.#notBefore = now + Math.min(RESEND_MS, backoff(this.#failuresInARow, this.#settings.random()));
      this.#sendAt = -Infinity;
      this.#fail(outcome.reason);
      return;
    }
    this.#failuresInARow = 0;
    this.#figures.delivered++;
    this.#lastError = null;
    this.#said = new Map(alerts.map(({ id, state }) => [id, state]));
    this.#settings.onAccepted(alerts.filter(({ state, isHeard }) => state === 'firing' && isHeard).map(({ id }) => id));
  }

  async #read(signal: AbortSignal): Promise<Outcome> {
    const { headers } = this.#settings;
    const answer = await get(new URL(this.#address('silences')), { signal, maxBytes: MAX_SILENCES_BYTES, headers });
    if (answer.status !== 200) return { result: 'failed', reason: `answered ${answer.status}` };
    if (answer.isCut) return { result: 'failed', reason: 'answered more than 1 MB' };
    try {
      this.silences = parseSilences(answer.text);
    } catch {
      return { result: 'failed', reason: 'answered something else than silences' };
    }
    return { result: 'accepted' };
  }

  #finishReading(): boolean {
    const outcome = this.#reading?.outcome;
    if (outcome === undefined) return false;
    this.#reading = undefined;
    if (outcome.result === 'accepted') return true;
    this.#fail(`silences: ${outcome.reason}`);
    return false;
  }

  #fail(reason: string): void {
    this.#lastError = reason;
    this.#settings.onError(
      new OutsideFailure(`notifying Alertmanager ${this.#target} failed: ${reason}; it is tried again`),
    );
  }
}
