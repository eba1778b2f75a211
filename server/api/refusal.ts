/** What every refusal looks like. */

import type { ApiError } from '../contract.js';

/** The body of a refusal. */
export function refusal(code: string, message: string): ApiError {
  return { error: { code, message } };
}
