/** What every refusal looks like. */

import type { ApiError } from '../contract/index.js';

/** The body of a refusal. */
export function refusal(code: string, message: string): ApiError {
  return { error: { code, message } };
}
