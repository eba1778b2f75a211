/** Who is asking: `GET /monitoring/session`, and the addresses to sign in and out. */
import type { Session } from '../../server/contract/index.js';
import { fetchJson, isSuccess, type FetchOptions } from './fetch-json.js';
import { OPTIONAL_TEXT, parseBy } from './parse.js';
import { parseUrl, siblingUrl } from './urls.js';

const TEMPLATE = { audience: 'public', name: OPTIONAL_TEXT, until: OPTIONAL_TEXT, can_sign_in: false };

/** Fetches it; null when there is no answer that can be used. Never rejects. */
export async function fetchSession(src: string, options: FetchOptions): Promise<Session | null> {
  const url = siblingUrl(src, 'monitoring/session');
  if (url === null) return null;
  const { status, json } = await fetchJson(url, options);
  return isSuccess(status) ? (parseBy(TEMPLATE, json) as Session) : null;
}

/**
 * The page that exchanges a token for a cookie, and then leads back to `page`. Null where that is of no use: a monitor of
 * another origin cannot lead back, and browsers do not send its cookie.
 */
export function signInUrl(src: string, page: Pick<Location, 'origin' | 'pathname' | 'search'>): string | null {
  const url = parseUrl(siblingUrl(src, 'monitoring/sign-in') ?? '');
  if (url?.origin !== page.origin) return null;
  url.searchParams.set('return', page.pathname + page.search);
  return url.href;
}
