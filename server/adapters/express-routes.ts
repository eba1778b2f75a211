/**
 * Route templates of Express 4 and 5. Express keeps a route's own path, and as `baseUrl` the prefix that led to it as it
 * was sent. The prefix's template is in the layers of the routers that the request went through, so these are noted.
 */

import type { EventEmitter } from 'node:events';
import { isRecord, nonEmptyText } from '../options/values.js';
import { nameParameters } from '../tracking/fold-path.js';
import { noteErrors, noteErrorsOfFirst, withErrors } from './express-errors.js';

/** What is used of a router of Express: a function with a list of layers. */
interface Router {
  stack: readonly unknown[];
}

/** A router that a request went into, and the prefix that led to it, as it was sent. */
interface Entered {
  router: Router;
  prefix: string;
}

/** Where the entered routers stand in a request. Copies of this module share it. */
const ENTERED = Symbol.for('align-monitor.express.entered');
/** Marks the prototypes of routers that note requests. */
const NOTES = Symbol.for('align-monitor.express.notes');

/** What path-to-regexp of Express 4 puts around the pattern of a path that was given as a string. */
const TEXT_PATTERN = /^\^(.*?)(\\\/\?(?:\(\?=\\\/\|\$\)|\$))$/;
/** A parameter in such a pattern, with the slash in front of it, and whether it is optional. */
const PARAMETER = /\(\?:(\\[/.])?\((?:\?:)?(?:[^()]|\([^()]*\)|\(\?[!:][^()]*(?:\([^()]*\))*[^()]*\))*\)\)(\?)?/g;

/** Longer paths are legal only where the host has raised Node's limit; to match one against all layers takes milliseconds. */
const MAX_PATH_LENGTH = 16_384;

/** The routes of one app. */
export class ExpressRoutes {
  readonly #root: Router;

