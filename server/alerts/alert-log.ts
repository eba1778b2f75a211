/** The last alerts of each type, bounded however often they come. */

import type { StoredAlert } from './alert-schema.js';

/** How many of a type are kept. */
export const KEPT_PER_TYPE = 10;
/** How many types are kept; of more, the one whose last alert is oldest goes. */
const MAX_TYPES = 100;

/** The log. */
export class AlertLog {
  /** Newest first. */
  readonly #byType = new Map<string, StoredAlert[]>();

  constructor(restored: readonly StoredAlert[]) {
    for (const alert of restored.toReversed()) {
      const older = this.firing(alert.type);
      // A file that somebody has edited may say otherwise, but only the newest of a type can fire.
      if (older !== undefined) Object.assign(older, { state: 'resolved', resolved_at: older.timestamp });
      this.add({ ...alert, changes: [...alert.changes] });
    }
  }

  /** Puts an alert in front of those of its type. */
  add(alert: StoredAlert): void {
    const others = this.#byType.get(alert.type) ?? [];
    // Set anew, so that the map's order is that of the last alerts.
    this.#byType.delete(alert.type);
    this.#byType.set(alert.type, [alert, ...others].slice(0, KEPT_PER_TYPE));
    if (this.#byType.size <= MAX_TYPES) return;
    for (const [type, [newest]] of this.#byType) {
      if (newest?.state !== 'resolved') continue;
      this.#byType.delete(type);
      return;
    }
  }

  /** The alert of a type that fires; there is never more than one. */
  firing(type: string): StoredAlert | undefined {
    const newest = this.#byType.get(type)?.[0];
    return newest?.state === 'firing' ? newest : undefined;
  }

  find(id: string): StoredAlert | undefined {
    return this.all().find((alert) => alert.id === id);
  }

  has(type: string): boolean {
    return this.#byType.has(type);
  }

  /** All that are kept, by type, newest first within each. */
  all(): StoredAlert[] {
    return [...this.#byType.values()].flat();
  }
}
