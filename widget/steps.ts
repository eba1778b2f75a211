/** Where the steps of a series lie in time; apart from series.ts, because only what is loaded later asks for it. */
import type { Series } from '../server/contract/index.js';

/** Where the steps begin, in milliseconds since 1970. */
export function stepTimes({ start, step_seconds, requests }: Series): number[] {
  const begin = Date.parse(start);
  return requests.map((_, index) => begin + index * step_seconds * 1000);
}
