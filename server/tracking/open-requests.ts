/** The open requests in the order of their arrival. */

import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RequestAdapter } from './request-adapter.js';

class NoRequest extends RequestAdapter {
  override endpoint(): undefined {
    return undefined;
  }
}

const noRequest = new IncomingMessage(undefined as unknown as Socket);
const ENDED = new NoRequest(noRequest, new ServerResponse(noRequest));

/** Errors that are kept of what is reported during one request. */
const MAX_REPORTED = 8;

/** An open request. */
export class OpenRequest {
  /** The innermost adapter: the one nearest to the routes knows most. */
  adapter: RequestAdapter;
  /** The error that a handler threw, if any. */
  error: unknown = undefined;
  /** The error class that `recordError` gave it. */
  reportedClass: string | undefined = undefined;
  /** The name of an `Error` that was given to `recordError`: its class where the status tells of no error. */
  reportedName: string | undefined = undefined;
  /** What was reported while it was handled; undefined before the first. */
  reported: unknown[] | undefined = undefined;
  /** The event that the app reported to Sentry while it handled the request. */
  sentryEventId: string | undefined = undefined;
  /** What it waits for; undefined before its first call of something. */
  waits: object | undefined = undefined;
  /** Whether it has been counted. */
  isSettled = false;
  /** Whether it became a connection of another protocol. */
  isUpgraded = false;
  /** Whether its async context is followed, so that calls from its handler can be assigned to it. */
  isFollowed = false;
  /** When its headers had arrived, monotonic milliseconds as all times here. */
  startedAt: number;
  /** When the app began to read the body; -1 before. */
  readAt = -1;
  /** When the body had arrived to its last byte; -1 before, and where there is none to come. */
  wholeAt = -1;
  /** When the answer ended, or its first byte where it went on being written. */
  answeredAt = -1;
  /** Whether anything of the answer has been written. */
  isBeingWritten = false;
  /** Whether the time of the answer is final. */
  isAnswered = false;
  /** How long the monitor was busy with its begin, where that is measured; else -1. */
  costMs = -1;
  /** Whether it is in the list, and its neighbours. */
  isListed = false;
  older: OpenRequest | undefined = undefined;
  newer: OpenRequest | undefined = undefined;

  /** The route template, as far as it is known yet. */
  get endpoint(): string | undefined {
    try {
      return this.adapter.template() ?? this.adapter.endpoint();
    } catch {
      // Counted when the request ends.
      return undefined;
    }
  }

  constructor(adapter: RequestAdapter, startedAt: number) {
    this.adapter = adapter;
    this.startedAt = startedAt;
  }

  /** Notes an error that was reported while it was handled; the same one counts once, and only so many are kept. */
  report(error: unknown): void {
    this.reported ??= [];
    if (this.reported.length < MAX_REPORTED && !this.reported.includes(error)) this.reported.push(error);
  }

  /**
   * Lets go of the request. What the app created in its async context, such as the timer of a connection pool, keeps
   * this object for as long as it lives.
   */
  release(): void {
    this.adapter = ENDED;
    this.error = undefined;
    this.reportedClass = undefined;
    this.reportedName = undefined;
    this.reported = undefined;
  }

  /** Moves all its times: the clock was put forward. */
  postpone(ms: number): void {
    this.startedAt += ms;
    if (this.readAt >= 0) this.readAt += ms;
    if (this.wholeAt >= 0) this.wholeAt += ms;
    if (this.answeredAt >= 0) this.answeredAt += ms;
  }

  /** Sets that it was answered at once. */
  answerNow(): void {
    this.answeredAt = this.startedAt;
    this.isBeingWritten = this.isAnswered = true;
  }

  /** Whether the app has begun to read a body of which bytes are missing. */
  get isUploading(): boolean {
    return this.readAt >= 0 && this.wholeAt < 0;
  }

  /** Milliseconds that the server has taken for it: up to the answer, or so far, without the time of the upload. */
  serverMs(now: number): number {
    const end = this.isBeingWritten ? this.answeredAt : now;
    const { readAt, wholeAt } = this;
    const uploadMs = readAt < 0 ? 0 : Math.max(0, (wholeAt < 0 ? end : Math.min(wholeAt, end)) - readAt);
    return end - this.startedAt - uploadMs;
  }
}

/**
 * A linked list. A map by request is kept only once there are two adapters, which may see the same request; an upgrade
 * has a response of its own for each.
 */
export class OpenRequests {
  #byRaw: Map<IncomingMessage, OpenRequest> | undefined;
  #size = 0;
  #oldest: OpenRequest | undefined;
  #newest: OpenRequest | undefined;

  get size(): number {
    return this.#size;
  }

  get oldest(): OpenRequest | undefined {
    return this.#oldest;
  }

  /** Whether there is a map. */
  get isIndexed(): boolean {
    return this.#byRaw !== undefined;
  }

  /** Creates the map. */
  index(): void {
    this.#byRaw ??= new Map(Array.from(this, (open) => [open.adapter.raw, open]));
  }

  /** The open request that `raw` is. */
  get(raw: IncomingMessage): OpenRequest | undefined {
    if (this.#byRaw !== undefined) return this.#byRaw.get(raw);
    return this.onlyOne((open) => open.adapter.raw === raw);
  }

  /** The only request that passes the test; undefined when there is none or more than one. */
  onlyOne(test: (open: OpenRequest) => boolean): OpenRequest | undefined {
    let found: OpenRequest | undefined;
    for (const open of this) {
      if (!test(open)) continue;
      if (found !== undefined) return undefined;
      found = open;
    }
    return found;
  }

  /** Adds the newest one. */
  add(open: OpenRequest): void {
    open.isListed = true;
    this.#byRaw?.set(open.adapter.raw, open);
    open.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = open;
    else this.#newest.newer = open;
    this.#newest = open;
    this.#size++;
  }

  /** Removes a request; does nothing when it is not in the list. */
  delete(open: OpenRequest): void {
    if (!open.isListed) return;
    open.isListed = false;
    this.#byRaw?.delete(open.adapter.raw);
    if (open.older === undefined) this.#oldest = open.newer;
    else open.older.newer = open.newer;
    if (open.newer === undefined) this.#newest = open.older;
    else open.newer.older = open.older;
    // A removed request that has reached the old generation would keep all later ones alive until a full collection.
    open.older = undefined;
    open.newer = undefined;
    this.#size--;
  }

  /** All, oldest first. The request that was yielded last may be removed during the iteration. */
  *[Symbol.iterator](): Generator<OpenRequest> {
    for (let open = this.#oldest; open !== undefined;) {
      const next: OpenRequest | undefined = open.newer;
      yield open;
      open = next;
    }
  }
}
