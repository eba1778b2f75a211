/**
 * How long one request waits for what: the time in which at least one of its calls is open. While several are, each has
 * an equal part of the time, so that the parts never exceed the whole. Work and memory per call are constant: what one
 * open call gets of the time is one running sum, of which each call notes where it began.
 */

import type { Dependency } from './dependency.js';

/** Dependencies that are told apart for one request; the time of all further ones is one sum. */
const MAX_DEPENDENCIES = 20;

/** A request as far as its waiting concerns it. Times are monotonic milliseconds. */
export interface FollowedRequest {
  /** Set by `waitsOf`. */
  waits: object | undefined;
  /** When the answer ended, once that is final. */
  readonly answeredAt: number;
  readonly isAnswered: boolean;
}

/** Where the time of a request went. */
export interface SettledWaits {
  /** Milliseconds by dependency. */
  byDependency: ReadonlyMap<Dependency, number>;
  /** Milliseconds for all further dependencies. */
  otherMs: number;
}

/** The waits of a request. */
export class RequestWaits {
  readonly #request: FollowedRequest;
  readonly #open = new Set<Wait>();
  readonly #spent = new Map<Dependency, number>();
  #otherMs = 0;
  /** What a call has got of the time that has been open all along. */
  #sum = 0;
  #at = 0;
  #isSettled = false;

  constructor(request: FollowedRequest) {
    this.#request = request;
  }

  /** Begins to wait for a call. */
  begin(dependency: Dependency, now: number): Wait {
    this.#advance(now);
    const wait = new Wait(this, dependency, this.#sum);
    if (!this.#isSettled) this.#open.add(wait);
    return wait;
  }

  /** Ends a wait; what comes after the request's end is not counted. */
  end(wait: Wait, now: number): void {
    this.#advance(now);
    if (!this.#open.delete(wait)) return;
    this.#spend(wait);
  }

  /**
   * Ends all waits with the request.
   * @param latencyMs of the request: the sum of all waits is at most that
   */
  settle(now: number, latencyMs: number): SettledWaits {
    this.#advance(now);
    this.#isSettled = true;
    for (const wait of this.#open) this.#spend(wait);
    this.#open.clear();
    let total = this.#otherMs;
    for (const ms of this.#spent.values()) total += ms;
    const scale = total > latencyMs ? latencyMs / total : 1;
    const byDependency = new Map(Array.from(this.#spent, ([dependency, ms]) => [dependency, ms * scale]));
    this.#spent.clear();
    return { byDependency, otherMs: this.#otherMs * scale };
  }

  #advance(now: number): void {
    const { isAnswered, answeredAt } = this.#request;
    const until = isAnswered ? Math.min(now, answeredAt) : now;
    if (this.#open.size > 0 && until > this.#at) this.#sum += (until - this.#at) / this.#open.size;
    this.#at = Math.max(this.#at, until);
  }

  #spend({ dependency, since }: Wait): void {
    const before = this.#spent.get(dependency);
    const ms = this.#sum - since;
    if (before === undefined && this.#spent.size >= MAX_DEPENDENCIES) this.#otherMs += ms;
    else this.#spent.set(dependency, (before ?? 0) + ms);
  }
}

/** The wait of a request for one call. */
export class Wait {
  readonly dependency: Dependency;
  /** Where the running sum of the request was when it began. */
  readonly since: number;
  readonly #waits: RequestWaits;

  constructor(waits: RequestWaits, dependency: Dependency, since: number) {
    this.#waits = waits;
    this.dependency = dependency;
    this.since = since;
  }

  /** Ends it. */
  end(now: number): void {
    this.#waits.end(this, now);
  }
}

/** The waits of a request, which are created with its first call. */
export function waitsOf(request: FollowedRequest): RequestWaits {
  if (request.waits instanceof RequestWaits) return request.waits;
  const waits = new RequestWaits(request);
  request.waits = waits;
  return waits;
}
