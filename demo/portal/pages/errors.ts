import { STATUS_CODES } from 'node:http';
import type { Next, ParameterizedContext } from 'koa';
import { html } from '../html.js';
import { layout } from '../layout.js';
import type { PortalState } from '../router.js';

/** What an error page says. */
interface Problem {
  status: number;
  message: string;
}

/** Middleware: whatever goes wrong further in becomes a page with the right status. */
export async function errorPages(ctx: ParameterizedContext<PortalState>, next: Next): Promise<void> {
  try {
    await next();
    if (ctx.status === 404 && ctx.body === undefined) {
      showError(ctx, { status: 404, message: 'There is nothing at this address.' });
    }
  } catch (error) {
    // The error ends here, so the monitor is told its class; an error that travels on to it needs no word.
    if (codeOf(error) === 'EBADCSRFTOKEN') ctx.state.errorClass = 'csrf';
    showError(ctx, problemOf(error));
  }
}

/** What was thrown as a client error carries words for the visitor; all else is told in general terms. */
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
