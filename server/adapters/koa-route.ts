/** Route templates of koa-router 7 to 12, @koa/router 8 to 15 and koa-mount: which route answered, and where it lies. */

import { isRecord, nonEmptyText } from '../options/values.js';

/** Properties that the routers and koa-mount leave in a context. */
interface Additions {
  /** The path of the layer that ran last; in koa-router before 9 that of the last layer that matched. */
  _matchedRoute?: unknown;
  /** The same from version 9 on; before that the path that the router is to look at, if the app sets one. */
  routerPath?: unknown;
  /** All layers whose path matched, of all routers so far. */
  matched?: unknown;
  /** The router that was asked last. */
  router?: unknown;
  /** The groups of the pattern of the layer that ran last. */
  captures?: unknown;
  params?: unknown;
  /** Where koa-mount mounted the app that ran last; it removes this part from the path. */
  mountPath?: unknown;
  path?: unknown;
}

type Context = Additions & { method: string };

/** A layer of a router: a route, or without methods a middleware of the router. */
interface Layer {
  path: unknown;
  methods: readonly unknown[];
  match?: unknown;
  regexp?: unknown;
  opts?: unknown;
  paramNames?: unknown;
}

/**
 * The template of the route that answered, or that a guard in front of it refused; else the path where koa-mount
 * mounted what answered.
 * @param path of the URL
 */
export function templateOfKoa(context: Context, path: string, statusCode: number): string | undefined {
  const { _matchedRoute: ran, mountPath } = context;
  if (ran === undefined || ran === null) {
    return mountPath === undefined || statusCode === 404 ? undefined : mountOf(mountPath, path);
  }
  const route = answeringLayer(context, path);
  const own = route === undefined ? ran : route.path;
  const template = own instanceof RegExp ? String(own) : nonEmptyText(own);
  if (template === undefined || mountPath === undefined || route === undefined) return template;
  const mount = mountOf(mountPath, path);
  // The innermost mount path stays in the context when an outer app answers.
  if (mount === undefined || matches(route, path) || !matches(route, path.slice(mount.length) || '/')) return template;
  return template === '/' ? mount : mount + template;
}

/** The whole path up to the end of the innermost mount path; what is in front of that was mounted, too. */
function mountOf(mountPath: unknown, path: string): string | undefined {
  const innermost = nonEmptyText(mountPath)?.replace(/\/$/, '') ?? '';
  // It ends where a segment ends: `/a` is not the beginning of `/api/a`.
  const end = innermost === '' ? 0 : `${path}/`.indexOf(`${innermost}/`) + innermost.length;
  return end < innermost.length || end === 0 ? undefined : path.slice(0, end);
}

function answeringLayer(context: Context, path: string): Layer | undefined {
  const { matched, router, _matchedRoute: ran, routerPath } = context;
  if (!Array.isArray(matched)) return undefined;
  const all = (matched as unknown[]).filter((layer): layer is Layer => isLayer(layer, context.method));
  const stack: readonly unknown[] = hasStack(router) ? router.stack : [];
  const ofLast = all.filter((layer) => stack.includes(layer));
  const layers = ofLast.length > 0 ? ofLast : all;
  const { length } = layers.filter(isRoute);
  const last =
    routerPath === ran || length < 2
      ? (layers.find((layer) => layer.path === ran && isRoute(layer)) ?? layers.find((layer) => layer.path === ran))
      : lastRun(layers, context, path);
  if (last !== undefined && isRoute(last)) return last;
  // A middleware of the router that did not pass the request on refused it to the route behind it.
  const from = last === undefined ? 0 : layers.indexOf(last);
  return layers.slice(from).find(isRoute) ?? layers.find(isRoute);
}

/** Before version 9 the router leaves the captured groups of the layer that ran last, but not its path. */
function lastRun(layers: readonly Layer[], context: Additions, path: string): Layer | undefined {
  const captured = JSON.stringify(context.captures);
  const seen = [nonEmptyText(context.routerPath), nonEmptyText(context.path), path];
  const hasRun = (layer: Layer): boolean =>
    seen.some((given) => given !== undefined && JSON.stringify(capturesOf(layer, given)) === captured);
  const [first, ...rest] = layers.filter(hasRun).filter(isRoute);
  // Routes of the same form differ in the names of their parameters, which add up in the context.
  return (
    rest.reduce((last, layer) => (hasNewNames(layer, last, context.params) ? layer : last), first) ??
    layers.find(hasRun)
  );
}

function hasNewNames(layer: Layer, before: Layer | undefined, parameters: unknown): boolean {
  const names = namesOf(layer);
  const known = before === undefined ? [] : namesOf(before);
  return (
    isRecord(parameters) && names.every((name) => name in parameters) && names.some((name) => !known.includes(name))
  );
}

function namesOf({ paramNames }: Layer): string[] {
  return Array.isArray(paramNames) ? paramNames.map((one: unknown) => (isRecord(one) ? String(one['name']) : '')) : [];
}

function capturesOf({ regexp, opts }: Layer, path: string): unknown[] | undefined {
  if (isRecord(opts) && opts['ignoreCaptures'] === true) return [];
  return regexp instanceof RegExp ? regexp.exec(path)?.slice(1) : undefined;
}

function matches(layer: Layer, path: string): boolean {
  return typeof layer.match === 'function' && Reflect.apply(layer.match, layer, [path]) === true;
}

/** Whether it is a layer that requests of a method go through. */
function isLayer(layer: unknown, method: string): layer is Layer {
  if (!isRecord(layer) || !Array.isArray(layer['methods'])) return false;
  return layer['methods'].length === 0 || layer['methods'].includes(method);
}

function isRoute({ methods }: Layer): boolean {
  return methods.length > 0;
}

function hasStack(router: unknown): router is { stack: readonly unknown[] } {
  return isRecord(router) && Array.isArray(router['stack']);
}
