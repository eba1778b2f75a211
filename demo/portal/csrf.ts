/** Protection against cross-site request forgery. */

import { timingSafeEqual } from 'node:crypto';
import type { Next } from 'koa';
import type { PortalContext } from './router.js';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Middleware: a form must have the token of its session (synchronizer token pattern), which other sites cannot read.
 * Otherwise it throws a 403 with the usual code `EBADCSRFTOKEN`, by which the monitor recognises it.
 */
export async function checkCsrfToken(ctx: PortalContext, next: Next): Promise<void> {
  if (!safeMethods.includes(ctx.method)) {
    const given = Buffer.from(ctx.state.form.get('_csrf') ?? '');
    const expected = Buffer.from(ctx.session.csrfToken);
    // timingSafeEqual throws for different lengths. The length of the token is not secret.
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      ctx.throw(403, 'This form is no longer valid. Go back, reload the page and send it again.', {
        code: 'EBADCSRFTOKEN',
      });
    }
  }
  await next();
}
