/** Options of the adapters, checked like those of `createMonitor`. */

import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { parse } from './invalid-value.js';
import { optionsObject } from './schema.js';

/** How an app is followed. */
export interface ServeOptions {
  /** Whether the adapter also answers the monitor's own endpoints; true unless given. */
  serve?: boolean | undefined;
  /**
   * The endpoint of a request for which the framework knows no route, such as `/items/:id`; never the raw path. Asked when
   * the response is over. Undefined, and what it throws, leaves the request `(unmatched)`.
   */
  endpoint?: NameEndpoint | undefined;
}

/** Names an endpoint; must answer at once. Of a longer text the first 1,000 characters count. */
export type NameEndpoint = (request: IncomingMessage) => string | undefined;

/** Who everybody is who gets to routes behind a guard of the app's own. */
export interface RoutesOptions {
  /** `viewer` or `operator`; unless given, the credentials of each request decide. */
  audience?: 'viewer' | 'operator' | undefined;
}

const serve = z.boolean('true or false').default(true);
const isFunction = (given: unknown): boolean => typeof given === 'function';
const endpoint = z.custom<NameEndpoint>(isFunction, 'a function of the request').optional();
const streaming = z.custom<(request: IncomingMessage) => boolean>(isFunction, 'a function of the request').optional();
const served = optionsObject({ serve, endpoint }, 'an object such as { serve: false }');
const followed = optionsObject({ serve, endpoint, streaming }, 'an object such as { serve: false }');
const mounted = optionsObject(
  { audience: z.enum(['viewer', 'operator'], "'viewer' or 'operator'").optional() },
  "an object such as { audience: 'viewer' }",
);

/**
 * How an adapter follows an app.
 * @param what the adapter, such as `koa`
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function resolveServe(given: unknown, what: string): z.output<typeof served> {
  return parse(served, given ?? {}, { whole: 'option object', prefix: `${what}: ` });
}

/** As `resolveServe`, for `monitor.http`. */
export function resolveHttp(given: unknown): z.output<typeof followed> {
  return parse(followed, given ?? {}, { whole: 'option object', prefix: 'http: ' });
}

/**
 * What the guard in front of mounted routes has established.
 * @param what the adapter, such as `routes`
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function resolveAudience(given: unknown, what: string): 'public' | 'viewer' | 'operator' {
  return parse(mounted, given ?? {}, { whole: 'option object', prefix: `${what}: ` }).audience ?? 'public';
}
