/** When maintenance is planned, and which alerts it keeps back. */

import { type EndpointKey, endpointKeyText, isMeant } from '../endpoint-key.js';
import { localTime, wallTime } from './zoned-time.js';

const DAY_MS = 86_400_000;

interface Scope {
  note: string | null;
  /** Null for the whole app. */
  endpoints: readonly EndpointKey[] | null;
}

/** A window that comes once; times are milliseconds since 1970, the end exclusive. */
export interface OneWindow extends Scope {
  from: number;
  to: number;
}

/** One that comes again and again. */
export interface RecurringWindow extends Scope {
  /** 0 is Sunday. */
  days: ReadonlySet<number>;
  /** By the clocks of the time zone. */
  hour: number;
  minute: number;
  durationMs: number;
  timeZone: string;
}

/** A window of the plan. */
export type PlannedWindow = OneWindow | RecurringWindow;

/** All planned maintenance. */
export class MaintenancePlan {
  readonly #planned: readonly PlannedWindow[];
  /** The windows around a day, since recurring ones are asked for often. */
  #known: { day: number; windows: readonly OneWindow[] } = { day: NaN, windows: [] };

  constructor(planned: readonly PlannedWindow[]) {
    this.#planned = planned;
  }

  /**
   * The windows that run, and those that begin within some days; by their begin.
   * @param wall milliseconds since 1970
   * @param withinDays at most 7
   */
  upcoming(wall: number, withinDays: number): readonly OneWindow[] {
    return this.#around(wall).filter(({ from, to }) => wall < to && from < wall + withinDays * DAY_MS);
  }

  /** The windows that run. */
  running(wall: number): readonly OneWindow[] {
    return this.#around(wall).filter(({ from, to }) => from <= wall && wall < to);
  }

  /**
   * Until when alerts are kept back, milliseconds since 1970; null when they are not.
   * @param about the endpoint that they are about; null for the whole app
   */
  until(about: Pick<EndpointKey, 'template' | 'method'> | null, wall: number): number | null {
    const ends = this.running(wall)
      .filter(
        ({ endpoints }) => endpoints === null || (about !== null && endpoints.some((key) => contains(key, about))),
      )
      .map(({ to }) => to);
    return ends.length === 0 ? null : Math.max(...ends);
  }

  /** Those of single endpoints that run. */
  partial(wall: number): { to: number; isMeant: (of: { endpoint: string; method: string }) => boolean } | undefined {
    const windows = this.running(wall).filter(({ endpoints }) => endpoints !== null);
    if (windows.length === 0) return undefined;
    return {
      to: Math.min(...windows.map(({ to }) => to)),
      isMeant: (of) => windows.some(({ endpoints }) => endpoints?.some((key) => isMeant(key, of))),
    };
  }

  #around(wall: number): readonly OneWindow[] {
    const day = Math.floor(wall / DAY_MS);
    if (day !== this.#known.day) {
      const windows = this.#planned
        .flatMap((window) => ('from' in window ? window : occurrences(window, day)))
        .toSorted((a, b) => a.from - b.from);
      this.#known = { day, windows };
    }
    return this.#known.windows;
  }
}

/** The windows of a recurring one that may run on a day (UTC) or begin within the eight days after it. */
function occurrences(
  { days, hour, minute, durationMs, timeZone, ...scope }: RecurringWindow,
  day: number,
): OneWindow[] {
  const found: OneWindow[] = [];
  const today = Math.floor(localTime(day * DAY_MS, timeZone) / DAY_MS);
  // A window lasts a day at most, and one of yesterday's clocks may begin today.
  for (let local = today - 2; local <= today + 9; local++) {
    if (!days.has(new Date(local * DAY_MS).getUTCDay())) continue;
    const from = wallTime(local * DAY_MS + (hour * 60 + minute) * 60_000, timeZone);
    found.push({ from, to: from + durationMs, ...scope });
  }
  return found;
}

/** Whether all requests of `about` are meant by a key. */
function contains(key: EndpointKey, about: Pick<EndpointKey, 'template' | 'method'>): boolean {
  return key.template === about.template && (key.method === null || key.method === about.method);
}

/** As options name them. */
export function endpointNames({ endpoints }: OneWindow): string[] | null {
  return endpoints?.map(endpointKeyText) ?? null;
}
