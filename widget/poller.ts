/**
 * Asks a monitor every few seconds: a chain of timeouts that never overlaps, shared by all elements of a page that ask
 * the same. It backs off while the answers fail, rests while the page is hidden, and ends when nobody listens.
 */
import type { Metrics } from '../server/contract/index.js';
import { requestMetrics, type PollError, type PollTarget } from './request.js';
import { emptySnapshot, type Snapshot } from './snapshot.js';

/** What has just happened: an answer, a failed poll, or only a change of circumstances. */
export type PollOutcome = 'load' | 'error' | 'change';

/** One element's share in a poll. */
export interface Listener {
  /** Milliseconds; the shortest of all listeners holds. */
  readonly interval: number;
  pollChanged(snapshot: Snapshot, outcome: PollOutcome): void;
}

/** No fetch is given longer, in milliseconds; nor longer than the interval. */
const TIME_LIMIT = 10_000;
/** A server that is slow to answer still gets this part of the interval to rest in. */
const MIN_REST = 0.25;
/** The first so many retries come after one interval each; then the wait grows. */
const STEADY_RETRIES = 3;
const RETRY_GROWTH = 1.5;
const MAX_RETRY_DELAY = 60_000;
/** A `Retry-After` beyond this is not believed. */
const MAX_RETRY_AFTER = 3_600_000;
/** How long a page that was hidden may take to catch up before its figures count as old. */
const PATIENCE = 1000;
/** So many answers in succession may be older than the newest one; then the server's clock is believed. */
const MAX_OLDER = 3;
/** So many answers are looked at for whether instances take turns. */
const REMEMBERED = 12;

/**
 * How long to wait after failures in succession, in milliseconds. The jitter only ever shortens the wait, so that
 * elements all over the world do not come back at once, and none comes later than it says.
 */
export function retryDelay(failures: number, interval: number, retryAfter: number, random: number): number {
  const growth = RETRY_GROWTH ** Math.max(0, failures - STEADY_RETRIES);
  const delay = Math.min(MAX_RETRY_DELAY, interval * growth) * (1 - 0.25 * random);
  return Math.max(delay, Math.min(MAX_RETRY_AFTER, retryAfter));
}

/** How many instances have given these answers in turn, oldest first; 1 when one has only taken another's place. */
export function instancesInTurn(names: readonly string[]): number {
  const hasComeBack = names.some((name, index) => name !== names[index - 1] && names.indexOf(name) < index);
  return hasComeBack ? new Set(names).size : 1;
}

const pollers = new Map<string, Poller>();

/** The poll for a target; `seed` is where it goes on from when nobody else asks the same already. */
export function pollerFor(target: PollTarget, seed: Snapshot | null): Poller {
  const key = JSON.stringify(target);
  const poller = pollers.get(key) ?? new Poller(target, seed, () => pollers.delete(key));
  pollers.set(key, poller);
  return poller;
}

/** One poll; use `pollerFor` to share it. */
export class Poller {
  snapshot: Snapshot;
  readonly #target: PollTarget;
  readonly #ended: () => void;
  readonly #listeners = new Set<Listener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #current: { polled: Promise<void>; controller: AbortController } | null = null;
  #failures = 0;
  #older = 0;
  #names: string[] = [];
  /** The server asked not to be asked before this time. */
  #notBefore = 0;

  constructor(target: PollTarget, seed: Snapshot | null, ended: () => void) {
    this.#target = target;
    this.snapshot = { ...(seed ?? emptySnapshot), patientUntil: Date.now() + PATIENCE };
    this.#ended = ended;
  }

  /** Begins to listen, or takes notice of a listener's new interval. The first one starts the poll. */
  add(listener: Listener): void {
    const isFirst = this.#listeners.size === 0;
    this.#listeners.add(listener);
    const { interval } = this.#change(this.#interval());
    if (isFirst) {
      this.#listen('addEventListener');
      this.#change({ isOffline: !navigator.onLine });
      this.#wake();
    } else if ((this.snapshot.nextPoll ?? 0) - Date.now() > interval) {
      this.#schedule(interval);
    }
  }

