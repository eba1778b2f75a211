/** The guard in front of all endpoints: finds out who asks, and answers those who may not. */

import type { Middleware } from 'koa';
import { type Access, type Caller, NOBODY } from '../access/access.js';
import { originProblem } from '../access/same-origin.js';
import type { Audience, View } from '../contract/index.js';
import { RequestAdapter } from '../tracking/request-adapter.js';
import { apiError } from './api-error.js';
import { closeConnection } from './request-body.js';
import { type Route, type RouteRule, viewOf } from './route.js';

const REALM = 'Bearer realm="align-monitor"';

/** What the guard needs. */
export interface GuardParts {
  access: Access;
  /** Where browsers reach the app; undefined when only the `Host` header tells. */
  origin: string | undefined;
}

/**
 * Makes the middleware of one endpoint.
 * @param granted what the app's own guard in front of the routes has established
 */
export function guardedRoute(route: Route, { access, origin }: GuardParts, granted: Audience): Middleware {
  return async (context) => {
    const refuse = (status: number, code: string, message: string): void => {
      // What the client still sends is not waited for.
      if (route.method === 'POST') closeConnection(context.req, context.res);
      context.status = status;
      context.body = apiError(code, message);
    };
    // The app's login may hang, and must not hold up a probe then.
    const isNobody = route.rule === 'everybody' || route.isProbe?.(context) === true;
    const caller = isNobody ? NOBODY : await access.identify(new GuardedRequest(context), granted);
    const view = viewOf(caller, access);
    const rule = route.ruleFor?.(context) ?? route.rule;
    if (rule !== 'everybody') {
      context.vary('Authorization');
      context.vary('Cookie');
    }
    if (caller.isWrongToken && rule !== 'each') {
      const wait = access.wrong(context.req);
      context.set('WWW-Authenticate', `${REALM}, error="invalid_token"`);
      if (wait === undefined) return refuse(401, 'wrong_token', 'This token is not known.');
      context.set('Retry-After', String(wait));
      return refuse(429, 'too_many_wrong_tokens', `Too many wrong tokens. Try again in ${wait} s.`);
    }
    if (!mayAsk(rule, caller, view)) {
      if (caller.audience !== 'public' || caller.name !== null) {
        return refuse(403, 'forbidden', `This needs ${NEEDS[rule]}.`);
      }
      context.set('WWW-Authenticate', REALM);
      return refuse(401, 'unauthorized', `This needs ${NEEDS[rule]}. ${HOW}`);
    }
    // Whoever signs in or out has shown nothing yet that a browser sends by itself.
    const isAmbient = caller.isAmbient && rule !== 'everybody';
    const problem = route.method === 'POST' ? originProblem(context.req, origin, isAmbient) : undefined;
    if (problem !== undefined) return refuse(403, 'foreign_origin', problem);
    if (rule === 'reads' && caller.audience === 'public') {
      context.set('WWW-Authenticate', REALM);
      context.set(
        'Align-Monitor-Audience',
        access.session(caller).can_sign_in ? `public; ${MORE}` : `public; ${SET_UP}`,
      );
    }
    // Where a body parser of the app's in front has left the body.
    const { body } = context.request as { body?: unknown };
    if (body !== undefined && !('body' in context.req)) Object.assign(context.req, { body });
    await route.answer(context, { ...caller, view });
  };
}

const HOW = 'Send "Authorization: Bearer <token>", or sign in at /monitoring/sign-in.';
const MORE = 'more with "Authorization: Bearer <token>", or signed in at /monitoring/sign-in';
const SET_UP = 'to see more, set ALIGN_MONITOR_OPERATOR_TOKEN or the option access';

const NEEDS: Record<RouteRule, string> = {
  everybody: 'nothing',
  each: 'nothing',
  reads: 'the token of a viewer or an operator',
  viewer: 'the token of a viewer or an operator',
  operator: 'the token of an operator',
  ingest: 'the token for ingest',
};

function mayAsk(rule: RouteRule, { audience, mayIngest }: Caller, view: View): boolean {
  switch (rule) {
    case 'everybody':
    case 'each':
      return true;
    case 'reads':
      return view !== 'none';
    case 'viewer':
      return view === 'all';
    case 'operator':
      return audience === 'operator';
    case 'ingest':
      return mayIngest;
  }
}

/** The request as the app's own login sees it. */
class GuardedRequest extends RequestAdapter {
  readonly #session: unknown;

  constructor(context: { req: RequestAdapter['raw']; res: RequestAdapter['response']; session?: unknown }) {
    super(context.req, context.res);
    this.#session = context.session;
  }

  override get session(): unknown {
    return this.#session ?? super.session;
  }

  override endpoint(): undefined {
    return undefined;
  }
}
