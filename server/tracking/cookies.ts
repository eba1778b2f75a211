/** One cookie out of a `Cookie` header, without parsing the others (RFC 6265, section 5.4). */

const SPACE = 32;
const SEMICOLON = 59;

/** The value as it was sent; undefined when there is no such cookie. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  const start = `${name}=`;
  for (let at = header.indexOf(start); at >= 0; at = header.indexOf(start, at + 1)) {
    const before = at === 0 ? SEMICOLON : header.charCodeAt(at - 1);
    if (before !== SPACE && before !== SEMICOLON) continue;
    const semicolon = header.indexOf(';', at);
    return header.slice(at + start.length, semicolon < 0 ? header.length : semicolon).trim();
  }
  return undefined;
}
