/** One attempt to hand something over: to a web address or to a function of the app's, with a time limit. */

/** An attempt without an answer for so long has failed. */
export const LIMIT_MS = 10_000;

/** How an attempt ended. */
export type Outcome =
  | { result: 'taken' }
  /** It may go better later. */
  | { result: 'failed'; reason: string; retryAfter?: string | undefined }
  /** Repeating it would not help. */
  | { result: 'refused'; reason: string };

/** Sends one request to one address. */
export type Fetch = typeof fetch;

/** These say "not now" although they look like the sender's fault. */
const NOT_NOW = new Set([408, 425, 429]);

/** Something that is under way. */
export class Attempt {
  /** Undefined until it has ended. */
  outcome: Outcome | undefined;
  /** Fulfilled when it has ended; never rejected. */
  readonly ended: Promise<void>;
  readonly #startedAt: number;
  readonly #controller = new AbortController();

  /**
   * Starts it.
   * @param now monotonic milliseconds
   */
  constructor(work: (signal: AbortSignal) => Promise<Outcome>, now: number) {
    this.#startedAt = now;
    this.ended = Promise.resolve(this.#controller.signal)
      .then(work)
      .catch((error: unknown): Outcome => ({ result: 'failed', reason: reasonOf(error) }))
      .then((outcome) => void (this.outcome ??= outcome));
  }

  /** Gives up what has taken too long. What comes of it later is not heard. */
  limit(now: number): void {
    if (now - this.#startedAt >= LIMIT_MS) this.abort(`no answer within ${LIMIT_MS / 1000} s`);
  }

  /** Gives up now. */
  abort(reason: string): void {
    this.outcome ??= { result: 'failed', reason };
    this.#controller.abort();
  }
}

/**
 * Sends a request. A redirect is not followed, because it would take the message to an address that nobody gave: it
 * is a refusal that says where it points.
 */
export async function request(url: string, init: RequestInit, send: Fetch): Promise<Outcome> {
  let response: Response;
  try {
    response = await send(url, { ...init, redirect: 'manual' });
  } catch (error) {
    // Its message may hold the address, which is secret; the code of what lies under it does not.
    return { result: 'failed', reason: codeOf(error) };
  }
  // The status is the answer. Without this, an unread body would keep the connection.
  response.body?.cancel().catch(() => undefined);
  return judge(response, url);
}

function judge({ ok, status, headers }: Response, url: string): Outcome {
  const reason = `answered ${status}`;
  if (ok) return { result: 'taken' };
  if (status >= 300 && status < 400) {
    const location = headers.get('location') ?? '';
    const origin = URL.canParse(location, url) ? new URL(location, url).origin : 'nowhere';
    return { result: 'refused', reason: `${reason}, a redirect to ${origin}: not followed` };
  }
  if (status < 500 && !NOT_NOW.has(status)) return { result: 'refused', reason };
  return { result: 'failed', reason, retryAfter: headers.get('retry-after') ?? undefined };
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}

/** What a function of the app's threw, without what web addresses in it may give away. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
  return said.replaceAll(/(https?:\/\/)(?:[^\s/@]*@)?([^\s/?#]*)\S*/gi, '$1$2/…').slice(0, 200);
}
