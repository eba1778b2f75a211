/** A group as this process sees it: its state, and its errors over the last minutes. */

import { SLICE_SECONDS, TREND_STEP_SECONDS } from '../contract/index.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import { countEndpoint, countTrend, type GroupState, type KeptSample, MAX_SAMPLES, noteReturn } from './group-state.js';

/** Sessions that make a group news ... */
const NEW_SESSIONS = 2;
/** ... and errors, where no session is known. */
const NEW_ERRORS = 3;

/** A group's texts, samples, stack and trend, about. */
const GROUP_BYTES = 12_000;

/** When something happened. */
export interface Moment {
  /** Monotonic milliseconds. */
  now: number;
  /** Milliseconds since 1970. */
  wall: number;
}

/** A group. */
export class ErrorGroup {
  state: GroupState;
  /** When its first errors became news, monotonic milliseconds; null before, and for groups that were known before. */
  announcedAt: number | null = null;
  /** Errors by slice, in a ring, and the newest slice. */
  readonly #slices: Uint32Array;
  #slice = -1;
  /** Sessions by minute; of few minutes, since groups have few. */
  readonly #minutes = new Map<number, DistinctCount>();
  /** Errors without a session, since it was first seen here. */
  #anonymous = 0;

  /** @param keepSeconds how far back errors are counted */
  constructor(state: GroupState, keepSeconds: number) {
    this.state = state;
    this.#slices = new Uint32Array(Math.ceil(keepSeconds / SLICE_SECONDS));
  }

  /**
   * Counts an error.
   * @param session the digest of its session
   */
  count(sample: KeptSample, session: string | undefined, { now, wall }: Moment): void {
    const { state } = this;
    state.count++;
    state.firstSeen = Math.min(state.firstSeen, wall);
    state.lastSeen = Math.max(state.lastSeen, wall);
    if (sample.endpoint !== null) countEndpoint(state, [sample.method, sample.endpoint].filter(Boolean).join(' '));
    countTrend(state, Math.floor(wall / (TREND_STEP_SECONDS * 1000)));
    state.samples = [sample, ...state.samples].slice(0, MAX_SAMPLES);
    noteReturn(state, wall);
    this.#advance(now);
    const place = this.#slice % this.#slices.length;
    this.#slices[place] = (this.#slices[place] ?? 0) + 1;
    if (session === undefined) this.#anonymous++;
    else this.#countSession(session, now);
    this.announce(now);
  }

  /** What it takes, about. */
  get bytes(): number {
    let sum = GROUP_BYTES + this.#slices.byteLength + this.state.sessions.bytes;
    for (const sessions of this.#minutes.values()) sum += sessions.bytes;
    return sum;
  }

  /** Makes the group news as soon as enough people, or errors, speak for it; once. */
  announce(now: number): void {
    const { state } = this;
    if (state.isAnnounced) return;
    const isNews =
      state.sessions.count >= NEW_SESSIONS ||
      this.#anonymous >= NEW_ERRORS ||
      (state.sessions.count === 0 && state.count >= NEW_ERRORS);
    if (!isNews) return;
    state.isAnnounced = true;
    this.announcedAt = now;
  }

  /** Errors over the last seconds. */
  countOver(seconds: number, now: number): number {
    this.#advance(now);
    const slices = Math.min(this.#slices.length, Math.ceil(seconds / SLICE_SECONDS));
    let sum = 0;
    for (let back = 0; back < slices; back++)
      sum += this.#slices[(this.#slice - back + this.#slices.length) % this.#slices.length] ?? 0;
    return sum;
  }

  /** Different sessions over the last seconds, in whole minutes. */
  sessionsOver(seconds: number, now: number): number {
    const oldest = Math.floor((now - seconds * 1000) / 60_000);
    const union = new DistinctCount(SMALL_PRECISION);
    for (const [minute, sessions] of this.#minutes) if (minute >= oldest) union.merge(sessions);
    return union.count;
  }

  /** Forgets the last minutes after a gap. */
  clear(): void {
    this.#slices.fill(0);
    this.#minutes.clear();
  }

  #countSession(session: string, now: number): void {
    this.state.sessions.add(session);
    const minute = Math.floor(now / 60_000);
    let sessions = this.#minutes.get(minute);
    if (sessions === undefined) {
      const oldest = minute - Math.ceil((this.#slices.length * SLICE_SECONDS) / 60);
      for (const old of this.#minutes.keys()) if (old < oldest) this.#minutes.delete(old);
      sessions = new DistinctCount(SMALL_PRECISION);
      this.#minutes.set(minute, sessions);
    }
    sessions.add(session);
  }

  #advance(now: number): void {
    const slice = Math.floor(now / (SLICE_SECONDS * 1000));
    if (slice <= this.#slice) return;
    const passed = Math.min(slice - this.#slice, this.#slices.length);
    for (let step = 0; step < passed; step++) this.#slices[(slice - step) % this.#slices.length] = 0;
    this.#slice = slice;
  }
}
