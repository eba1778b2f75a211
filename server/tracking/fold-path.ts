/**
 * Route templates for requests of which only the path is known. Segments that look like identifiers become `:id`, so
 * that a million items are one endpoint.
 */

/** Numbers, dates, versions and IP addresses. */
const NUMBER = /^[+-]?\d[\d.,:_-]*$/;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Hashes and object ids from seven characters on, with at least one digit: `decade` is none. */
const HASH = /^(?=.*\d)[\da-f]{7,}$/i;
/** Tokens: long, with letters and digits. */
const TOKEN = /^(?=.*\d)(?=.*[a-z])[\w~.-]{20,}$/i;
/** E-mail addresses, and encoded characters: routes have neither. */
const DATA = /[@%]/;
const MAX_SEGMENT_LENGTH = 64;
/** Each of the above contains one of these. */
const SIGN_OF_AN_IDENTIFIER = /[\d@%]/;

/** The path with identifiers folded; `/orders/4711/lines` gives `/orders/:id/lines`. */
export function foldPath(path: string): string {
  if (path.length <= MAX_SEGMENT_LENGTH && !SIGN_OF_AN_IDENTIFIER.test(path)) return path;
  return path.split('/').map(foldSegment).join('/');
}

/**
 * A path with the values of known parameters replaced by their names, and the rest folded. A parameter named `*` takes
 * all that follows it.
 */
export function foldKnown(path: string, parameters: Record<string, unknown>): string {
  const segments = path.split('/');
  const names = new Array<string | undefined>(segments.length);
  let last = segments.length;
  // From the end: where a value equals a fixed segment, as in `/items/items`, the later one is the parameter.
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

/** Whether a segment is a parameter's value, alone or with an ending as in `/:file.pdf`. */
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
