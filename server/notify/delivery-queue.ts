/**
 * The way to one target: one delivery at a time, the next when the one before has ended, and none for a while after a
 * failure. No target waits for another, and whoever calls waits for none.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Notification } from '../contract/index.js';
import type { AlertNotice } from '../alerts/alerts.js';
import { Attempt, type Fetch, type Outcome, request } from './delivery-attempt.js';
import { askedWait, backoff } from './backoff.js';
import { bodyOf } from './formats.js';
import { messageOf } from './notification.js';
import { type Outage, Outages, outagesSchema, type Told } from './outages.js';
import type { NotifyTarget } from '../options/notify.js';

/** A target is sent at most so many messages a minute; what comes meanwhile is joined with what waits. */
export const MOST_PER_MINUTE = 10;

/** How the deliveries to one target go, since start. */
export interface LaneFigures {
  /** The origin of a web address (its path is secret), or `function` and its name. */
  target: string;
  /** Messages that wait now. */
  waiting: number;
  delivered: number;
  /** Attempts that failed and are repeated. */
  failed: number;
  /** Messages that the target refused, which are not repeated. */
  refused: number;
  /** Messages dropped because too many waited. */
  dropped: number;
  /** Why the last attempt failed; null when it did not. */
  last_error: string | null;
  /** When the last message that was taken was sent, ISO 8601. */
  last_delivered: string | null;
}

/** What a lane is made from. */
export interface LaneSettings {
  /** Which process tells: host name and process id. */
  instance: string;
  /** In [0, 1). */
  random: () => number;
  fetch: Fetch;
  /** Told of what went wrong; must not throw. */
  onFault: (error: Error) => void;
}

const laneSchema = z.object({ dropped: z.int().nonnegative(), outages: outagesSchema });

interface Delivery {
  attempt: Attempt;
  outage: Outage;
  told: Told;
  dropped: number;
  /** When it began, milliseconds since 1970. */
  wall: number;
}

/** Deliveries to one target. */
export class Lane {
  /** What is kept belongs to the target of this key; it says nothing of an address. */
  readonly key: string;
  /** Rises with every change that must be kept. */
  version = 0;
  readonly #target: NotifyTarget;
  readonly #settings: LaneSettings;
  readonly #name: string;
  readonly #outages = new Outages();
  #delivery: Delivery | undefined;
  /** When the last deliveries began, oldest first. */
  #starts: number[] = [];
  #notBefore = -Infinity;
  #failuresInARow = 0;
  /** Dropped since the target last took a message. */
  #untoldDrops = 0;
  readonly #figures = { delivered: 0, failed: 0, refused: 0, dropped: 0 };
  #lastError: string | null = null;
  #lastDelivered: string | null = null;

  constructor(target: NotifyTarget, settings: LaneSettings) {
    this.#target = target;
    this.#settings = settings;
    const isFunction = typeof target === 'function';
    this.#name = isFunction ? `function ${target.name}`.trim() : new URL(target.url).origin;
    const identity = isFunction ? this.#name : `${target.format ?? 'json'} ${target.url}`;
    this.key = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  }

  /**
   * Takes in what is to be told; it is sent at the next tick that may.
   * @param id of the outage that the notices begin, if they do
   */
  add(notices: readonly AlertNotice[], id: string): void {
    const lost = this.#outages.add(notices, id);
    this.version++;
    if (lost === 0) return;
    this.#figures.dropped += lost;
    this.#untoldDrops += lost;
    this.#complain(`dropped ${lost} of the messages that waited for it, because there were too many`);
  }

  /**
   * Ends what has ended or taken too long, and starts what is due.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    this.#delivery?.attempt.limit(now);
    this.#finish(now, wall);
    if (this.#delivery !== undefined || now < this.#notBefore || this.#hasSentEnough(now)) return;
    const outage = this.#outages.next();
    if (outage !== undefined) this.#start(outage, now, wall);
  }

  /** What is under way, until it has ended. */
  get ended(): Promise<void> {
    return this.#delivery?.attempt.ended ?? Promise.resolve();
  }

