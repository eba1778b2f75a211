/** `GET /monitoring/session`, and signing in and out. */

import type { Context } from 'koa';
import type { Session } from '../../contract/index.js';
import type { Access } from '../../access/access.js';
import { hostOf, isHttps } from '../../access/client.js';
import { setCookie } from '../../access/sign-in-cookie.js';
import { escapeMarkup } from '../appearance.js';
import { apiError } from '../api-error.js';
import { type SignInPage, signInPage, SIGN_IN_POLICY } from '../pages/sign-in-page.js';
import { queryOf } from '../query.js';
import { BodyError, closeConnection, FORM, readText } from '../request-body.js';
import type { Route } from '../route.js';

const SIGN_IN = '/monitoring/sign-in';
const SIGN_OUT = '/monitoring/sign-out';
const LIMITS = { maxBytes: 4000, types: [FORM] };

/** Makes the routes. */
export function sessionRoutes(
  access: Access,
  { basePath, trustedProxies, origin: own }: { basePath: string; trustedProxies: number; origin: string | undefined },
): Route[] {
  const place = (context: Context, address: string) => ({
    isHttps: isHttps(context.req, trustedProxies),
    path: mountPath(context, basePath + address, basePath),
  });
  const show = (context: Context, status: number, problem?: SignInPage['problem']): void => {
    const { return: target } = queryOf(context);
    context.status = status;
    context.type = 'html';
    context.set('Content-Security-Policy', SIGN_IN_POLICY);
    context.set('Referrer-Policy', 'same-origin');
    context.body = signInPage({
      language: /^\s*de\b/i.test(context.get('Accept-Language').slice(0, 20)) ? 'de' : 'en',
      action: escapeMarkup(`sign-in?${new URLSearchParams({ return: pageOf(target) })}`),
      back: escapeMarkup(pageOf(target)),
      problem,
    });
  };
  return [
    {
      method: 'GET',
      path: '/monitoring/session',
      rule: 'each',
      isOpen: true,
      answer: (context, asker) => {
        const { req } = context;
        const origin = own ?? `${isHttps(req, trustedProxies) ? 'https' : 'http'}://${hostOf(req)}`;
        context.body = { ...access.session(asker), origin } satisfies Session;
      },
    },
    { method: 'GET', path: SIGN_IN, rule: 'everybody', answer: (context) => show(context, 200) },
    {
      method: 'POST',
      path: SIGN_IN,
      rule: 'everybody',
      answer: async (context) => {
        let form: string;
        try {
          form = await readText(context.req, context.res, LIMITS);
        } catch (error) {
          if (!(error instanceof BodyError)) throw error;
          closeConnection(context.req, context.res);
          context.status = error.status;
          context.body = apiError(error.code, error.message);
          return;
        }
        const cookie = access.signIn((new URLSearchParams(form).get('token') ?? '').trim());
        if (cookie === undefined) {
          const wait = access.wrong(context.req);
          if (wait !== undefined) context.set('Retry-After', String(wait));
          return show(context, wait === undefined ? 401 : 429, wait === undefined ? 'wrong' : 'limited');
        }
        context.set('Set-Cookie', setCookie(cookie, place(context, SIGN_IN)));
        context.status = 303;
        context.set('Location', pageOf(queryOf(context)['return']));
      },
    },
    {
      method: 'POST',
      path: SIGN_OUT,
      rule: 'everybody',
      answer: (context) => {
        context.set('Set-Cookie', setCookie(undefined, place(context, SIGN_OUT)));
        context.status = 303;
        context.set('Location', pageOf(queryOf(context)['return']));
      },
    },
  ];
}

/** The page to show afterwards: only one of the same server, given as a path; the monitor's own page otherwise. */
function pageOf(given: unknown): string {
  const isPath = typeof given === 'string' && /^\/(?![/\\])[\x21-\x7e]{0,1000}$/.test(given) && !given.includes('\\');
  return isPath ? given : '../monitoring';
}

/** What the addresses of the monitor begin with, where a router of the app's may have added a prefix. */
function mountPath(context: Context, own: string, basePath: string): string {
  const { originalUrl = context.originalUrl } = context.req as { originalUrl?: string };
  const path = originalUrl.split('?', 1)[0] ?? '';
  const prefix = path.endsWith(own) ? path.slice(0, path.length - own.length) + basePath : '';
  return /^(\/[\w.~-]+)+$/.test(prefix) ? prefix : '/';
}