  /** @param app the app of the first request; its routers note from now on which requests they get */
  constructor(app: unknown) {
    let outermost = app;
    while (isFunction(outermost) && isFunction(outermost['parent'])) outermost = outermost['parent'];
    this.#root = routerOf(outermost) ?? { stack: [] };
    if (!isRouter(this.#root)) return;
    noteRequests(this.#root, this.#root);
    noteErrors(this.#root.stack);
  }

  /** Has the errors of the first request noted until its response is closed. */
  noteFirst(request: object, response: EventEmitter): void {
    response.once('close', noteErrorsOfFirst(this.#root.stack, request));
  }

  /**
   * The template of the route that answered, or of what is mounted there and answered.
   * @param raw a request of Express
   * @param path of its URL
   */
  templateOf(
    raw: object,
    path: string,
    { statusCode, headersSent }: { statusCode: number; headersSent: boolean },
  ): string | undefined {
    const { route, baseUrl } = raw as { route?: unknown; baseUrl?: unknown };
    const prefix = typeof baseUrl === 'string' ? baseUrl : '';
    if (path.length > MAX_PATH_LENGTH && (prefix !== '' || !isRecord(route))) return undefined;
    const entered = this.#enteredBy(raw);
    if (isRecord(route)) {
      const owner = entered.findLast(({ router }) => hasRoute(router, route));
      // The router of a route that is not found is of another copy of Express.
      const ownPrefix = owner === undefined ? prefix : owner.prefix;
      // A route that passed the request on stays in it, also when a mounted handler of its router answers later.
      if (prefix.length <= ownPrefix.length) return templateOfRoute(route, ownPrefix, entered);
    }
    if (statusCode === 404) return undefined;
    const mount = templateOfPrefix(prefix, entered);
    if (mount === undefined) return undefined;
    if (statusCode < 400) return mount === '' && headersSent ? '/' : nonEmptyText(mount);
    // What refuses a request stands in front of the route that the request was for.
    const { method } = raw as { method?: unknown };
    const guarded = guardedBy(this.#root, path, typeof method === 'string' ? method : '');
    if (guarded.route !== undefined && (mount === '' || guarded.route.startsWith(mount))) return guarded.route;
    return mount === '' ? guarded.mount : mount;
  }

  #enteredBy(raw: object): Entered[] {
    const noted = ENTERED in raw ? (raw[ENTERED] as Entered[]) : [];
    return [{ router: this.#root, prefix: '' }, ...noted];
  }
}

/** Makes all routers of a kind note the requests that they get, except for the app's own. */
function noteRequests(router: Router, root: Router): void {
  let prototype: unknown = router;
  while (prototype !== null && !Object.hasOwn(prototype as object, 'handle')) {
    prototype = Object.getPrototypeOf(prototype) as unknown;
  }
  if (!isFunction(prototype) && !isRecord(prototype)) return;
  const { handle } = prototype;
  if (!isFunction(handle) || NOTES in handle) return;
  function noted(this: Router, request: object, response: unknown, done: unknown, ...rest: unknown[]): unknown {
    if (this !== root) note(this, request);
    return Reflect.apply(handle as () => unknown, this, [request, response, withErrors(request, done), ...rest]);
  }
  prototype['handle'] = Object.assign(noted, { [NOTES]: true });
}

function note(router: Router, request: object): void {
  try {
    const { baseUrl } = request as { baseUrl?: unknown };
    const entered = { router, prefix: typeof baseUrl === 'string' ? baseUrl : '' };
    if (ENTERED in request) (request[ENTERED] as Entered[]).push(entered);
    else Object.defineProperty(request, ENTERED, { value: [entered], enumerable: false });
  } catch {
    // A request that cannot be extended has no template.
  }
}

/** The path of a route, which may have several, behind the prefix of its router as it was sent. */
function templateOfRoute(route: Record<string, unknown>, sent: string, entered: Entered[]): string | undefined {
  const prefix = templateOfPrefix(sent, entered);
  return prefix === undefined ? undefined : joined(prefix, route['path']);
}

function joined(prefix: string, own: unknown): string | undefined {
  const paths = (Array.isArray(own) ? own : [own]).filter((path) => path instanceof RegExp || typeof path === 'string');
  if (paths.length === 0) return undefined;
  return paths
    .map((path) => ((path === '/' || path === '') && prefix !== '' ? prefix : prefix + String(path)))
    .join(' | ');
}

/** The template of a prefix as it was sent: of each step the layer whose mount path is exactly that part. */
function templateOfPrefix(sent: string, entered: Entered[]): string | undefined {
  if (sent === '') return '';
  for (const [index, { router, prefix }] of Array.from(entered.entries()).reverse()) {
    if (prefix.length >= sent.length || !sent.startsWith(prefix)) continue;
    const part = sent.slice(prefix.length);
    for (const layer of router.stack) {
      if (!isRecord(layer) || layer['route'] !== undefined) continue;
      const mount = matchOf(layer, part);
      if (mount?.length !== part.length) continue;
      const outer = templateOfPrefix(prefix, entered.slice(0, index + 1));
      if (outer !== undefined) return outer + mount.template;
    }
  }
  return undefined;
}

/** The first route for a request that did not come so far, and the longest mount path on the way. */
function guardedBy({ stack }: Router, path: string, method: string): { route?: string; mount?: string } {
  let longest: string | undefined;
  for (const layer of stack) {
    if (!isRecord(layer)) continue;
    const { route } = layer;
    const match = matchOf(layer, path);
    if (match === undefined) continue;
    if (isRecord(route)) {
      const template = handles(route, method) ? joined('', route['path']) : undefined;
      if (template !== undefined && !/^\/?\W*\*|^\(/.test(template)) return { route: template };
      continue;
    }
    if (match.template === '' && !isRouter(layer['handle'])) continue;
    const rest = path.slice(match.length);
    const inner = isRouter(layer['handle'])
      ? guardedBy(layer['handle'], rest.startsWith('/') ? rest : `/${rest}`, method)
      : {};
    if (inner.route !== undefined) return { route: joined(match.template, inner.route) ?? inner.route };
    const mount = match.template + (inner.mount ?? '');
    if (mount.length > (longest ?? '').length) longest = mount;
  }
  return longest === undefined ? {} : { mount: longest };
}

function handles(route: Record<string, unknown>, method: string): boolean {
  const { methods } = route;
  if (!isRecord(methods)) return false;
  const name = method.toLowerCase();
  return methods['_all'] === true || methods[name] === true || (name === 'head' && methods['get'] === true);
}

function hasRoute({ stack }: Router, route: object): boolean {
  for (const layer of stack) if (isRecord(layer) && layer['route'] === route) return true;
  return false;
}

/** How much of a path a layer matches, and the template of that part. */
function matchOf(layer: Record<string, unknown>, path: string): { length: number; template: string } | undefined {
  const { regexp, matchers } = layer;
  if (layer['slash'] === true) return { length: 0, template: '' };
  if (regexp instanceof RegExp) {
    if ('fast_slash' in regexp && regexp.fast_slash === true) return { length: 0, template: '' };
    const matched = regexp.exec(path)?.[0];
    return matched === undefined
      ? undefined
      : { length: withoutEndSlash(matched).length, template: templateOfPattern(regexp, layer['keys'], path) };
  }
  return Array.isArray(matchers) ? matchOf5(matchers, layer['rawPath'], path) : undefined;
}

/** Express 4 keeps of a mount path only the pattern that was made from it; of a list of paths, one with alternatives. */
function templateOfPattern(regexp: RegExp, keys: unknown, path: string): string {
  const names = Array.isArray(keys) ? keys.map((key: unknown) => (isRecord(key) ? String(key['name']) : '')) : [];
  for (const source of regexp.source.split(/\|(?=\^)/)) {
    const isOther = !new RegExp(source, regexp.flags).test(path);
    const text = TEXT_PATTERN.exec(source)?.[1]
      ?.replaceAll(PARAMETER, (_, sign: string | undefined, optional = '') => {
        return `${sign?.slice(1) ?? ''}:${names.shift() ?? ''}${String(optional)}`;
      })
      .replaceAll(/\((?:[^()])*\)/g, () => `:${names.shift() ?? ''}`)
      .replaceAll(/\\(.)/g, '$1');
    if (isOther) continue;
    if (text !== undefined) return withoutEndSlash(text);
  }
  return String(regexp);
}

/** Express 5 has a function for each path and, from version 2.3 of its router on, the paths themselves. */
function matchOf5(
  matchers: readonly unknown[],
  paths: unknown,
  path: string,
): { length: number; template: string } | undefined {
  for (const [index, matcher] of matchers.entries()) {
    const match = typeof matcher === 'function' ? matchWith(matcher as (path: string) => unknown, path) : undefined;
    if (!isRecord(match) || typeof match['path'] !== 'string') continue;
    const given: unknown = Array.isArray(paths) ? paths[index] : paths;
    const parameters = isRecord(match['params']) ? match['params'] : {};
    const text = typeof given === 'string' ? given : nameParameters(match['path'], parameters, true);
    if (text === undefined) return undefined;
    return {
      length: withoutEndSlash(match['path']).length,
      template: given instanceof RegExp ? String(given) : withoutEndSlash(text),
    };
  }
  return undefined;
}

function matchWith(matcher: (path: string) => unknown, path: string): unknown {
  try {
    return matcher(path);
  } catch {
    // A parameter that cannot be decoded.
    return undefined;
  }
}

/** Reading `app.router` throws in Express 4. */
function routerOf(app: unknown): Router | undefined {
  if (!isFunction(app)) return undefined;
  const router = app['_router'] ?? app['router'];
  return isRouter(router) ? router : undefined;
}

function isRouter(value: unknown): value is Router & Record<string, unknown> {
  return isFunction(value) && Array.isArray(value['stack']);
}

function withoutEndSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Apps and routers are functions with properties. */
function isFunction(value: unknown): value is Record<string | symbol, unknown> {
  return typeof value === 'function';
}
