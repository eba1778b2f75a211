/** One attempt to deliver something: to a web address or to a function of the app, with a time limit. */

import { asOwn } from '../net/own-calls.js';
import { isRecord } from '../options/values.js';
import { describeThrown } from '../text/describe-thrown.js';
import { redact } from '../text/redact.js';

/** An attempt without an answer for this long has failed. */
export const TIMEOUT_MS = 10_000;

/** How an attempt ended. */
export type Outcome =
  | { result: 'accepted' }
  /** It may succeed later. */
  | { result: 'failed'; reason: string; retryAfter?: string | undefined }
  /** It would fail again. */
  | { result: 'refused'; reason: string };

/** Sends one request to one address. */
export type Fetch = typeof fetch;

/** Client errors that may go away: Request Timeout, Too Early, Too Many Requests. */
const RETRYABLE_STATUSES = new Set([408, 425, 429]);

const MAX_REASON = 200;

/** An attempt, which begins when it is constructed. */
export class Attempt {
  /** Undefined until it has ended. */
  outcome: Outcome | undefined;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<void>;
  readonly #startedAt: number;
  readonly #controller = new AbortController();

  /** @param now monotonic milliseconds */
  constructor(work: (signal: AbortSignal) => Promise<Outcome>, now: number) {
    this.#startedAt = now;
    this.ended = Promise.resolve(this.#controller.signal)
      .then((signal) => asOwn(() => work(signal)))
      .catch((error: unknown): Outcome => ({ result: 'failed', reason: reasonOf(error) }))
      .then((outcome) => void (this.outcome ??= outcome));
  }

  /** Aborts the attempt if it has taken too long. A later result is ignored. */
  enforceTimeout(now: number): void {
    if (now - this.#startedAt >= TIMEOUT_MS) this.abort(`no answer within ${TIMEOUT_MS / 1000} s`);
  }

  /** Aborts the attempt. */
  abort(reason: string): void {
    this.outcome ??= { result: 'failed', reason };
    this.#controller.abort();
  }
}

/**
 * Sends a request. A redirect is a refusal: to follow it would send the message to an address that nobody configured.
 * The reason says where it points.
 */
export async function request(url: string, init: RequestInit, send: Fetch): Promise<Outcome> {
  let response: Response;
  try {
    response = await send(url, { ...init, redirect: 'manual' });
  } catch (error) {
    // The message may contain the address, which is secret; the code of its cause does not.
    return { result: 'failed', reason: codeOf(error) };
  }
  // Only the status matters. An unread body would keep the connection open.
  response.body?.cancel().catch(() => undefined);
  return outcomeOf(response, url);
}

function outcomeOf({ ok, status, headers }: Response, url: string): Outcome {
  const reason = `answered ${status}`;
  if (ok) return { result: 'accepted' };
  if (status >= 300 && status < 400) {
    const location = headers.get('location') ?? '';
    const origin = URL.canParse(location, url) ? new URL(location, url).origin : 'nowhere';
    return { result: 'refused', reason: `${reason}, a redirect to ${origin}: not followed` };
  }
  if (status < 500 && !RETRYABLE_STATUSES.has(status)) return { result: 'refused', reason };
  return { result: 'failed', reason, retryAfter: headers.get('retry-after') ?? undefined };
}

function codeOf(error: unknown): string {
  const cause = isRecord(error) ? error['cause'] : undefined;
  const code = isRecord(cause) ? cause['code'] : undefined;
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}

/** The message of what a function target threw. Of web addresses in it, only the origin is kept. */
function reasonOf(error: unknown): string {
  const { name, message } = describeThrown(error);
  const shown = redact([name, message].filter((part) => part !== '').join(': '), MAX_REASON);
  return shown.replaceAll(/(https?:\/\/)([^\s/?#]*)\S*/gi, '$1$2/…') || 'failed without a message';
}
