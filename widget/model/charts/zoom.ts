/** The zoom of the charts: a part of their time range. */
import type { TimeRange } from './chart.js';

/** A selection of nearly everything does not zoom. */
const MAX_SHARE = 0.97;
const MIN_STEPS = 4;

/**
 * Limits a selection to `whole` and to at least four steps. All in seconds, times since 1970; `step` is the length of a
 * step. Null when the whole range is to be shown.
 */
export function zoomRange([from, to]: TimeRange, whole: TimeRange, step: number): TimeRange | null {
  const [first, last] = whole;
  const length = Math.max(to - from, MIN_STEPS * step);
  if (!(length < (last - first) * MAX_SHARE)) return null;
  const begin = Math.min(Math.max(from - (length - (to - from)) / 2, first), last - length);
  return [begin, begin + length];
}
