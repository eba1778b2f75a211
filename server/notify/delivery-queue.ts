/**
 * The deliveries to one target: one at a time, and after a failure none for a while. Targets do not wait for each other,
 * and no caller waits for a target.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AlertNotice } from '../alerts/alerts.js';
import { OutsideFailure } from '../text/outside-failure.js';
import { Attempt, type Fetch } from './delivery-attempt.js';
import { backoff, requestedDelay } from './backoff.js';
import { buildNotification } from './notification.js';
import { isEscalation, type Outage, Outages, outagesSchema, type Sent } from './outages.js';
import type { Target } from './targets/target.js';

/** A target gets at most this many messages a minute. Alerts that begin meanwhile join a message that waits. */
export const MAX_PER_MINUTE = 10;

/** Figures of the deliveries to one target, since start. */
export interface DeliveryFigures {
  /** The origin of a web address, whose path is secret, or `function` and its name. */
  target: string;
  /** Messages that wait to be sent. */
  waiting: number;
  delivered: number;
  /** Attempts that failed and are repeated. */
  failed: number;
  /** Messages that the target refused, which are not repeated. */
  refused: number;
  /** Messages dropped because too many waited. */
  dropped: number;
  /** Why the last attempt failed; null when it succeeded. */
  last_error: string | null;
  /** When the last accepted message was sent, ISO 8601. */
  last_delivered: string | null;
}

/** Settings of a delivery queue. */
export interface DeliveryQueueSettings {
  /** What the app is called. */
  app: string;
  /** The process that notifies: host name and process id. */
  instance: string;
  /** The address of the page; undefined when it is not known. */
  link: string | undefined;
  /** In [0, 1). */
  random: () => number;
  fetch: Fetch;
  /** Called with the ids of alerts when the target has accepted a message about their outage, and when that was. */
  onAccepted: (alertIds: readonly string[], wall: number) => void;
  /** Called with what went wrong; must not throw. */
  onError: (error: Error) => void;
}

const queueSchema = z.object({ dropped: z.int().nonnegative(), outages: outagesSchema });

interface Delivery {
  attempt: Attempt;
  outage: Outage;
  sent: Sent;
  alertIds: string[];
  /** Drops that the message mentions. */
  dropped: number;
  /** When it began, milliseconds since 1970. */
  wall: number;
}

/** Deliveries to one target. */
export class DeliveryQueue {
  /** Identifies the target in the stored state, without revealing its address. */
  readonly key: string;
  /** Rises with every change of the state that is stored. */
  version = 0;
  readonly #target: Target;
  readonly #settings: DeliveryQueueSettings;
  readonly #outages = new Outages();
  #delivery: Delivery | undefined;
  /** When the last deliveries began, oldest first. */
  #starts: number[] = [];
  #notBefore = -Infinity;
  #failuresInARow = 0;
  /** Messages dropped since the target last accepted one. */
  #unreportedDrops = 0;
  readonly #figures = { delivered: 0, failed: 0, refused: 0, dropped: 0 };
  #lastError: string | null = null;
  #lastDelivered: string | null = null;

  constructor(target: Target, settings: DeliveryQueueSettings) {
    this.#target = target;
    this.#settings = settings;
    this.key = createHash('sha256').update(target.identity).digest('hex').slice(0, 32);
  }

  /**
   * Adds notices, which are sent at the next tick that may.
   * @param id of the outage, if the notices begin one
   */
  add(notices: readonly AlertNotice[], id: string): void {
    const lost = this.#outages.add(notices, id);
    this.version++;
    for (const { alert } of notices) {
      const acceptedAt = this.#outages.acceptedAt(alert);
      if (acceptedAt !== null) this.#settings.onAccepted([alert.id], Math.max(acceptedAt, 1000 * alert.time));
    }
    if (lost === 0) return;
    this.#figures.dropped += lost;
    this.#unreportedDrops += lost;
    this.#report(`: dropped ${lost} of the messages that waited for it, because there were too many`);
  }

