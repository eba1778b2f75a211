/** A ring of the last errors, from which is read what an alert is mostly about. It is stored by column. */

import type { AlertEvidence } from '../contract/index.js';
import type { ErrorGroup } from './error-group.js';

/** Errors that are kept. */
const CAPACITY = 5000;
/** One of them with the digest of its session, about. */
const ERROR_BYTES = 120;

/** One error, as far as rules ask. */
export interface LastError {
  /** Monotonic milliseconds. */
  at: number;
  group: ErrorGroup;
  endpoint: string | null;
  method: string | null;
  /** The digest of its session. */
  session: string | undefined;
  errorClass: string | null;
  /** It stands for a failed request. */
  failed: boolean;
}

/** What a rule counts. */
export interface Counted {
  /** Monotonic milliseconds. */
  since: number;
  /** Errors of this class; failures if null. */
  errorClass: string | null;
  /** Null for all endpoints; a null method for all of its methods. */
  endpoint: { template: string; method: string | null } | null;
}

/** The last errors. */
export class LastErrors {
  readonly #at = new Float64Array(CAPACITY);
  readonly #errors: (Omit<LastError, 'at'> | undefined)[] = [];
  #next = 0;

  record({ at, ...error }: LastError): void {
    this.#at[this.#next] = at;
    this.#errors[this.#next] = error;
    this.#next = (this.#next + 1) % CAPACITY;
  }

  /** What they take, about. */
  get bytes(): number {
    return this.#at.byteLength + this.#errors.length * ERROR_BYTES;
  }

  clear(): void {
    this.#errors.length = 0;
    this.#next = 0;
  }

  /** The group with most of what a rule counts. */
  heaviest({ since, errorClass, endpoint }: Counted): NonNullable<AlertEvidence['error_group']> | undefined {
    const tallies = new Map<ErrorGroup, { count: number; sessions: Set<string> }>();
    for (const [place, error] of this.#errors.entries()) {
      if (error === undefined || (this.#at[place] ?? 0) < since) continue;
      if (errorClass === null ? !error.failed : error.errorClass !== errorClass) continue;
      if (endpoint !== null && endpoint.template !== error.endpoint) continue;
      if (endpoint !== null && endpoint.method !== null && endpoint.method !== error.method) continue;
      const tally = tallies.get(error.group) ?? { count: 0, sessions: new Set() };
      tally.count++;
      if (error.session !== undefined) tally.sessions.add(error.session);
      tallies.set(error.group, tally);
    }
    const [heaviest] = [...tallies].sort(([, a], [, b]) => b.count - a.count);
    if (heaviest === undefined) return undefined;
    const [{ state }, { count, sessions }] = heaviest;
    return briefly(state, count, sessions.size === 0 ? null : sessions.size);
  }
}

/** A group as evidence names it. */
export function briefly(
  { id, type, look }: ErrorGroup['state'],
  count: number,
  sessions: number | null,
): NonNullable<AlertEvidence['error_group']> {
  return { id, type, message: look.message, location: look.location, count, sessions };
}
