import type { Context, Next } from 'koa';
import { html, type Html } from './html.js';
import type { PortalContext } from './router.js';

/** The largest body that is read, in characters. */
const bodyLimit = 64 * 1024;

/** The body of a request as text. Throws a 413 when it is larger than any form of ours. */
export async function readText(ctx: Pick<Context, 'req' | 'throw'>): Promise<string> {
  let text = '';
  ctx.req.setEncoding('utf8');
  for await (const chunk of ctx.req as AsyncIterable<string>) {
    text += chunk;
    if (text.length > bodyLimit) ctx.throw(413, 'This form is too large');
  }
  return text;
}

/** Middleware: reads a submitted form into `ctx.state.form`; empty where none was sent. */
export async function readForm(ctx: PortalContext, next: Next): Promise<void> {
  ctx.state.form = new URLSearchParams(ctx.is('urlencoded') === 'urlencoded' ? await readText(ctx) : '');
  await next();
}

/** The hidden field that each form of the portal carries. */
export function csrfField(token: string): Html {
  return html`<input type="hidden" name="_csrf" value="${token}" />`;
}
