/** One POST request of JSON, for all that a reader can have a monitor do. */
import { requestHeaders, type Credentials } from './fetch-json.js';
import { TIME_LIMIT_MS } from './time-limit.js';

/** Sends the request. Resolves with the HTTP status code, 0 when there was no answer; never rejects. */
export async function postJson(url: string, { credentials, token }: Credentials, body: unknown): Promise<number> {
  try {
    const { status } = await fetch(url, {
      method: 'POST',
      credentials,
      headers: { ...requestHeaders(token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    return status;
  } catch {
    return 0;
  }
}
