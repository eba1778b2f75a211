/** A poll under test, with its clock, its server and the page that it looks at. */
import { pollerFor, type PollListener, type PollOutcome } from '../../../widget/data/poller.js';
import { statusAt, type MonitorStatus } from '../../../widget/model/status.js';
import { FakeServer } from './fake-server.js';
import { FakeTime } from './fake-time.js';

/** Milliseconds from one poll to the next. */
export const INTERVAL = 5000;

/** Whom the poll asks. */
export const target = {
  src: `${location.origin}/metrics`,
  credentials: 'same-origin',
  token: null,
} as const;

/** One test's poll. */
export class Polling {
  readonly time = new FakeTime();
  readonly server = new FakeServer();
  readonly poller = pollerFor(target, null);
  /** What the listener was told, in order. */
  readonly outcomes: PollOutcome[] = [];
  #listener: PollListener | null = null;

  /** Begins to listen, and has the first answer if there is one. */
  async begin(interval = INTERVAL): Promise<void> {
    this.#listener = { interval, pollChanged: (_, outcome) => this.outcomes.push(outcome) };
    this.poller.add(this.#listener);
    await this.time.settle();
  }

  /** What an element would show now. */
  get status(): MonitorStatus {
    return statusAt(this.poller.snapshot, this.time.now);
  }

  end(): void {
    if (this.#listener !== null) this.poller.remove(this.#listener);
  }

  clear(): void {
    this.end();
    setHidden(false);
    setOnline(true);
    this.server.restore();
    this.time.restore();
  }
}

/** Another tab comes to the front, or this one does. */
export function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** The browser loses its network, or has it again. */
export function setOnline(isOnline: boolean): void {
  Object.defineProperty(navigator, 'onLine', { value: isOnline, configurable: true });
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
}
