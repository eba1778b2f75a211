/** Moments as a reader of today looks for them. */
import type { Telling } from './headline.js';

/** The time of day, with the day of the week when that is another one; `at` in milliseconds since 1970. */
export function timeOf(at: number, { format, now }: Pick<Telling, 'format' | 'now'>): string {
  const date = (time: number) => format.clock(time, { dateStyle: 'short' });
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return format.clock(at, date(at) === date(now) ? time : { ...time, weekday: 'short' });
}
