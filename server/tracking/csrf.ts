/** How common CSRF guards report a missing or wrong token. */

import { isRecord } from '../options/values.js';

/** csurf, csrf-csrf and csrf-sync; @fastify/csrf-protection; AdonisJS; Sails. */
const CODES = new Set<unknown>([
  'EBADCSRFTOKEN',
  'FST_CSRF_INVALID_TOKEN',
  'FST_CSRF_MISSING_SECRET',
  'E_BAD_CSRF_TOKEN',
  'E_CSRF_MISMATCH',
]);
/** Status codes of refusals: Flask-WTF 400, koa-csrf and Django 403, Laravel 419, Rails 422. */
const REFUSALS = new Set([400, 403, 419, 422]);
/** Django, Flask-WTF, Laravel, koa-csrf and lusca name CSRF in their messages; Rails names the token. */
const WORDS = /csrf|xsrf|authenticity ?token/i;
/** Messages of guards are short; others may quote a whole request. */
const MAX_MESSAGE_LENGTH = 1000;

/**
 * `csrf` when an error is the refusal of a CSRF guard: by its code, or by its name or message where the status code is
 * one of a refusal.
 * @param statusCode of the answer that was sent
 */
export function csrfOf(error: unknown, statusCode: number): 'csrf' | undefined {
  if (!isRecord(error)) return undefined;
  if (CODES.has(error['code'])) return 'csrf';
  if (!REFUSALS.has(statusCode)) return undefined;
  const text = `${String(error['name'])} ${String(error['message']).slice(0, MAX_MESSAGE_LENGTH)}`;
  return WORDS.test(text) ? 'csrf' : undefined;
}
