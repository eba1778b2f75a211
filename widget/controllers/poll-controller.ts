/** One element's use of a shared poller. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PollTarget } from '../data/metrics-request.js';
import { pollerFor, SLEPT_MS, type Poller, type PollListener, type PollOutcome } from '../data/poller.js';
import { emptySnapshot, type Snapshot } from '../data/snapshot.js';
import { whenRemoved } from './when-removed.js';

/** Keeps the last snapshot while the element is removed, so that it goes on from there when it comes back. */
export class PollController implements ReactiveController, PollListener {
  /** Milliseconds. */
  interval = 0;
  snapshot: Snapshot = emptySnapshot;
  /** A refresh is under way. */
  isRefreshing = false;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #changed: (snapshot: Snapshot, outcome: PollOutcome) => void;
  #poller: Poller | null = null;
  #key = '';
  #followedAt = Infinity;

  /** `changed` is called for each answer, each failure and each other change of the snapshot. */
  constructor(host: ReactiveControllerHost & HTMLElement, changed: (snapshot: Snapshot, outcome: PollOutcome) => void) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  /**
   * Starts to poll, or changes target or interval (in milliseconds). Another target starts without a snapshot. It is
   * called in each update, and so every second; a longer pause means that the device slept.
   */
  follow(target: PollTarget, interval: number): void {
    const now = Date.now();
    if (now - this.#followedAt > SLEPT_MS) this.#poller?.wake();
    this.#followedAt = now;
    const key = JSON.stringify(target);
    if (key !== this.#key) {
      this.#leave();
      this.snapshot = emptySnapshot;
      this.#key = key;
    }
    if (this.#poller !== null && interval === this.interval) return;
    this.interval = interval;
    this.#poller ??= pollerFor(target, this.snapshot);
    this.snapshot = this.#poller.snapshot;
    this.#poller.add(this);
  }

  /** Polls now. Resolves when the answer or its failure is rendered; never rejects. */
  async refresh(): Promise<void> {
    if (!this.#host.isConnected) return;
    this.#setRefreshing(true);
    await this.#host.updateComplete;
    await this.#poller?.poll();
    this.#setRefreshing(false);
    await this.#host.updateComplete;
  }

  pollChanged(snapshot: Snapshot, outcome: PollOutcome): void {
    this.snapshot = snapshot;
    this.#changed(snapshot, outcome);
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    whenRemoved(this.#host, () => this.#leave());
  }

  #setRefreshing(isRefreshing: boolean): void {
    this.isRefreshing = isRefreshing;
    this.#host.requestUpdate();
  }

  #leave(): void {
    this.#poller?.remove(this);
    this.#poller = null;
  }
}
