/** Durations on the command line: 60s, 10m, 1h. */

import { InvalidArgumentError } from 'commander';

const UNITS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/**
 * A parser for durations between two limits.
 * @returns a function that returns seconds and throws InvalidArgumentError
 */
export function durationFrom(lowest: string, highest: string): (text: string) => number {
  const [from, to] = [secondsOf(lowest), secondsOf(highest)];
  return (text) => {
    const seconds = secondsOf(text);
    if (seconds >= from && seconds <= to) return seconds;
    throw new InvalidArgumentError(`Allowed: ${lowest} to ${highest}, such as 30s, 10m or 1h.`);
  };
}

/** The shortest form, for example 10m. */
export function durationText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** Seconds; NaN when the text is no duration. */
function secondsOf(text: string): number {
  const [, number, unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)([smh])$/.exec(text) ?? [];
  return Number(number) * (UNITS.get(unit) ?? NaN);
}
