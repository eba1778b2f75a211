/**
 * The cookie of somebody who has signed in: when it ends, and a message authentication code of that under a key made of the
 * token. It holds in every process that has the token, over restarts too, and ends when the token is removed. Its role is
 * that of the token which verifies it.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Token } from '../options/access-options.js';
import { cookieValue } from '../tracking/cookies.js';

/** How long a browser stays signed in. */
export const SIGN_IN_SECONDS = 12 * 3600;

const NAME = 'align-monitor';
/** Browsers accept these prefixes from https only; the first one only for the whole host. */
const NAMES = [`__Host-${NAME}`, `__Secure-${NAME}`, NAME];
const VALUE = /^(\d{10,12})\.([\w-]{43})$/;

/** The `Set-Cookie` header of a sign-in. */
export interface CookiePlace {
  isHttps: boolean;
  /** What the monitor's addresses begin with; `/` for the whole host. */
  path: string;
}

/** Makes the value of a cookie that a token grants. */
export function cookieFor(token: Token, wall: number): string {
  const end = Math.floor(wall / 1000) + SIGN_IN_SECONDS;
  return `${end}.${codeOf(token, end)}`;
}

/** `Set-Cookie`; a value of undefined removes the cookie. */
export function setCookie(value: string | undefined, { isHttps, path }: CookiePlace): string {
  const [name = NAME] = isHttps ? (path === '/' ? NAMES : NAMES.slice(1)) : [NAME];
  const age = value === undefined ? 0 : SIGN_IN_SECONDS;
  const attributes = [`Path=${path}`, `Max-Age=${age}`, 'HttpOnly', 'SameSite=Strict', ...(isHttps ? ['Secure'] : [])];
  return [`${name}=${value ?? ''}`, ...attributes].join('; ');
}

/** A cookie that holds. */
export interface SignedIn {
  token: Token;
  /** Milliseconds since 1970. */
  until: number;
}

/** The first of the tokens that made a cookie of the request; undefined when there is no such cookie, or it is over. */
export function signedIn(header: string | undefined, tokens: Iterable<Token>, wall: number): SignedIn | undefined {
  if (header?.includes(NAME) !== true) return undefined;
  const known = [...tokens];
  for (const name of NAMES) {
    const [, end = '', code = ''] = VALUE.exec(cookieValue(header, name) ?? '') ?? [];
    const seconds = Number(end);
    if (end === '' || seconds * 1000 <= wall || seconds > wall / 1000 + SIGN_IN_SECONDS + 1) continue;
    const token = known.find((each) => timingSafeEqual(Buffer.from(codeOf(each, seconds)), Buffer.from(code)));
    if (token !== undefined) return { token, until: seconds * 1000 };
  }
  return undefined;
}

function codeOf({ value }: Token, end: number): string {
  const key = createHmac('sha256', value).update('align-monitor sign-in').digest();
  return createHmac('sha256', key).update(String(end)).digest('base64url');
}
