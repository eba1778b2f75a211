/**
 * Route templates for requests of which only the path is known: what looks like an identifier becomes `:id`, so that
 * a million items are one endpoint.
 */

/** Numbers, and what is made of them: dates, versions, addresses. */
const NUMBER = /^[+-]?\d[\d.,:_-]*$/;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Hashes and object ids: git's short form and all that is longer, with at least one digit, else `decade` would be one. */
const HASH = /^(?=.*\d)[\da-f]{7,}$/i;
/** Tokens: long, and a mixture that nobody writes as a word. */
const TOKEN = /^(?=.*\d)(?=.*[a-z])[\w~.-]{20,}$/i;
/** E-mail addresses, and what had to be encoded: nobody names a route so. */
const DATA = /[@%]/;
const MAX_SEGMENT_LENGTH = 64;
/** All of the above have one of these. */
const SIGN_OF_AN_IDENTIFIER = /[\d@%]/;

/** The path with identifiers folded; `/orders/4711/lines` gives `/orders/:id/lines`. */
export function foldPath(path: string): string {
  if (path.length <= MAX_SEGMENT_LENGTH && !SIGN_OF_AN_IDENTIFIER.test(path)) return path;
  return path.split('/').map(foldSegment).join('/');
}

/**
 * A path whose segments are known parameters' values, with their names instead; the rest is folded. What follows a
 * parameter called `*` belongs to it.
 */
export function foldKnown(path: string, parameters: Record<string, unknown>): string {
  const segments = path.split('/');
  const names = new Array<string | undefined>(segments.length);
  let last = segments.length;
  // From the end: there a value that equals a fixed segment, as in `/items/items`, is more often the parameter.
  for (const [name, value] of Object.entries(parameters).reverse()) {
    const position = segments.findLastIndex((segment, index) => index < last && isValue(segment, value));
    if (position < 0) continue;
    const suffix = decoded(segments[position] ?? '').slice(String(value).length);
    names[position] = name === '*' ? '*' : `:${name}${suffix}`;
    last = position;
  }
  const wildcard = names.indexOf('*');
  return segments
    .map((segment, index) => names[index] ?? foldSegment(segment))
    .slice(0, wildcard < 0 ? segments.length : wildcard + 1)
    .join('/');
}

/** Whether a segment is a parameter's value, alone or, as in `/:file.pdf`, with an ending. */
function isValue(segment: string, value: unknown): boolean {
  if (typeof value !== 'string' || value === '') return false;
  const text = decoded(segment);
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

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
