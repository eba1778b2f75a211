/**
 * Polls a monitor. Elements with the same address and credentials share one poller. It is a chain of timeouts: requests
 * never overlap, it backs off after failures, pauses while the page is hidden, and ends with its last listener.
 */
import type { Metrics } from '../../server/contract/index.js';
import { fetchMetrics, type PollError, type PollTarget } from './metrics-request.js';
import { MAX_RETRY_AFTER_MS, retryDelay } from './retry.js';
import { emptySnapshot, type Snapshot } from './snapshot.js';

/** Why a listener is called: an answer, a failed poll, or another change of the snapshot. */
export type PollOutcome = 'load' | 'error' | 'change';

/** One element that uses a poller. */
export interface PollListener {
  /** Milliseconds; the shortest interval of all listeners applies. */
  readonly interval: number;
  pollChanged(snapshot: Snapshot, outcome: PollOutcome): void;
}

/** A request may take this long, in milliseconds, and no longer than the interval. */
const TIME_LIMIT_MS = 10_000;
/** The least share of the interval between an answer and the next request, so that a slow server gets a rest. */
const MIN_REST = 0.25;
const GRACE_PERIOD_MS = 1000;
/** A timer that is later than this shows that the device slept, or the page was frozen. */
export const SLEPT_MS = 3000;
/** After this many answers in a row that are older than the newest one, the server's clock has been set back. */
const MAX_OLDER_ANSWERS = 3;
/** How many answers `instancesInTurn` looks at. */
const INSTANCE_MEMORY = 12;

const pollers = new Map<string, Poller>();

/** The shared poller of a target. A new poller starts from `seed`. */
export function pollerFor(target: PollTarget, seed: Snapshot | null): Poller {
  const key = JSON.stringify(target);
  const poller = pollers.get(key) ?? new Poller(target, seed, () => pollers.delete(key));
  pollers.set(key, poller);
  return poller;
}

/** One poll; `pollerFor` shares it. */
export class Poller {
  snapshot: Snapshot;
  readonly #target: PollTarget;
  readonly #ended: () => void;
  readonly #listeners = new Set<PollListener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #current: { finished: Promise<void>; controller: AbortController } | null = null;
  #failures = 0;
  #olderAnswers = 0;
  #instanceNames: string[] = [];
  /** The end of the wait that the server has asked for, in milliseconds since 1970. */
  #notBefore = 0;

  constructor(target: PollTarget, seed: Snapshot | null, ended: () => void) {
    this.#target = target;
    this.snapshot = { ...(seed ?? emptySnapshot), graceUntil: Date.now() + GRACE_PERIOD_MS };
    this.#ended = ended;
  }

