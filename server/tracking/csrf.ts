/** How the common CSRF guards say that a token was missing or wrong. */

import { isRecord } from '../options/values.js';

/** csurf, csrf-csrf and csrf-sync; @fastify/csrf-protection; AdonisJS; Sails. */
const CODES = new Set<unknown>([
  'EBADCSRFTOKEN',
  'FST_CSRF_INVALID_TOKEN',
  'FST_CSRF_MISSING_SECRET',
  'E_BAD_CSRF_TOKEN',
  'E_CSRF_MISMATCH',
]);
/** With these they refuse: Flask-WTF 400, koa-csrf and Django 403, Laravel 419, Rails 422. */
const REFUSALS = new Set([400, 403, 419, 422]);
/** Django, Flask-WTF, Laravel, koa-csrf and lusca say CSRF; Rails has a name of its own for the token. */
const WORDS = /csrf|xsrf|authenticity ?token/i;

/**
 * `csrf` when an error is a CSRF guard's refusal: by its code, or, where the answer was one that guards give, by its name or message; otherwise undefined.
 * @param statusCode of the answer that was sent
 */
export function csrfOf(error: unknown, statusCode: number): 'csrf' | undefined {
  if (!isRecord(error)) return undefined;
  if (CODES.has(error['code'])) return 'csrf';
  return REFUSALS.has(statusCode) && WORDS.test(`${String(error['name'])} ${String(error['message'])}`)
    ? 'csrf'
    : undefined;
}
