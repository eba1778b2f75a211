/** Whose request it was: the id of a visitor's session. */

import { isRecord, nonEmptyText } from '../options/values.js';
import type { HandledRequest } from './request-adapter.js';
import { cookieSet } from './outcome.js';

/**
 * The id of the framework's session object, as koa-session (`externalKey`), express-session (`id`) and
 * @fastify/session (`sessionId`) name it; undefined while the visitor has not come back with it: these libraries make a
 * session for every request without one, and a client that keeps no cookies would be a new visitor each time.
 */
export function sessionIdOf({ session, headers }: HandledRequest): string | undefined {
  if (!isRecord(session) || session['isNew'] === true) return undefined;
  const id = nonEmptyText(session['id']) ?? nonEmptyText(session['externalKey']) ?? nonEmptyText(session['sessionId']);
  if (id === undefined || !isRecord(session['cookie'])) return id;
  const cookies = headers.cookie ?? '';
  return cookies.includes(id) || cookies.includes(encodeURIComponent(id)) ? id : undefined;
}

/**
 * The session that a cookie's value stands for. A value may change with every answer, where it holds the session's
 * data or is renewed in time: then `replaced` is told the one that is no more.
 */
export function sessionOfCookie(
  request: HandledRequest,
  name: string,
  replaced: (value: string) => void,
): string | undefined {
  const sent = request.cookie(name);
  if (sent === undefined || sent === '') return undefined;
  const renewed = cookieSet(request.response, name) ?? sent;
  if (renewed !== sent) replaced(sent);
  return nonEmptyText(renewed);
}
