import { timingSafeEqual } from 'node:crypto';
import type { Next } from 'koa';
import type { PortalContext } from './router.js';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Middleware: a form must carry the token of its own session (synchronizer token pattern), which no other site can read.
 * Otherwise 403 with the code that such checks have in common, `EBADCSRFTOKEN`, by which the monitor tells it apart.
 */
export async function checkCsrfToken(ctx: PortalContext, next: Next): Promise<void> {
  if (!safeMethods.includes(ctx.method)) {
    const given = Buffer.from(ctx.state.form.get('_csrf') ?? '');
    const expected = Buffer.from(ctx.session.csrfToken);
    // timingSafeEqual throws for different lengths; the length of the token is no secret.
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      ctx.throw(403, 'This form is no longer valid. Go back, reload the page and send it again.', {
        code: 'EBADCSRFTOKEN',
      });
    }
  }
  await next();
}
