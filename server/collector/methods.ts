/** Numbers for HTTP methods, so that invented methods take no memory. */

/** The methods of RFC 9110 and RFC 5789, then `_OTHER` for all others, as OpenTelemetry calls them. */
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

/** The number of a method. Methods of HTTP are case-sensitive. */
export function indexOfMethod(method: string): MethodIndex {
  return method === 'GET' ? 0 : (indexes.get(method) ?? METHODS.length - 1);
}