  /** Whether there is nothing to keep. */
  get isEmpty(): boolean {
    return this.#outages.isEmpty && this.#untoldDrops === 0;
  }

  /** Whether something is under way. */
  get isBusy(): boolean {
    return this.#delivery !== undefined;
  }

  /** Gives up what is still under way; it stays due. */
  stop(): void {
    this.#finish(0, 0);
    this.#delivery?.attempt.abort('closed');
    this.#delivery = undefined;
  }

  figures(): LaneFigures {
    return {
      target: this.#name,
      waiting: this.#outages.waiting,
      ...this.#figures,
      last_error: this.#lastError,
      last_delivered: this.#lastDelivered,
    };
  }

  /** What is still to be told, and what of it has been. */
  toJSON(): unknown {
    return { dropped: this.#untoldDrops, outages: this.#outages.toJSON() };
  }

  /** Takes over what was kept; throws when it cannot be read. */
  restore(kept: unknown): void {
    const { dropped, outages } = laneSchema.parse(kept);
    this.#untoldDrops += dropped;
    this.#outages.restore(outages);
  }

  #start(outage: Outage, now: number, wall: number): void {
    const told = this.#outages.begin(outage);
    const dropped = this.#untoldDrops;
    const message = messageOf({
      id: `${outage.id}-${told.revision}`,
      outage: outage.id,
      alerts: outage.alerts,
      instance: this.#settings.instance,
      omitted: outage.omitted,
      dropped,
    });
    this.#starts = [...this.#starts, now].slice(-MOST_PER_MINUTE);
    const attempt = new Attempt((signal) => this.#deliver(message, signal), now);
    this.#delivery = { attempt, outage, told, dropped, wall };
    this.version++;
  }

  async #deliver(message: Notification, signal: AbortSignal): Promise<Outcome> {
    const target = this.#target;
    if (typeof target === 'function') {
      await target(message);
      return { result: 'taken' };
    }
    const headers = new Headers({ 'content-type': 'application/json', ...target.headers });
    headers.set('idempotency-key', message.id);
    const body = JSON.stringify(bodyOf(message, target.format ?? 'json'));
    return request(target.url, { method: 'POST', headers, body, signal }, this.#settings.fetch);
  }

  #finish(now: number, wall: number): void {
    const outcome = this.#delivery?.attempt.outcome;
    if (this.#delivery === undefined || outcome === undefined) return;
    const { outage, told, dropped, wall: sentAt } = this.#delivery;
    this.#delivery = undefined;
    this.version++;
    if (outcome.result === 'failed') {
      this.#failuresInARow++;
      this.#figures.failed++;
      const asked = askedWait(outcome.retryAfter, wall);
      this.#notBefore = now + Math.max(asked, backoff(this.#failuresInARow, this.#settings.random()));
      this.#lastError = outcome.reason;
      this.#complain(`${outcome.reason}; it is tried again`);
      return;
    }
    this.#failuresInARow = 0;
    this.#outages.settle(outage, told);
    if (outcome.result === 'refused') {
      this.#figures.refused++;
      this.#lastError = outcome.reason;
      this.#complain(`${outcome.reason}; this message is not sent again`);
      return;
    }
    this.#figures.delivered++;
    this.#untoldDrops -= dropped;
    this.#lastError = null;
    this.#lastDelivered = new Date(sentAt).toISOString();
  }

  #hasSentEnough(now: number): boolean {
    const [oldest] = this.#starts;
    return this.#starts.length === MOST_PER_MINUTE && oldest !== undefined && now - oldest < 60_000;
  }

  #complain(what: string): void {
    this.#settings.onFault(new Error(`Notifying ${this.#name}: ${what}`));
  }
}
