/** Apart from the other guards, which tests of the element load in a browser: this one needs Node. */

import { types } from 'node:util';

/** Whether a value is an error, also one of another realm: in Jest, errors of Node's are no `Error` of the tests'. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