  /**
   * Finishes the delivery that has ended or timed out, and starts one that is due.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    this.#delivery?.attempt.enforceTimeout(now);
    this.#finish(now, wall);
    if (this.#delivery !== undefined || now < this.#notBefore || this.#isRateLimited(now)) return;
    const outage = this.#outages.next();
    if (outage !== undefined) this.#start(outage, now, wall);
  }

  /** Resolves when the delivery in progress has ended. */
  get ended(): Promise<void> {
    return this.#delivery?.attempt.ended ?? Promise.resolve();
  }

  /** Whether there is nothing to store. */
  get isEmpty(): boolean {
    return this.#outages.isEmpty && this.#unreportedDrops === 0;
  }

  /** Whether a delivery is in progress. */
  get isBusy(): boolean {
    return this.#delivery !== undefined;
  }

  /** Aborts the delivery in progress. Its message stays due. */
  stop(): void {
    this.#finish(0, 0);
    this.#delivery?.attempt.abort('closed');
    this.#delivery = undefined;
  }

  figures(): DeliveryFigures {
    return {
      target: this.#target.name,
      waiting: this.#outages.waiting,
      ...this.#figures,
      last_error: this.#lastError,
      last_delivered: this.#lastDelivered,
    };
  }

  /** The state to store: what must still be sent. */
  toJSON(): unknown {
    return { dropped: this.#unreportedDrops, outages: this.#outages.toJSON() };
  }

  /** Adds stored state; throws when it is invalid. */
  restore(stored: unknown): void {
    const { dropped, outages } = queueSchema.parse(stored);
    this.#unreportedDrops += dropped;
    this.#outages.restore(outages);
  }

  #start(outage: Outage, now: number, wall: number): void {
    const sent = this.#outages.begin(outage);
    const dropped = this.#unreportedDrops;
    const message = buildNotification({
      id: `${outage.id}-${sent.revision}`,
      outage: outage.id,
      alerts: outage.alerts,
      app: this.#settings.app,
      instance: this.#settings.instance,
      wall,
      link: this.#settings.link,
      omitted: outage.omitted,
      dropped,
      escalated: isEscalation(outage),
    });
    this.#starts = [...this.#starts, now].slice(-MAX_PER_MINUTE);
    const { fetch } = this.#settings;
    const attempt = new Attempt((signal) => this.#target.send(message, { signal, fetch, wall }), now);
    const alertIds = [message.first, ...message.others].map(({ id }) => id);
    this.#delivery = { attempt, outage, sent, alertIds, dropped, wall };
    this.version++;
  }

  #finish(now: number, wall: number): void {
    const outcome = this.#delivery?.attempt.outcome;
    if (this.#delivery === undefined || outcome === undefined) return;
    const { outage, sent, alertIds, dropped, wall: sentAt } = this.#delivery;
    this.#delivery = undefined;
    this.version++;
    if (outcome.result === 'failed') {
      this.#failuresInARow++;
      this.#figures.failed++;
      const requested = requestedDelay(outcome.retryAfter, wall);
      this.#notBefore = now + Math.max(requested, backoff(this.#failuresInARow, this.#settings.random()));
      this.#lastError = outcome.reason;
      this.#report(` failed: ${outcome.reason}; it is tried again`);
      return;
    }
    this.#failuresInARow = 0;
    this.#outages.settle(outage, sent, outcome.result === 'accepted' ? sentAt : null);
    if (outcome.result === 'refused') {
      this.#figures.refused++;
      this.#lastError = outcome.reason;
      this.#report(` failed: ${outcome.reason}; this message is not sent again`);
      return;
    }
    this.#figures.delivered++;
    this.#unreportedDrops -= dropped;
    this.#lastError = null;
    this.#lastDelivered = new Date(sentAt).toISOString();
    this.#settings.onAccepted(alertIds, sentAt);
  }

  #isRateLimited(now: number): boolean {
    const [oldest] = this.#starts;
    return this.#starts.length === MAX_PER_MINUTE && oldest !== undefined && now - oldest < 60_000;
  }

  #report(problem: string): void {
    this.#settings.onError(new OutsideFailure(`notifying ${this.#target.name}${problem}`));
  }
}
