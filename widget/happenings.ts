/** What happened while something was measured: deploys, alerts, and times of which nothing is known. */
import type { Telling } from './headline.js';
import { moreStrings } from './more-strings.js';
import type { Token } from './theme.js';

/** Something that lasted, behind the lines. In seconds since 1970. */
export interface ChartSpan {
  from: number;
  to: number;
  /** `surface-2`: nothing is known, because the process was down. */
  colour: Extract<Token, 'surface-2' | 'warn' | 'bad'>;
}

/** Something that happened, such as a deploy. */
export interface ChartMarker {
  /** Seconds since 1970. */
  at: number;
  text: string;
}

/** All of it, as a chart and its table show it. */
export interface Happenings {
  spans: ChartSpan[];
  markers: ChartMarker[];
  /** What happened in each step, in words; null when nothing did. */
  events: string[] | null;
  /** What else a screen reader says; may be empty. */
  told: string;
}

/** What there was; times are ISO 8601, and `to` is null while it lasts. */
export interface Happened {
  deploys: readonly { version: string; time: string }[];
  alerts: readonly { type: string; message: string; severity: string; from: string; to: string | null }[];
  /** In seconds since 1970. */
  gaps: readonly { from: number; to: number }[];
}

/** Places what happened beside steps that begin at `times` and last until the next one; the last one ends at `end`. */
export function happenings(
  { deploys, alerts: all, gaps }: Happened,
  { times, step, end }: { times: readonly number[]; step: number; end: number },
  telling: Telling,
): Happenings {
  const words = moreStrings(telling.strings);
  const isShown = (from: number, to = from) => from <= end && to >= (times[0] ?? 0);
  const markers = deploys
    .map(({ version, time }) => ({ at: secondsOf(time), text: version }))
    .filter(({ at }) => isShown(at));
  const alerts = all
    .map(({ from, to, message, type, severity }) => ({
      from: secondsOf(from),
      to: to === null ? end : secondsOf(to),
      text: message || type,
      colour: severity === 'critical' ? ('bad' as const) : ('warn' as const),
    }))
    .filter(({ from, to }) => isShown(from, to));
  const events = times.map((time) => {
    const isIn = (from: number, to = from) => from < time + step && to >= time;
    return [
      ...markers.filter(({ at }) => isIn(at)).map(({ text }) => words.deploy(text)),
      ...alerts.filter(({ from, to }) => isIn(from, to)).map(({ text }) => text),
    ].join('; ');
  });
  return {
    spans: [...gaps.map((gap) => ({ ...gap, colour: 'surface-2' as const })), ...alerts],
    markers,
    events: events.some((event) => event !== '') ? events : null,
    told: words.historyTold(gaps.length, alerts.length, markers.length),
  };
}

/** A time in ISO 8601 as seconds since 1970. */
export function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}