  /** Adds a listener or applies its new interval. The first listener starts the poll. */
  add(listener: PollListener): void {
    const isFirst = this.#listeners.size === 0;
    const { interval: before, failure, lastSuccess } = this.snapshot;
    this.#listeners.add(listener);
    const { interval } = this.#shortestInterval();
    if (!isFirst && failure === null && interval < before) {
      // By the shorter interval the last answer may be old already.
      const rest = interval - (Date.now() - (lastSuccess ?? 0));
      if (rest > 0) this.#schedule(rest);
      else this.wake();
    }
    this.#update({ interval });
    if (isFirst) {
      document.addEventListener('visibilitychange', this.#visibilityChanged);
      window.addEventListener('online', this.#cameOnline);
      window.addEventListener('offline', this.#wentOffline);
      this.#update({ isOffline: !navigator.onLine });
      this.#pollUnlessAskedToWait();
    }
  }

  /** Removes a listener. The last one ends the poll: its request is aborted, its timer and listeners are removed. */
  remove(listener: PollListener): void {
    if (!this.#listeners.delete(listener)) return;
    if (this.#listeners.size > 0) {
      this.#update(this.#shortestInterval());
      return;
    }
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    window.removeEventListener('online', this.#cameOnline);
    window.removeEventListener('offline', this.#wentOffline);
    clearTimeout(this.#timer);
    this.#current?.controller.abort();
    this.#current = null;
    this.#ended();
  }

  /** Polls now, or joins the request that is under way. Resolves with the answer or its failure; never rejects. */
  poll(): Promise<void> {
    if (this.#current === null) {
      this.#pause();
      const controller = new AbortController();
      this.#current = { controller, finished: this.#request(controller) };
    }
    return this.#current.finished;
  }

  /** Polls at once, such as after the device slept. Until the answer or its failure, the last answer counts as current. */
  wake(): void {
    if (this.#pollUnlessAskedToWait()) this.#update({ graceUntil: Infinity });
  }

  async #request(controller: AbortController): Promise<void> {
    const began = Date.now();
    const timeLimit = Math.min(TIME_LIMIT_MS, this.snapshot.interval);
    const limit = setTimeout(() => controller.abort('time limit'), timeLimit);
    const answer = await fetchMetrics(this.#target, controller.signal);
    clearTimeout(limit);
    // The poll has ended meanwhile.
    if (this.#current?.controller !== controller) return;
    if (Date.now() - began > timeLimit + SLEPT_MS) {
      // The device slept meanwhile: that says nothing about the server.
      this.#current = null;
      return this.wake();
    }
    if ('kind' in answer) this.#failed(answer);
    else this.#answered(answer);
    this.#current = null;
    const now = Date.now();
    // A listener may have come with a shorter interval meanwhile.
    const { interval, failure } = this.snapshot;
    const rest = Math.max(interval * MIN_REST, interval - (now - began));
    const isFailed = failure !== null;
    this.#schedule(isFailed ? retryDelay(this.#failures, interval, this.#notBefore - now, Math.random()) : rest);
  }

  #failed(failure: PollError): void {
    this.#failures += 1;
    this.#notBefore = Date.now() + failure.retryAfter;
    this.#update({ failure, isOffline: !navigator.onLine, graceUntil: 0 }, 'error');
  }

  #answered(answer: Metrics): void {
    const now = Date.now();
    const { metrics, unchangedPolls, changedAt } = this.snapshot;
    this.#failures = 0;
    this.#notBefore = 0;
    this.#olderAnswers = metrics !== null && isOlder(answer, metrics) ? this.#olderAnswers + 1 : 0;
    const isDropped = this.#olderAnswers > 0 && this.#olderAnswers < MAX_OLDER_ANSWERS;
    const isUnchanged = isDropped || answer.timestamp === metrics?.timestamp;
    this.#instanceNames = [...this.#instanceNames, answer.instance].slice(-INSTANCE_MEMORY);
    this.#update(
      {
        metrics: isDropped ? metrics : answer,
        lastSuccess: now,
        failure: null,
        isOffline: false,
        graceUntil: 0,
        instances: instancesInTurn(this.#instanceNames),
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
    this.#update({ nextPoll: Date.now() + delay });
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#update({ nextPoll: null });
  }

  /** Polls at once, unless the server has asked for a longer wait or the page is hidden; returns whether a request is under way. */
  #pollUnlessAskedToWait(): boolean {
    const wait = Math.min(MAX_RETRY_AFTER_MS, this.#notBefore - Date.now());
    const mayPoll = this.#current !== null || (wait <= 0 && !document.hidden);
    if (mayPoll) void this.poll();
    else this.#schedule(wait);
    return mayPoll;
  }

  readonly #visibilityChanged = (): void => {
    if (document.hidden) {
      this.#pause();
    } else {
      this.#update({ graceUntil: Date.now() + GRACE_PERIOD_MS });
      this.#pollUnlessAskedToWait();
    }
  };

  /** The next answer shows whether there is a network; without a request the browser is believed. */
  readonly #cameOnline = (): void => {
    if (!this.#pollUnlessAskedToWait()) this.#update({ isOffline: false });
  };

  readonly #wentOffline = (): void => {
    this.#update({ isOffline: true });
  };

  #shortestInterval(): Pick<Snapshot, 'interval'> {
    return { interval: Math.min(...[...this.#listeners].map(({ interval }) => interval)) };
  }

  #update(changes: Partial<Snapshot>, outcome: PollOutcome = 'change'): Snapshot {
    this.snapshot = { ...this.snapshot, ...changes };
    for (const listener of [...this.#listeners]) listener.pollChanged(this.snapshot, outcome);
    return this.snapshot;
  }
}

/** How many instances have answered in turn, oldest name first; 1 when one has only replaced another. */
export function instancesInTurn(names: readonly string[]): number {
  const hasComeBack = names.some((name, index) => name !== names[index - 1] && names.indexOf(name) < index);
  return hasComeBack ? new Set(names).size : 1;
}

/** Whether an answer was made before another one. The uptime tells a late answer from a clock that was set back. */
function isOlder(answer: Metrics, than: Metrics): boolean {
  return (
    answer.instance === than.instance &&
    answer.timestamp < than.timestamp &&
    answer.uptime_seconds < than.uptime_seconds
  );
}
