/** Times of day. All times are milliseconds since 1970. */
import type { DisplayContext } from './display-context.js';

type Clock = Pick<DisplayContext, 'format' | 'now'>;

const MINUTES = { hour: '2-digit', minute: '2-digit' } as const;
const SECONDS = { ...MINUTES, second: '2-digit' } as const;

/** "21:04"; on another day "Mon 21:04". */
export function toMinutes(at: number, { format, now }: Clock): string {
  return format.clock(at, isSameDay(at, now, format) ? MINUTES : { ...MINUTES, weekday: 'short' });
}

/** "21:04:05". */
export function toSeconds(at: number, { format }: Pick<Clock, 'format'>): string {
  return format.clock(at, SECONDS);
}

/** "21:04:05"; on another day "Nov 20, 21:04:05". */
export function toSecondsAndDate(at: number, { format, now }: Clock): string {
  return format.clock(at, isSameDay(at, now, format) ? SECONDS : { ...SECONDS, day: 'numeric', month: 'short' });
}

function isSameDay(one: number, other: number, { clock }: Clock['format']): boolean {
  return clock(one, { dateStyle: 'short' }) === clock(other, { dateStyle: 'short' });
}
