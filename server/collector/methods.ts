/** HTTP methods as small numbers, so that an attacker's invented ones take no memory. */

/** The nine methods of RFC 9110 and RFC 5789, then `_OTHER` for the rest (OpenTelemetry's name for it). */
export const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  '_OTHER',
] as const;

/** Position in `METHODS`. */
export type MethodIndex = number;

const indexes = new Map<string, MethodIndex>(METHODS.map((method, index) => [method, index]));

/** The number of a method; case-sensitive, as HTTP's methods are. */
export function indexOfMethod(method: string): MethodIndex {
  return method === 'GET' ? 0 : (indexes.get(method) ?? METHODS.length - 1);
}
