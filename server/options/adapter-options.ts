/** Options of the adapters, checked like those of `createMonitor`. */

import { z } from 'zod';
import { parse } from './invalid-value.js';
import { optionsObject } from './schema.js';

/** How an app is followed. */
export interface ServeOptions {
  /** Whether the adapter also answers the monitor's own endpoints; true unless given. */
  serve?: boolean | undefined;
}

/** Who everybody is who gets to routes behind a guard of the app's own. */
export interface RoutesOptions {
  /** `viewer` or `operator`; unless given, the credentials of each request decide. */
  audience?: 'viewer' | 'operator' | undefined;
}

const serve = z.boolean('true or false').default(true);
const served = optionsObject({ serve }, 'an object such as { serve: false }');
const mounted = optionsObject(
  { audience: z.enum(['viewer', 'operator'], "'viewer' or 'operator'").optional() },
  "an object such as { audience: 'viewer' }",
);

/**
 * Whether an adapter answers the endpoints too.
 * @param what the adapter, such as `koa`
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function resolveServe(given: unknown, what: string): boolean {
  return parse(served, given ?? {}, { whole: 'option object', prefix: `${what}: ` }).serve;
}

/**
 * What the guard in front of mounted routes has established.
 * @param what the adapter, such as `routes`
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function resolveAudience(given: unknown, what: string): 'public' | 'viewer' | 'operator' {
  return parse(mounted, given ?? {}, { whole: 'option object', prefix: `${what}: ` }).audience ?? 'public';
}
