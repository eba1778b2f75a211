/** How long to wait before something is tried again. */

const LONGEST_MS = 300_000;
/** A target that asks for more is asked again earlier: an alert that comes a day late is none. */
const LONGEST_ASKED_MS = 900_000;

/**
 * Between 1 s and 5 min: doubled with each failure, of which the second half is random, so that many processes do not
 * come back at once.
 * @param failures in a row, at least 1
 * @param random in [0, 1)
 * @returns milliseconds
 */
export function backoff(failures: number, random: number): number {
  const longest = Math.min(LONGEST_MS, 1000 * 2 ** failures);
  return (longest / 2) * (1 + random);
}

/**
 * What a `Retry-After` header asks for, in seconds or as an HTTP date (RFC 9110, 10.2.3), up to 15 min.
 * @param wall milliseconds since 1970
 * @returns milliseconds; 0 where it asks for nothing that can be read
 */
export function askedWait(header: string | undefined, wall: number): number {
  if (header === undefined) return 0;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - wall;
  return wait > 0 ? Math.min(wait, LONGEST_ASKED_MS) : 0;
}
