/**
 * Tells people and other systems about alerts, each target in its own lane. It is driven by `tick` once a second, has
 * no timer, and whatever goes wrong in it is told to `onFault` and to nobody else.
 */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AlertNotice } from '../alerts/alerts.js';
import type { Fetch } from './delivery-attempt.js';
import { Lane, type LaneFigures } from './delivery-queue.js';
import { waitASecond } from './grace-period.js';
import type { NotifyTarget } from '../options/notify.js';

/** What a notifier is made from. */
export interface NotifierSettings {
  /** As `resolveNotify` answers them. */
  targets: readonly NotifyTarget[];
  /** Which process tells: host name and process id. */
  instance: string;
  /** In [0, 1); for the jitter of repeated attempts. */
  random?: (() => number) | undefined;
  fetch?: Fetch | undefined;
  /** Told of every attempt that failed and every message that was refused or dropped; never with a secret. */
  onFault: (error: unknown) => void;
}

const keptSchema = z.object({ version: z.literal(1), lanes: z.record(z.string(), z.unknown()) });

/** Sends alerts to the targets. */
export class Notifier {
  readonly #lanes = new Map<string, Lane>();
  readonly #onFault: (error: unknown) => void;
  #isClosed = false;

  constructor({
    targets,
    instance,
    random = Math.random,
    fetch = (...given) => globalThis.fetch(...given),
    onFault,
  }: NotifierSettings) {
    this.#onFault = onFault;
    for (const target of targets) {
      const lane = new Lane(target, { instance, random, fetch, onFault: (error) => this.#tell(error) });
      let key = lane.key;
      for (let more = 2; this.#lanes.has(key); more++) key = `${lane.key}-${more}`;
      this.#lanes.set(key, lane);
    }
  }

  /** Rises with every change that `toJSON` must keep. */
  get version(): number {
    return [...this.#lanes.values()].reduce((sum, { version }) => sum + version, 0);
  }

  /** Takes in what is to be told; it is sent from the next tick on. What is given in one call is one outage. */
  send(notices: readonly AlertNotice[]): void {
    if (notices.length === 0) return;
    const id = randomUUID();
    this.#each((lane) => lane.add(structuredClone(notices), id));
  }

  /**
   * To be called once a second.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    if (this.#isClosed) return;
    this.#each((lane) => lane.tick(now, wall));
  }

  /** How the deliveries go, in the order of the targets. */
  figures(): LaneFigures[] {
    return [...this.#lanes.values()].map((lane) => lane.figures());
  }

  /** What is still to be told, by target, without any address. */
  toJSON(): unknown {
    return { version: 1, lanes: Object.fromEntries([...this.#lanes].filter(([, lane]) => !lane.isEmpty)) };
  }

  /** Takes over what `toJSON` answered before a restart; what cannot be used is told to `onFault`. */
  restore(kept: unknown): void {
    const read = keptSchema.safeParse(kept);
    if (!read.success) return this.#tell(new Error('Unsent messages that were kept cannot be read'));
    for (const [key, of] of Object.entries(read.data.lanes)) {
      const lane = this.#lanes.get(key);
      if (lane === undefined) this.#tell(new Error('Messages that were kept for a target no longer given are dropped'));
      try {
        lane?.restore(of);
      } catch {
        this.#tell(new Error('Unsent messages that were kept for a target cannot be read'));
      }
    }
  }

  /** Starts nothing more and waits at most a second for what is under way; what was not taken by then is still due. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const busy = [...this.#lanes.values()].filter(({ isBusy }) => isBusy);
    await waitASecond(busy.map(({ ended }) => ended));
    this.#each((lane) => lane.stop());
  }

  #each(work: (lane: Lane) => void): void {
    for (const lane of this.#lanes.values()) {
      try {
        work(lane);
      } catch (error) {
        this.#tell(error);
      }
    }
  }

  #tell(error: unknown): void {
    try {
      this.#onFault(error);
    } catch {
      // Whoever calls must not suffer from it.
    }
  }
}
