/** One thing that somebody did in the portal. */
export interface Activity {
  time: Date;
  who: string;
  what: string;
  where: string;
}

/** How many entries are kept; older ones are dropped. */
const capacity = 24;

/** What was done in the portal lately, for the audit page. */
export class ActivityLog {
  readonly #entries: Activity[] = [];

  /** Notes that `who` did `what` in `where`, now. */
  add(who: string, what: string, where: string): void {
    this.#entries.unshift({ time: new Date(), who, what, where });
    if (this.#entries.length > capacity) this.#entries.pop();
  }

  /** Newest first. */
  get entries(): readonly Activity[] {
    return this.#entries;
  }
}
