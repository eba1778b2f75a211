/** Times of day. All times are milliseconds since 1970. */
import type { DisplayContext } from './display-context.js';
import type { Format } from './format.js';

type Clock = Pick<DisplayContext, 'format' | 'now'>;

const MINUTES = { hour: '2-digit', minute: '2-digit' } as const;
const SECONDS = { ...MINUTES, second: '2-digit' } as const;
/** The latest time that a `Date` can hold. */
const MAX_TIME = 8.64e15;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** "21:04"; on another day "Mon 21:04". */
export function toMinutes(at: number, { format, now }: Clock): string {
  return clockText(at, isSameDay(at, now, format) ? MINUTES : { ...MINUTES, weekday: 'short' }, format);
}

/** "21:04", on whatever day. */
export function toTime(at: number, { format }: Pick<Clock, 'format'>): string {
  return clockText(at, MINUTES, format);
}

/** "21:04:05". */
export function toSeconds(at: number, { format }: Pick<Clock, 'format'>): string {
  return clockText(at, SECONDS, format);
}

/** "21:04:05"; on another day "Nov 20, 21:04:05". */
export function toSecondsAndDate(at: number, { format, now }: Clock): string {
  const parts = { day: 'numeric', month: 'short' } as const;
  return clockText(at, isSameDay(at, now, format) ? SECONDS : { ...SECONDS, ...parts }, format);
}

/** "21:04"; on another day "Nov 20". */
export function toTimeOrDate(at: number, { format, now }: Clock): string {
  return clockText(at, isSameDay(at, now, format) ? MINUTES : { day: 'numeric', month: 'short' }, format);
}

/** A time with these parts of date and time, by the 24-hour clock. */
export function clockText(at: number, parts: Intl.DateTimeFormatOptions, { locale }: Pick<Format, 'locale'>): string {
  const key = JSON.stringify([locale, parts]);
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...parts });
  formatters.set(key, formatter);
  return formatter.format(Math.min(at, MAX_TIME));
}

function isSameDay(one: number, other: number, format: Clock['format']): boolean {
  const [first, second] = [one, other].map((at) => clockText(at, { dateStyle: 'short' }, format));
  return first === second;
}
