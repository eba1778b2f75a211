/**
 * The mount paths of the Express routers around a route. Express keeps a route's own path and, while the route runs, the
 * prefix as it was sent. The prefix's template is only in the layers of its routers, so it is looked up there.
 */

import { isRecord } from '../options/values.js';
import { foldKnown } from '../tracking/fold-path.js';

/** How much of a path a layer matched, and the template of that part. */
interface Mount {
  length: number;
  template: string;
}

/** What path-to-regexp of Express 4 appends to the pattern of a path that was given as a string. */
const END_OF_TEXT_PATTERN = '\\/?(?=\\/|$)';

/**
 * The template of the prefix that leads to a route, empty where there is none.
 * @param app the app that answered; of a mounted app its mount paths are part of the prefix
 * @param path answers the whole path of the request; asked only where a router is mounted
 * @returns undefined when the route is not found from this app
 */
export function prefixOf(app: unknown, route: object, path: () => string): string | undefined {
  const router = routerOf(app);
  const stack = isFunction(router) ? router['stack'] : undefined;
  if (!isFunction(app) || !Array.isArray(stack)) return undefined;
  // Most routes are the app's own.
  if (app['parent'] === undefined && hasRoute(stack, route)) return '';
  const mounted = mountPath(app);
  if (mounted === undefined) return undefined;
  const depth = mounted.split('/').length - 1;
  const rest = `/${path()
    .split('/')
    .slice(depth + 1)
    .join('/')}`;
  const prefix = prefixIn(stack, route, rest);
  return prefix === undefined ? undefined : mounted + prefix;
}

/**
 * The template of a prefix of which only the sent form is known, where something is mounted at exactly that: a function
 * that calls a router, or an app whose error its parent answers.
 */
export function templateOfPrefix(app: unknown, prefix: string): string | undefined {
  const router = routerOf(app);
  const stack = isFunction(router) ? router['stack'] : undefined;
  if (!Array.isArray(stack)) return undefined;
  for (const layer of stack as unknown[]) {
    const mount = isRecord(layer) && layer['route'] === undefined ? mountOf(layer, prefix) : undefined;
    if (mount !== undefined && mount.length === prefix.length && prefix !== '') return mount.template;
  }
  return undefined;
}

/** Reading `app.router` throws in Express 4. */
function routerOf(app: unknown): unknown {
  if (!isFunction(app)) return undefined;
  return app['_router'] ?? app['router'];
}

/** The mount paths of an app in its parents; undefined where one is not a single string. */
function mountPath(app: unknown): string | undefined {
  if (!isFunction(app) || app['parent'] === undefined) return '';
  const own = app['mountpath'];
  const outer = mountPath(app['parent']);
  return outer === undefined || typeof own !== 'string' ? undefined : outer + withoutEndSlash(own);
}

function prefixIn(stack: unknown, route: object, path: string): string | undefined {
  if (!Array.isArray(stack)) return undefined;
  for (const layer of stack as unknown[]) {
    if (!isRecord(layer)) continue;
    if (layer['route'] === route) return '';
    const router = layer['handle'];
    const inner = isFunction(router) ? router['stack'] : undefined;
    const mount = Array.isArray(inner) ? mountOf(layer, path) : undefined;
    if (mount === undefined) continue;
    const rest = path.slice(mount.length);
    const found = prefixIn(inner, route, rest.startsWith('/') ? rest : `/${rest}`);
    if (found !== undefined) return mount.template + found;
  }
  return undefined;
}

function hasRoute(stack: readonly unknown[], route: object): boolean {
  for (const layer of stack) if (isRecord(layer) && layer['route'] === route) return true;
  return false;
}

function mountOf(layer: Record<string, unknown>, path: string): Mount | undefined {
  const { regexp, matchers } = layer;
  if (regexp instanceof RegExp) return mountOf4(regexp, layer['keys'], path);
  if (layer['slash'] === true) return { length: 0, template: '' };
  return Array.isArray(matchers) ? mountOf5(matchers, layer['rawPath'], path) : undefined;
}

/** Express 4 has one regular expression and the names of its groups. */
function mountOf4(regexp: RegExp, keys: unknown, path: string): Mount | undefined {
  if ('fast_slash' in regexp && regexp.fast_slash === true) return { length: 0, template: '' };
  const match = regexp.exec(path);
  if (match === null) return undefined;
  const [taken, ...values] = match;
  const names = Array.isArray(keys) ? keys.map((key: unknown) => (isRecord(key) ? String(key['name']) : '')) : [];
  const parameters = Object.fromEntries(values.map((value, index) => [names[index] ?? '', value]));
  const isText = regexp.source.endsWith(END_OF_TEXT_PATTERN);
  const template = isText ? withoutEndSlash(foldKnown(taken, parameters)) : String(regexp);
  return { length: withoutEndSlash(taken).length, template };
}

/** Express 5 has a function for each path and, from its router's version 2.3 on, the paths themselves. */
function mountOf5(matchers: unknown[], paths: unknown, path: string): Mount | undefined {
  for (const [index, matcher] of matchers.entries()) {
    const match: unknown = typeof matcher === 'function' ? Reflect.apply(matcher, undefined, [path]) : undefined;
    if (!isRecord(match) || typeof match['path'] !== 'string') continue;
    const given: unknown = Array.isArray(paths) ? paths[index] : paths;
    const folded = foldKnown(match['path'], isRecord(match['params']) ? match['params'] : {});
    const template =
      given instanceof RegExp ? String(given) : withoutEndSlash(typeof given === 'string' ? given : folded);
    return { length: withoutEndSlash(match['path']).length, template };
  }
  return undefined;
}

function withoutEndSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Apps and routers are functions with properties. */
function isFunction(value: unknown): value is Record<string, unknown> {
  return typeof value === 'function';
}
