/** One element's share in a poll: it joins when there is something to follow, and leaves when it is told to. */
import { pollerFor, type Listener, type Poller, type PollOutcome } from './poller.js';
import type { PollTarget } from './request.js';
import { emptySnapshot, type Snapshot } from './snapshot.js';

/** Has the newest snapshot, and keeps it after leaving, so that an element that comes back goes on where it was. */
export class Follower implements Listener {
  /** Milliseconds. */
  interval = 0;
  snapshot: Snapshot = emptySnapshot;
  readonly pollChanged: (snapshot: Snapshot, outcome: PollOutcome) => void;
  #poller: Poller | null = null;
  #target: PollTarget | null = null;

  /** `changed` is called for each answer, each failure and each change of circumstances. */
  constructor(changed: (snapshot: Snapshot, outcome: PollOutcome) => void) {
    this.pollChanged = (snapshot, outcome) => {
      this.snapshot = snapshot;
      changed(snapshot, outcome);
    };
  }

  /** Asks this target at this interval in milliseconds from now on; what another address has said is forgotten. */
  follow(target: PollTarget, interval: number): void {
    if (JSON.stringify(target) !== JSON.stringify(this.#target)) {
      this.leave();
      if (target.src !== this.#target?.src) this.snapshot = emptySnapshot;
      this.#target = target;
    }
    if (this.#poller !== null && interval === this.interval) return;
    this.interval = interval;
    this.#poller ??= pollerFor(target, this.snapshot);
    this.snapshot = this.#poller.snapshot;
    this.#poller.add(this);
  }

  /** Asks now; resolves when the answer, or its failure, is known. */
  async refresh(): Promise<void> {
    await this.#poller?.poll();
  }

  leave(): void {
    this.#poller?.remove(this);
    this.#poller = null;
  }
}
