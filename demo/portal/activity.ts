/** The log of what instructors did, for the audit page. */

/** One entry. */
export interface Activity {
  time: Date;
  who: string;
  what: string;
  where: string;
}

/** How many entries are kept. */
const capacity = 24;

/** The last entries, in memory. */
export class ActivityLog {
  readonly #entries: Activity[] = [];

  /** Adds an entry with the current time. */
  add(who: string, what: string, where: string): void {
    this.#entries.unshift({ time: new Date(), who, what, where });
    if (this.#entries.length > capacity) this.#entries.pop();
  }

  /** Newest first. */
  get entries(): readonly Activity[] {
    return this.#entries;
  }
}
