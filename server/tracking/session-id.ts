/** The id of a visitor's session. */

import { isRecord, nonEmptyText } from '../options/values.js';
import type { RequestAdapter } from './request-adapter.js';
import { cookieSet } from './response-ending.js';

/**
 * The id of the framework's session object: `externalKey` of koa-session, `id` of express-session, `sessionId` of
 * @fastify/session. Undefined until the visitor has sent it back: these libraries create a session for every request
 * without one, so that a client without cookies would be a new visitor each time.
 */
export function sessionIdOf({ session, headers }: RequestAdapter): string | undefined {
  if (!isRecord(session) || session['isNew'] === true) return undefined;
  const id = nonEmptyText(session['id']) ?? nonEmptyText(session['externalKey']) ?? nonEmptyText(session['sessionId']);
  if (id === undefined || !isRecord(session['cookie'])) return id;
  const cookies = headers.cookie ?? '';
  return cookies.includes(id) || cookies.includes(encodeURIComponent(id)) ? id : undefined;
}

/**
 * The session that a cookie's value identifies. A cookie that holds the session's data, or is renewed, changes its value
 * with an answer: `replaced` is then called with the old one and the new one, which is empty where the session ends.
 */
export function sessionOfCookie(
  request: RequestAdapter,
  name: string,
  replaced: (before: string, after: string) => void,
): string | undefined {
  const sent = request.cookie(name);
  if (sent === undefined || sent === '') return undefined;
  const renewed = cookieSet(request.response, name) ?? sent;
  if (renewed !== sent) replaced(sent, renewed);
  return nonEmptyText(renewed);
}
