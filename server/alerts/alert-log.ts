/** The last alerts of each type, bounded however often they come. */

import type { StoredAlert } from './alert-schema.js';

/** How many alerts of a type are kept. */
export const KEPT_PER_TYPE = 10;
/** How many types are kept; of more, the one whose last alert is oldest goes. */
const MAX_TYPES = 100;

const NOTIFIED_STATES = ['nothing', 'firing', 'flapping', 'resolved'] as const satisfies StoredAlert['told'][];

/** The log. */
export class AlertLog {
  /** Newest first. At most one alert of a type fires. */
  readonly #byType = new Map<string, StoredAlert[]>();

  /** Adds an alert, the newest of its type. */
  add(alert: StoredAlert): void {
    this.#set(alert.type, [alert, ...(this.#byType.get(alert.type) ?? [])]);
  }

  /**
   * Takes over an alert that another process has stored. While an alert of the same type fires here, they become one:
   * the older one, which targets may have been notified of. If both have been notified, the newer one is resolved.
   */
  restore(alert: StoredAlert, wall: number): void {
    const known = this.find(alert.id);
    if (known !== undefined) return void Object.assign(known, merged(known, alert));
    const restored = { ...alert, changes: [...alert.changes] };
    const firing = restored.state === 'firing' ? this.firing(restored.type) : undefined;
    const others = this.#byType.get(restored.type) ?? [];
    if (firing !== undefined && firing.told === 'nothing') {
      others.splice(others.indexOf(firing), 1);
      const { value, message, isConfirmed } = firing;
      Object.assign(restored, { value, message, isConfirmed });
    } else if (firing !== undefined) {
      const newer = firing.time > restored.time ? firing : restored;
      restored.isConfirmed = firing.isConfirmed;
      Object.assign(newer, {
        state: 'resolved',
        resolved_at: new Date(Math.max(wall, newer.time * 1000)).toISOString(),
      });
    }
    this.#set(
      restored.type,
      [restored, ...others].sort((a, b) => b.time - a.time),
    );
  }

  /** The alert of a type that fires. */
  firing(type: string): StoredAlert | undefined {
    return this.#byType.get(type)?.find(({ state }) => state === 'firing');
  }

  find(id: string): StoredAlert | undefined {
    return this.all().find((alert) => alert.id === id);
  }

  has(type: string): boolean {
    return this.#byType.has(type);
  }

  /** All alerts, by type, newest first within each. */
  all(): StoredAlert[] {
    return [...this.#byType.values()].flat();
  }

  #set(type: string, alerts: StoredAlert[]): void {
    // Set anew, so that the map's order is that of the last alerts.
    this.#byType.delete(type);
    this.#byType.set(
      type,
      alerts.filter(({ state }, index) => index < KEPT_PER_TYPE || state === 'firing'),
    );
    if (this.#byType.size <= MAX_TYPES) return;
    for (const other of this.#byType.keys()) {
      if (this.firing(other) !== undefined) continue;
      this.#byType.delete(other);
      return;
    }
  }
}

/**
 * Two versions of the same alert as one: whatever order they come in, the result is the same.
 * @param a the one that this process follows
 */
function merged(a: StoredAlert, b: StoredAlert): StoredAlert {
  const ended = a.state === 'resolved' ? a : b;
  return {
    ...ended,
    told: NOTIFIED_STATES[Math.max(NOTIFIED_STATES.indexOf(a.told), NOTIFIED_STATES.indexOf(b.told))] ?? a.told,
    acknowledged: newerOf(a.acknowledged, b.acknowledged),
    notified_at: [a.notified_at, b.notified_at].filter((at) => typeof at === 'string').sort()[0] ?? null,
    isConfirmed: ended.state === 'resolved' || a.isConfirmed,
  };
}

/** The newer of two acknowledgements. */
export function newerOf<T extends { at: string }>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(b.at) > Date.parse(a.at) ? b : a;
}