  /** Ends listening; without listeners the poll ends and leaves nothing behind. */
  remove(listener: Listener): void {
    if (!this.#listeners.delete(listener)) return;
    if (this.#listeners.size > 0) {
      this.#change(this.#interval());
      return;
    }
    this.#listen('removeEventListener');
    clearTimeout(this.#timer);
    this.#current?.controller.abort();
    this.#current = null;
    this.#ended();
  }

  /** Asks now, or joins the request that is under way; resolves, whatever comes of it. */
  poll(): Promise<void> {
    if (this.#current === null) {
      this.#pause();
      const controller = new AbortController();
      this.#current = { controller, polled: this.#ask(controller) };
    }
    return this.#current.polled;
  }

  #listen(change: 'addEventListener' | 'removeEventListener'): void {
    document[change]('visibilitychange', this.#visibilityChanged);
    window[change]('online', this.#cameOnline);
    window[change]('offline', this.#wentOffline);
  }

  async #ask(controller: AbortController): Promise<void> {
    const { signal } = controller;
    const { interval } = this.snapshot;
    const began = Date.now();
    const limit = setTimeout(() => controller.abort('time limit'), Math.min(TIME_LIMIT, interval));
    const answer = await requestMetrics(this.#target, signal);
    clearTimeout(limit);
    // What was aborted because nobody listens any more is dropped, whatever it brings.
    if (this.#current?.controller !== controller) return;
    this.#answered(answer);
    this.#current = null;
    const now = Date.now();
    const rest = Math.max(interval * MIN_REST, interval - (now - began));
    const { failure } = this.snapshot;
    this.#schedule(failure ? retryDelay(this.#failures, interval, this.#notBefore - now, Math.random()) : rest);
  }

  #answered(answer: Metrics | PollError): void {
    const now = Date.now();
    if ('kind' in answer) {
      this.#failures += 1;
      this.#notBefore = now + answer.retryAfter;
      this.#change({ failure: answer, isOffline: !navigator.onLine }, 'error');
      return;
    }
    const { metrics, unchangedPolls, changedAt } = this.snapshot;
    this.#failures = 0;
    this.#notBefore = 0;
    this.#older = metrics !== null && isOlder(answer, metrics) ? this.#older + 1 : 0;
    const isDropped = this.#older > 0 && this.#older < MAX_OLDER;
    const isUnchanged = isDropped || answer.timestamp === metrics?.timestamp;
    this.#names = [...this.#names, answer.instance].slice(-REMEMBERED);
    this.#change(
      {
        metrics: isDropped ? metrics : answer,
        lastSuccess: now,
        failure: null,
        isOffline: false,
        instances: instancesInTurn(this.#names),
        unchangedPolls: isUnchanged ? unchangedPolls + 1 : 0,
        changedAt: isUnchanged ? changedAt : now,
      },
      'load',
    );
  }

  #schedule(delay: number): void {
    this.#pause();
    if (document.hidden) return;
    this.#timer = setTimeout(() => void this.poll(), delay);
    this.#change({ nextPoll: Date.now() + delay });
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#change({ nextPoll: null });
  }

  /** Asks at once, unless the server asked to be left alone; says whether it does. */
  #wake(): boolean {
    const wait = Math.min(MAX_RETRY_AFTER, this.#notBefore - Date.now());
    const mayAsk = this.#current !== null || (wait <= 0 && !document.hidden);
    if (mayAsk) void this.poll();
    else this.#schedule(wait);
    return mayAsk;
  }

  readonly #visibilityChanged = (): void => {
    if (document.hidden) {
      this.#pause();
    } else {
      this.#change({ patientUntil: Date.now() + PATIENCE });
      this.#wake();
    }
  };

  /** The answer tells whether that is true. */
  readonly #cameOnline = (): void => {
    if (!this.#wake()) this.#change({ isOffline: false });
  };

  readonly #wentOffline = (): void => {
    this.#change({ isOffline: true });
  };

  #interval(): Pick<Snapshot, 'interval'> {
    return { interval: Math.min(...[...this.#listeners].map(({ interval }) => interval)) };
  }

  #change(changes: Partial<Snapshot>, outcome: PollOutcome = 'change'): Snapshot {
    this.snapshot = { ...this.snapshot, ...changes };
    for (const listener of [...this.#listeners]) listener.pollChanged(this.snapshot, outcome);
    return this.snapshot;
  }
}

/** Whether an answer left its server before another one did; the uptime tells that apart from a clock that was set. */
function isOlder(answer: Metrics, than: Metrics): boolean {
  return (
    answer.instance === than.instance &&
    answer.timestamp < than.timestamp &&
    answer.uptime_seconds < than.uptime_seconds
  );
}
