/** Numbers for HTTP methods, so that invented methods take no memory. */

import { METHODS } from '../contract/index.js';

export { METHODS };

/** Position in `METHODS`. */
export type MethodIndex = number;

const indexes = new Map<string, MethodIndex>(METHODS.map((method, index) => [method, index]));

/** The number of a method. Methods of HTTP are case-sensitive. */
export function indexOfMethod(method: string): MethodIndex {
  return method === 'GET' ? 0 : (indexes.get(method) ?? METHODS.length - 1);
}
