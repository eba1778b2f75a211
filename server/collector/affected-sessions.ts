/**
 * How many different sessions had a failure: of the app, and of the endpoints with most of them. A client that tries
 * again and again is one. Whoever forges sessions needs a failing request for each, so that there are never more than
 * there were failures; that the figures may rest on what clients send is said beside them (`sessions_by_cookie`).
 */

import { SLICE_SECONDS } from '../contract/index.js';
import { SMALL_PRECISION } from '../statistics/distinct-count.js';
import { DistinctSlices } from '../statistics/distinct-slices.js';

/** Endpoints that are kept apart: twice the 50 that are promised, so that those that come and go push none of them out. */
const MAX_ENDPOINTS = 100;
/** Endpoints count by the minute, in this many slices of the window. */
const SLICES = 60 / SLICE_SECONDS;

/** Different sessions over some time; null where sessions are not known. */
export interface SessionCounts {
  /** With a request. */
  sessions: number | null;
  /** With a failure; null also when there were failures, but none with a session. */
  affected: number | null;
}

/**
 * Makes the counts agree with each other and with the failures.
 * @param sessions with a request
 * @param affected with a failure
 * @param failed failures, with and without a session
 */
export function sessionCounts(sessions: number, affected: number, failed: number): SessionCounts {
  if (sessions === 0) return { sessions: null, affected: null };
  return { sessions, affected: affectedOf(Math.min(sessions, affected), failed) };
}

/** Never more than failures; null when there were failures, but none of them with a session. */
export function affectedOf(affected: number, failed: number): number | null {
  return affected === 0 && failed > 0 ? null : Math.min(affected, failed);
}

/** The sessions with failures of the endpoints with most of them. */
export class AffectedByEndpoint {
  readonly #kept: number;
  /** By method and template. */
  readonly #endpoints = new Map<string, DistinctSlices>();

  /** @param slices of the window that are kept */
  constructor(slices: number) {
    // The oldest minute may lie in the window only in part.
    this.#kept = Math.ceil(slices / SLICES) + 1;
  }

  /** @param slice number of the window's current slice */
  add(method: string, endpoint: string, slice: number, session: string): void {
    const key = keyOf(method, endpoint);
    const minute = minuteOf(slice);
    let sessions = this.#endpoints.get(key);
    if (sessions === undefined) {
      if (this.#endpoints.size >= MAX_ENDPOINTS) this.#endpoints.delete(this.#lightest(minute));
      sessions = new DistinctSlices(SMALL_PRECISION, this.#kept);
      this.#endpoints.set(key, sessions);
    }
    sessions.add(minute, session);
  }

  /**
   * Different sessions with a failure over the last slices. The oldest minute is counted whole, up to 55 s more than
   * the window; null where it is not known.
   * @param newest the window's current slice
   * @param failed the endpoint's failures over the same slices
   */
  count(method: string, endpoint: string, newest: number, slices: number, failed: number): number | null {
    if (failed === 0) return 0;
    const oldest = minuteOf(newest - slices + 1);
    const sessions = this.#endpoints.get(keyOf(method, endpoint))?.between(oldest, minuteOf(newest));
    return affectedOf(sessions?.count ?? 0, failed);
  }

  /** What the counts take. */
  get bytes(): number {
    let sum = 0;
    for (const sessions of this.#endpoints.values()) sum += sessions.bytes;
    return sum;
  }

  /** Forgets all. */
  clear(): void {
    this.#endpoints.clear();
  }

  #lightest(minute: number): string {
    let lightest = '';
    let least = Infinity;
    for (const [key, sessions] of this.#endpoints) {
      const weight = sessions.weight(minute - this.#kept + 1);
      if (weight >= least) continue;
      least = weight;
      lightest = key;
    }
    return lightest;
  }
}

function keyOf(method: string, endpoint: string): string {
  return `${method} ${endpoint}`;
}

function minuteOf(slice: number): number {
  return Math.floor(slice / SLICES);
}
