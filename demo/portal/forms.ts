/** Reading and writing forms. */

import type { Context, Next } from 'koa';
import { html, type Html } from './html.js';
import type { PortalContext } from './router.js';

/** The largest body, in characters. */
const bodyLimit = 64 * 1024;

/** Reads the body of a request. Throws a 413 if it is too large. */
export async function readText(ctx: Pick<Context, 'req' | 'throw'>): Promise<string> {
  let text = '';
  ctx.req.setEncoding('utf8');
  for await (const chunk of ctx.req as AsyncIterable<string>) {
    text += chunk;
    if (text.length > bodyLimit) ctx.throw(413, 'This form is too large');
  }
  return text;
}

/** Middleware: parses the submitted form into `ctx.state.form`, which is empty without one. */
export async function readForm(ctx: PortalContext, next: Next): Promise<void> {
  ctx.state.form = new URLSearchParams(ctx.is('urlencoded') === 'urlencoded' ? await readText(ctx) : '');
  await next();
}

/** The hidden field with the CSRF token. */
export function csrfField(token: string): Html {
  return html`<input type="hidden" name="_csrf" value="${token}" />`;
}
