/**
 * The groups that are kept: at most 200. When the table is full, the lightest group goes, but only for one that has
 * occurred more often than it lately. So a storm of errors that occur once each displaces none that comes back. Groups
 * without a frame or a status have half of the table at most, since their messages may be a stranger's words.
 */

import { MAX_ERROR_GROUPS } from '../contract/index.js';
import { FrequencySketch } from '../collector/endpoints/frequency-sketch.js';
import type { ErrorGroup } from './error-group.js';
import type { GroupState } from './group-state.js';

/** Groups by message at most. */
const MAX_BY_MESSAGE = MAX_ERROR_GROUPS / 2;
/** Newcomers are counted over about so long. */
const FREQUENCY_MS = 300_000;
/** The sketch counts no further. */
const MAX_COUNTED = 255;

/** The table. */
export class GroupTable {
  readonly #groups = new Map<string, ErrorGroup>();
  #frequencies: FrequencySketch | undefined;
  /** The lightest first, as of that second. */
  #order: { second: number; groups: ErrorGroup[] } | undefined;

  get size(): number {
    return this.#groups.size;
  }

  get(id: string): ErrorGroup | undefined {
    return this.#groups.get(id);
  }

  [Symbol.iterator](): IterableIterator<ErrorGroup> {
    return this.#groups.values();
  }

  /**
   * Makes a place for a group that is not in the table.
   * @param make called when there is one
   * @returns undefined when there is none yet
   */
  admit(
    { id, grouping }: Pick<GroupState, 'id' | 'grouping'>,
    make: () => ErrorGroup,
    now: number,
  ): ErrorGroup | undefined {
    const isByMessage = grouping === 'message' && this.#byMessage() >= MAX_BY_MESSAGE;
    if (isByMessage || this.#groups.size >= MAX_ERROR_GROUPS) {
      this.#frequencies ??= new FrequencySketch();
      const count = this.#frequencies.count(id, Math.floor(now / FREQUENCY_MS));
      const lightest = this.#lightest(now, isByMessage);
      if (lightest === undefined) return undefined;
      const weight = Math.min(weightOf(lightest), MAX_COUNTED);
      if (weight > 0 && count < this.#frequencies.threshold(weight)) return undefined;
      this.#groups.delete(lightest.state.id);
    }
    const group = make();
    this.#groups.set(id, group);
    return group;
  }

  /** Adds a group that was stored: the lightest of all goes. */
  restore(group: ErrorGroup): void {
    this.#groups.set(group.state.id, group);
    if (this.#groups.size <= MAX_ERROR_GROUPS) return;
    const [lightest] = [...this.#groups.values()].sort(byWeight);
    if (lightest !== undefined) this.#groups.delete(lightest.state.id);
  }

  #byMessage(): number {
    let count = 0;
    for (const { state } of this.#groups.values()) if (state.grouping === 'message') count++;
    return count;
  }

  /** The order is that of at most a second ago: to weigh all of them for each newcomer of a storm would take its time. */
  #lightest(now: number, isByMessage: boolean): ErrorGroup | undefined {
    const second = Math.floor(now / 1000);
    if (this.#order?.second !== second) this.#order = { second, groups: [...this.#groups.values()].sort(byWeight) };
    return this.#order.groups.find(
      ({ state }) => this.#groups.has(state.id) && (!isByMessage || state.grouping === 'message'),
    );
  }
}

/** Errors of the last day. */
export function weightOf({ state }: Pick<ErrorGroup, 'state'>): number {
  let sum = 0;
  for (const count of state.trend.values()) sum += count;
  return sum;
}

/** The lightest first, but before all others those that nobody has said anything about. */
function byWeight(a: ErrorGroup, b: ErrorGroup): number {
  const said = ({ state }: ErrorGroup): number => (state.action === null ? 0 : 1);
  return said(a) - said(b) || weightOf(a) - weightOf(b) || a.state.lastSeen - b.state.lastSeen;
}
