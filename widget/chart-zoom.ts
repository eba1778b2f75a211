/** A closer look at a part of a chart's time: what a drag or two fingers choose, kept within what there is. */
import type { TimeRange } from './chart-model.js';

/** A zoom that shows nearly everything is none. */
const NEARLY_ALL = 0.97;
/** No closer than so many steps. */
const FEWEST_STEPS = 4;

/** The part of `whole` that is to be shown, in seconds since 1970; null for all of it. `step` is a step's length. */
export function zoomed([from, to]: TimeRange, whole: TimeRange, step: number): TimeRange | null {
  const [first, last] = whole;
  const all = last - first;
  const length = Math.max(to - from, FEWEST_STEPS * step);
  if (!(length < all * NEARLY_ALL)) return null;
  const begin = Math.min(Math.max(from - (length - (to - from)) / 2, first), last - length);
  return [begin, begin + length];
}
