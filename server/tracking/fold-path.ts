/**
 * Templates made from paths. With the option `foldPaths`, requests without a route are counted under their path, in
 * which segments that look like identifiers become `:id`.
 */

import { ownCopy } from '../options/values.js';

/** Numbers, dates, versions and IP addresses. */
const NUMBER = /^[+-]?\d[\d.,:_-]*$/;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Hashes and object ids from seven characters on, with at least one digit: `decade` is none. */
const HASH = /^(?=.*\d)[\da-f]{7,}$/i;
/** Tokens: long, with letters and digits. */
const TOKEN = /^(?=.*\d)(?=.*[a-z])[\w~.-]{20,}$/i;
/** E-mail addresses, encoded characters, and parameters such as `;jsessionid=…`: routes have none of them. */
const DATA = /[@%;=]/;
const MAX_SEGMENT_LENGTH = 64;
/** Each of the above contains one of these. */
const SIGN_OF_AN_IDENTIFIER = /[\d@%;=]/;

/** No route has so many segments, or a template of such a length; only an attacker's paths do. */
const MAX_SEGMENTS = 100;
const MAX_TEMPLATE_LENGTH = 1000;

/** Folded paths that are remembered. */
const MAX_PATHS = 2000;
/** A path is an endpoint from so many good answers on. */
const ANSWERS_UNTIL_KNOWN = 3;

/** The path with identifiers folded; `/orders/4711/lines` gives `/orders/:id/lines`. Undefined when it is too long for that. */
export function foldPath(path: string): string | undefined {
  if (path.length <= MAX_SEGMENT_LENGTH && !SIGN_OF_AN_IDENTIFIER.test(path)) return path;
  const folded = segmentsOf(path)?.map(foldSegment).join('/');
  return folded === undefined || folded.length > MAX_TEMPLATE_LENGTH ? undefined : folded;
}

/**
 * Endpoints for requests without a route template. Only paths that the app has answered with success or a redirect
 * several times become endpoints, so that addresses which a stranger makes up do not. The least recent ones are
 * forgotten.
 */
export class FoldedPaths {
  /** Good answers by folded path, the least recent one first. */
  readonly #answers = new Map<string, number>();

  /**
   * The folded path, or undefined while it has not been answered often enough.
   * @param statusCode of the answer; undefined while there is none, which teaches nothing
   */
  endpointOf(path: string, statusCode?: number): string | undefined {
    const template = foldPath(path);
    if (template === undefined) return undefined;
    const folded = ownCopy(template);
    const before = this.#answers.get(folded) ?? 0;
    if (statusCode === undefined || statusCode < 200 || statusCode >= 400) {
      return before >= ANSWERS_UNTIL_KNOWN ? folded : undefined;
    }
    this.#answers.delete(folded);
    this.#answers.set(folded, before + 1);
    if (this.#answers.size > MAX_PATHS) this.#answers.delete(this.#answers.keys().next().value ?? '');
    return before + 1 >= ANSWERS_UNTIL_KNOWN ? folded : undefined;
  }
}

/**
 * A path with the values of parameters replaced by their names; all else of it is fixed text of the route. A parameter
 * named `*` takes all that follows it, and one whose value is a list takes that many segments.
 * @param ignoreCase the route matches in any case, so that its fixed text is given in lower case
 * @returns undefined when the path has too many segments
 */
export function nameParameters(
  path: string,
  parameters: Record<string, unknown>,
  ignoreCase = false,
): string | undefined {
  const segments = segmentsOf(path);
  if (segments === undefined) return undefined;
  const texts = segments.map(decoded);
  const names = new Array<string | undefined>(segments.length);
  let last = segments.length;
  // From the end: where a value equals a fixed segment, as in `/items/items`, the later one is the parameter.
  for (const [name, value] of Object.entries(parameters).reverse()) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const position = segments.findLastIndex(
      (_, index) =>
        index + values.length <= last &&
        values.every((one, at) => isValue(segments[index + at], texts[index + at], one)),
    );
    if (position < 0) continue;
    const suffix = Array.isArray(value) ? '' : (texts[position] ?? '').slice(String(value).length);
    names[position] = Array.isArray(value) ? `*${name}` : name === '*' ? '*' : `:${name}${suffix}`;
    names.fill('', position + 1, position + values.length);
    last = position;
  }
  const wildcard = names.indexOf('*');
  return segments
    .map((segment, index) => names[index] ?? (ignoreCase ? segment.toLowerCase() : segment))
    .filter((_, index) => names[index] !== '')
    .slice(0, wildcard < 0 ? segments.length : wildcard + 1)
    .join('/');
}

/** Whether a segment, as it was sent or decoded, is a parameter's value, alone or with an ending as in `/:file.pdf`. */
function isValue(segment: string | undefined, text: string | undefined, value: unknown): boolean {
  if (segment === undefined || text === undefined || typeof value !== 'string' || value === '') return false;
  return segment === value || text === value || text.startsWith(`${value}.`);
}

function foldSegment(segment: string): string {
  const isIdentifier =
    segment.length > MAX_SEGMENT_LENGTH ||
    NUMBER.test(segment) ||
    UUID.test(segment) ||
    HASH.test(segment) ||
    TOKEN.test(segment) ||
    DATA.test(segment);
  return isIdentifier ? ':id' : segment;
}

/** Undefined when there are too many. */
function segmentsOf(path: string): string[] | undefined {
  const segments = path.split('/', MAX_SEGMENTS + 1);
  return segments.length > MAX_SEGMENTS ? undefined : segments;
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
