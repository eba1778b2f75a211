/** Error pages. */

import { STATUS_CODES } from 'node:http';
import type { Next, ParameterizedContext } from 'koa';
import { html } from '../html.js';
import { layout } from '../layout.js';
import type { PortalState } from '../router.js';

/** The content of an error page. */
interface Problem {
  status: number;
  message: string;
}

/** Middleware: turns errors and unknown addresses into pages with the right status. */
export async function errorPages(ctx: ParameterizedContext<PortalState>, next: Next): Promise<void> {
  try {
    await next();
    if (ctx.status === 404 && ctx.body === undefined) {
      showError(ctx, { status: 404, message: 'There is nothing at this address.' });
    }
  } catch (error) {
    // The error is handled here and never reaches the monitor's middleware, so its class is set explicitly.
    if (codeOf(error) === 'EBADCSRFTOKEN') ctx.state.errorClass = 'csrf';
    showError(ctx, problemOf(error));
  }
}

/** The messages of client errors are meant for visitors; all others get a general message. */
function problemOf(error: unknown): Problem {
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return { status: error.status, message: error.message };
  }
  return { status: 500, message: 'Something went wrong on our side. Please try again in a moment.' };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function showError(ctx: ParameterizedContext<PortalState>, { status, message }: Problem): void {
  ctx.status = status;
  ctx.body = layout({
    title: STATUS_CODES[status] ?? 'Error',
    kicker: `Error ${status}`,
    lead: message,
    section: 'none',
    content: html`<p><a class="button" href="/">Back to your courses</a></p>`,
  });
}
