/**
 * Query strings of bounded size. Koa's `query` takes a time that grows with the square of how often a name is repeated:
 * a second for 64 kB.
 */

import { parse } from 'node:querystring';

/** So much of a query string is read, and so many of its parameters; no route has as many. */
const MAX_LENGTH = 4096;
const MAX_PARAMETERS = 16;

/** The parameters of a request; those that are given several times are lists. */
export function queryOf({ querystring }: { querystring: string }): Record<string, string | string[] | undefined> {
  return parse(querystring.slice(0, MAX_LENGTH), '&', '=', { maxKeys: MAX_PARAMETERS });
}
