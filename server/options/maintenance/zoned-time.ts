/** Times by the clocks of a time zone. */

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a value is the name of a time zone that this process knows. */
export function isTimeZone(given: unknown): boolean {
  if (typeof given !== 'string') return false;
  try {
    formatOf(given);
    return true;
  } catch {
    return false;
  }
}

/**
 * What the clocks of a time zone show, as if it were UTC.
 * @param wall milliseconds since 1970; the answer too, in whole seconds
 */
export function localTime(wall: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(wall)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * When the clocks of a time zone show a time, milliseconds since 1970. A time that they skip counts as much later, and of
 * one that they show twice the first counts: `compatible` in the ECMAScript proposal Temporal.
 * @param local as `localTime` returns it
 */
export function wallTime(local: number, timeZone: string): number {
  // No zone changes its clocks twice within two days.
  const [before, after] = [local - DAY_MS, local + DAY_MS].map((near) => localTime(near, timeZone) - near);
  const early = local - (before ?? 0);
  const late = local - (after ?? 0);
  return [early, late].sort((a, b) => a - b).find((wall) => localTime(wall, timeZone) === local) ?? early;
}

/** @throws RangeError for an unknown zone */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
    });
    formats.set(timeZone, format);
  }
  return format;
}
