/** One GET request for JSON, for all that the element asks of a monitor. */

/** With whose rights a request is sent. */
export interface Credentials {
  /** As in `fetch`. */
  readonly credentials: RequestCredentials;
  /** A bearer token; null for none. */
  readonly token: string | null;
}

/** How a request is sent. */
export interface FetchOptions extends Credentials {
  readonly signal: AbortSignal;
}

/** What came of a request. */
export interface JsonAnswer {
  /** The HTTP status code; 0 when there was no answer. */
  readonly status: number;
  /** The body; undefined when it is not JSON. */
  readonly json: unknown;
  /** The `Retry-After` header in milliseconds; 0 when there is none. */
  readonly retryAfter: number;
  /** Why there was no answer, in English. */
  readonly error: string;
}

/** Sends the request and reads the answer. Never rejects. */
export async function fetchJson(url: string, { token, ...options }: FetchOptions): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { ...options, cache: 'no-store', headers: requestHeaders(token) });
    const body = await response.text();
    const retryAfter = parseRetryAfter(response.headers.get('retry-after'), Date.now());
    return { status: response.status, json: parseJson(body), retryAfter, error: '' };
  } catch (error) {
    return { status: 0, json: undefined, retryAfter: 0, error: String(error) };
  }
}

/** The headers of every request. */
export function requestHeaders(token: string | null): Record<string, string> {
  return { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
}

/** Whether an HTTP status code means success. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Parses a `Retry-After` header, in seconds or as a date, to milliseconds from `now`; 0 when it is neither. */
export function parseRetryAfter(header: string | null, now: number): number {
  const seconds = Number(header ?? NaN);
  const wait = Number.isNaN(seconds) ? Date.parse(header ?? '') - now : seconds * 1000;
  return Math.max(0, wait || 0);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
