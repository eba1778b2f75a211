/** Errors of the HTTP API. */

import type { ApiError } from '../contract/index.js';

/** The body of an error. */
export function apiError(code: string, message: string): ApiError {
  return { error: { code, message } };
}
