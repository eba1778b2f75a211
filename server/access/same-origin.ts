/** Whether a request that changes something may come from where it comes from. */

import type { IncomingMessage } from 'node:http';
import { bearerToken } from './tokens.js';
import { hostOf } from './client.js';

/**
 * Why a change is refused: it comes from a page of another origin, or nothing shows that it does not. Browsers send
 * `Sec-Fetch-Site` to trustworthy origins, and `Origin` with every POST. A bearer token is proof enough without them: no
 * page can send one to another origin without being allowed to.
 * @param ownOrigin where browsers reach the app; the `Host` header decides unless given
 * @param isAmbient whether the request is allowed by something that browsers send by themselves, such as a cookie
 */
export function originProblem(
  request: IncomingMessage,
  ownOrigin: string | undefined,
  isAmbient: boolean,
): string | undefined {
  const { headers } = request;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    return site === 'same-origin' ? undefined : 'This does not answer pages of another origin.';
  }
  if (origin === undefined) {
    const isProved = !isAmbient || bearerToken(headers.authorization) !== undefined;
    return isProved ? undefined : 'Send an Origin header, or a bearer token in place of a cookie.';
  }
  const host = hostOf(request);
  const isOwn = origin === ownOrigin || origin === `http://${host}` || origin === `https://${host}`;
  return isOwn ? undefined : 'This does not answer pages of another origin.';
}
