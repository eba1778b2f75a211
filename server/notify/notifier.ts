/**
 * Notifies people and other systems of alerts. Each target has a delivery queue of its own. The scheduler calls `tick`
 * once a second; errors go to `onError` only.
 */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AlertNotice } from '../alerts/alerts.js';
import type { Fetch } from './delivery-attempt.js';
import { DeliveryQueue, type DeliveryFigures } from './delivery-queue.js';
import { settleWithinGracePeriod } from './grace-period.js';
import type { NotifyTarget } from '../options/notify-targets.js';
import { targetOf } from './targets/index.js';

/** Settings of a notifier. */
export interface NotifierSettings {
  /** As `resolveNotify` returns them. */
  targets: readonly NotifyTarget[];
  /** What the app is called. */
  app: string;
  /** The process that notifies: host name and process id. */
  instance: string;
  /** The address of the page; undefined when it is not known. */
  link?: string | undefined;
  /** In [0, 1); for the jitter of repeated attempts. */
  random?: (() => number) | undefined;
  fetch?: Fetch | undefined;
  /** Called with the ids of alerts when a target has accepted a message about their outage; milliseconds since 1970. */
  onAccepted?: ((alertIds: readonly string[], wall: number) => void) | undefined;
  /** Called for each attempt that failed and each message that was refused or dropped; never with a secret. */
  onError: (error: unknown) => void;
}

/** In stored state, the queues are called lanes. */
const storedSchema = z.object({ version: z.literal(1), lanes: z.record(z.string(), z.unknown()) });

/** Sends alerts to the targets. */
export class Notifier {
  readonly #queues = new Map<string, DeliveryQueue>();
  readonly #onError: (error: unknown) => void;
  #isClosed = false;

  constructor({
    targets,
    app,
    instance,
    link,
    random = Math.random,
    fetch = (...given) => globalThis.fetch(...given),
    onAccepted = () => undefined,
    onError,
  }: NotifierSettings) {
    this.#onError = onError;
    for (const target of targets) {
      const report = (error: unknown): void => this.#report(error);
      const queue = new DeliveryQueue(targetOf(target), {
        app,
        instance,
        link,
        random,
        fetch,
        onAccepted,
        onError: report,
      });
      let key = queue.key;
      for (let more = 2; this.#queues.has(key); more++) key = `${queue.key}-${more}`;
      this.#queues.set(key, queue);
    }
  }

  /** Rises with every change of what `toJSON` returns. */
  get version(): number {
    return [...this.#queues.values()].reduce((sum, { version }) => sum + version, 0);
  }

  /** Queues notices, which are sent from the next tick on. */
  send(notices: readonly AlertNotice[]): void {
    if (notices.length === 0) return;
    const id = randomUUID();
    this.#forEach((queue) => queue.add(structuredClone(notices), id));
  }

  /**
   * Must be called once a second.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    if (this.#isClosed) return;
    this.#forEach((queue) => queue.tick(now, wall));
  }

  /** Figures of the deliveries, in the order of the targets. */
  figures(): DeliveryFigures[] {
    return [...this.#queues.values()].map((queue) => queue.figures());
  }

  /** The state to store: what must still be sent, by target, without any address. */
  toJSON(): unknown {
    return { version: 1, lanes: Object.fromEntries([...this.#queues].filter(([, queue]) => !queue.isEmpty)) };
  }

  /** Adds what `toJSON` returned before a restart. What cannot be used is reported to `onError`. */
  restore(stored: unknown): void {
    const { data } = storedSchema.safeParse(stored);
    if (data === undefined) return this.#report(new Error('The stored unsent messages are invalid'));
    for (const [key, state] of Object.entries(data.lanes)) {
      const queue = this.#queues.get(key);
      if (queue === undefined) this.#report(new Error('Unsent messages to a target that was removed are dropped'));
      try {
        queue?.restore(state);
      } catch {
        this.#report(new Error('The stored unsent messages to a target are invalid'));
      }
    }
  }

  /** Starts no more deliveries and waits up to a second for those in progress. What is not accepted by then stays due. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const busy = [...this.#queues.values()].filter(({ isBusy }) => isBusy);
    await settleWithinGracePeriod(busy.map(({ ended }) => ended));
    this.#forEach((queue) => queue.stop());
  }

  #forEach(work: (queue: DeliveryQueue) => void): void {
    for (const queue of this.#queues.values()) {
      try {
        work(queue);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  #report(error: unknown): void {
    try {
      this.#onError(error);
    } catch {
      // An error in the error handler must not reach the caller.
    }
  }
}
