/**
 * Keeps the last hour for the verdict on a deploy: blocks of 30 s with the counts and latencies of each endpoint. They
 * are read from the collector's ring of recent requests every five seconds, so a request costs nothing extra. If more
 * requests come in five seconds than the ring keeps, a block has only those that are kept.
 */

import type { FailedSessions, FailingSessionsView } from '../collector/failing-sessions.js';
import { encodeHistogram } from '../collector/histogram/encoding.js';
import { Histogram } from '../collector/histogram/histogram.js';
import { METHODS } from '../collector/methods.js';
import type { RecentRequest } from '../collector/recent-requests.js';
import type { EndpointTraffic, TrafficBlock } from './traffic-block.js';

/** Length of a block. */
export const BLOCK_SECONDS = 30;
/**
 * When the first blocks after a deploy end, in seconds after it: shorter ones, so that a burst can be told from what
 * lasts, and that none lies across the end of the warm-up.
 */
const FIRST_BLOCKS = [15, 25, 35, 45, 55, 65, 75, 85, 95, 105, 115];
/** An hour: half an hour before a deploy and half an hour after it. */
const KEPT_MS = 3_600_000 + BLOCK_SECONDS * 1000;
/** Endpoints that a block keeps apart. */
const MAX_ENDPOINTS = 50;
/** Characters for an endpoint's buckets. */
const ENCODED_LENGTH = 200;
/** A twentieth of a percentile's own width is precise enough, at half the memory. */
const SCALE = 5;

/** What the recorder reads. */
export interface NewTraffic {
  recent: Iterable<RecentRequest>;
  sessions: Pick<FailingSessionsView, 'requestsWithSession' | 'failures'>;
}

const NOBODY: FailedSessions = { sessions: new Set(), anonymous: 0 };

interface OpenEndpoint {
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  latency: Histogram;
}

/** The recorder. */
export class BlockRecorder {
  readonly #blocks: TrafficBlock[] = [];
  /** Cleared and used again with each block. */
  readonly #pool: Histogram[] = [];
  readonly #open = new Map<string, OpenEndpoint>();
  #other: OpenEndpoint = this.#newEndpoint('', '');
  #requests = 0;
  #failed = 0;
  #requestsWithSession = 0;
  #failures: FailedSessions | null = NOBODY;
  /** When the open block began, monotonic milliseconds. */
  #from: number;
  /** Up to when requests have been read. */
  #readTo: number;
  /** Ends of the next blocks that are not at the usual time, monotonic milliseconds. */
  #ends: number[] = [];
  #deployAt: number | null = null;

  /** @param now monotonic milliseconds */
  constructor(now: number) {
    this.#from = now;
    this.#readTo = now;
  }

  /** The blocks that have ended, oldest first. */
  get blocks(): readonly TrafficBlock[] {
    return this.#blocks;
  }

  /**
   * Reads the requests since the call before, at least once in five seconds.
   * @param recent newest first; the sessions are those of the time since the call before
   * @param now monotonic milliseconds
   * @param wall the same time in milliseconds since 1970
   * @param deployAt when the last deploy was, milliseconds since 1970: a block ends there, and at each look
   */
  advance({ recent, sessions }: NewTraffic, now: number, wall: number, deployAt: number | null): void {
    if (deployAt !== null && deployAt !== this.#deployAt) {
      this.#deployAt = deployAt;
      const at = deployAt - wall + now;
      this.#ends = [0, ...FIRST_BLOCKS].map((seconds) => at + seconds * 1000).filter((end) => end > this.#from);
    }
    const news: RecentRequest[] = [];
    for (const request of recent) {
      if (request.at < this.#readTo) break;
      if (request.at < now) news.push(request);
    }
    this.#readTo = now;
    for (const request of news.reverse()) {
      this.#seal(request.at, wall - now);
      this.#count(request);
    }
    this.#requestsWithSession += sessions.requestsWithSession;
    this.#failures = this.#failures && sessions.failures && union(this.#failures, sessions.failures);
    this.#seal(now, wall - now);
  }

  /**
   * Ends the open block at a gap, with what has been read, and begins the next one after it.
   * @param now when the gap ended, monotonic milliseconds
   * @param wall the same time in milliseconds since 1970
   */
  skip(now: number, wall: number): void {
    const toWall = wall - now;
    if (this.#readTo > this.#from) this.#close(this.#from + toWall, this.#readTo + toWall);
    this.#from = this.#readTo = now;
    this.#ends = this.#ends.filter((end) => end > now);
  }

  /** Ends the blocks that are over at a time. */
  #seal(at: number, toWall: number): void {
    for (let end = this.#end(); end <= at; end = this.#end()) {
      this.#ends = this.#ends.filter((other) => other > end);
      if (end > this.#from) this.#close(this.#from + toWall, end + toWall);
      this.#from = end;
    }
  }

  #end(): number {
    const [end] = this.#ends;
    const usual = this.#from + BLOCK_SECONDS * 1000;
    // A deploy's own blocks may be longer; before it, blocks have the usual length.
    return end !== undefined && this.#from >= end - 40_000 ? end : usual;
  }

  #close(from: number, to: number): void {
    const endpoints: EndpointTraffic[] = [...this.#open.values()].map((each) => ({
      ...each,
      latency: encodeHistogram(each.latency, ENCODED_LENGTH),
    }));
    this.#blocks.push({
      ...{ from, to, requests: this.#requests, failed: this.#failed, endpoints },
      failures: this.#failures,
      requestsWithSession: this.#requestsWithSession,
      otherLatency: encodeHistogram(this.#other.latency, ENCODED_LENGTH),
    });
    while ((this.#blocks[0]?.to ?? to) < to - KEPT_MS) this.#blocks.shift();
    for (const { latency } of [...this.#open.values(), this.#other]) {
      latency.clear();
      this.#pool.push(latency);
    }
    this.#open.clear();
    this.#other = this.#newEndpoint('', '');
    this.#requests = 0;
    this.#failed = 0;
    this.#requestsWithSession = 0;
    this.#failures = NOBODY;
  }

  #count({ endpoint: { template, method }, failed, measured, latencyMs }: RecentRequest): void {
    const key = `${method} ${template}`;
    const endpoint =
      this.#open.get(key) ??
      (this.#open.size >= MAX_ENDPOINTS ? this.#other : this.#newEndpoint(template, METHODS[method] ?? '_OTHER'));
    if (endpoint !== this.#other) this.#open.set(key, endpoint);
    this.#requests++;
    endpoint.requests++;
    if (failed) {
      this.#failed++;
      endpoint.failed++;
    }
    if (measured) endpoint.latency.record(latencyMs);
  }

  #newEndpoint(endpoint: string, method: string): OpenEndpoint {
    return { endpoint, method, requests: 0, failed: 0, latency: this.#pool.pop() ?? new Histogram(SCALE) };
  }
}

function union(a: FailedSessions, b: FailedSessions): FailedSessions {
  return { sessions: new Set([...a.sessions, ...b.sessions]), anonymous: a.anonymous + b.anonymous };
}
