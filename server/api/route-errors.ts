/** Errors while one of the monitor's own endpoints answers. The host app never hears of them. */

import { isRecord } from '../options/values.js';
import type { InternalErrors } from '../runtime/internal-errors.js';
import { isClientGone } from '../tracking/response-ending.js';

/**
 * Makes the error handler of all routes. A connection that breaks is counted and not logged, a refused request (4xx) is
 * no error, and everything else is an internal error.
 */
export function routeErrorHandler(internalErrors: InternalErrors): (error: unknown) => void {
  return (error) => {
    // Koa calls its handler with null when a response has ended well.
    if (!isRecord(error)) return;
    if (isClientGone(error)) internalErrors.count++;
    else if (typeof error['status'] !== 'number' || error['status'] >= 500) internalErrors.report(error);
  };
}
