/** Times and durations in English, for people. */

const DAY_MS = 86_400_000;

/** Such as `45 s`, `4 min`, `2 h 5 min` or `3 d 4 h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/**
 * The time of day by the clocks of this process's time zone, which it names: `14:32 CET`; with the date on another day than
 * `now`. Both are milliseconds since 1970.
 */
export function clockText(at: number, now: number): string {
  const date = { day: 'numeric', month: 'short' } as const;
  const isToday = Math.abs(at - now) < DAY_MS && format(at, date) === format(now, date);
  const time = format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' });
  return isToday ? time : `${format(at, date)}, ${time}`;
}

/** Such as `14:32 to 14:36 CET`. */
export function rangeText(from: number, to: number): string {
  const [begin, end] = [clockText(from, to), clockText(to, to)];
  const zone = / \S+$/.exec(end)?.[0] ?? '';
  return `${begin.endsWith(zone) ? begin.slice(0, -zone.length) : begin} to ${end}`;
}

/** Names zones as Europeans and Americans know them, where British English has a name for one. */
function format(at: number, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', parts).format(at);
}
