/**
 * Errors of Express 4 and 5 without a second middleware. A router offers an error to each layer behind the one that
 * failed, also to the error handlers, and passes on what none of them takes. Both are noted; a request without an error
 * pays nothing for it.
 */

import { isRecord } from '../options/values.js';

/** The first error of a request. Copies of this module share it. */
const NOTED = Symbol.for('align-monitor.express.error');
/** Marks methods of layers that note errors. */
const NOTES = Symbol.for('align-monitor.express.errors');

type Method = (...given: unknown[]) => unknown;

/** Makes all layers of a router's kind note the errors that they are offered. */
export function noteErrors(stack: readonly unknown[]): void {
  const [handles, offered] = methodOf(stack, ['handle_error', 'handleError']) ?? [];
  if (handles === undefined || offered === undefined) return;
  replace(handles, offered, (original) => {
    return function offeredError(this: unknown, ...given) {
      noteError(given[1], given[0]);
      return Reflect.apply(original, this, given);
    };
  });
}

/**
 * Notes the errors of one request from where it stands: it is in its outermost router already, whose end is not seen.
 * @returns what ends this
 */
export function noteErrorsOfFirst(stack: readonly unknown[], request: object): () => void {
  const [handles, name] = methodOf(stack, ['handle_request', 'handleRequest']) ?? [];
  if (handles === undefined || name === undefined) return () => undefined;
  return replace(handles, name, (original) => {
    return function handleFirst(this: unknown, ...given) {
      if (given[0] === request) given[2] = withErrors(request, given[2]);
      return Reflect.apply(original, this, given);
    };
  });
}

/** What a router calls with the error that none of its own handlers has taken; notes it, and passes it on. */
export function withErrors(request: object, done: unknown): unknown {
  if (typeof done !== 'function') return done;
  return function passOn(this: unknown, ...given: unknown[]): unknown {
    noteError(request, given[0]);
    return Reflect.apply(done, this, given);
  };
}

/**
 * The error that a router has met first while it handled a request; undefined when there was none. Error handlers may
 * make another one of it, which says less of where it comes from.
 */
export function errorOf(request: object): unknown {
  return NOTED in request ? request[NOTED] : undefined;
}

function noteError(request: unknown, error: unknown): void {
  // Express' own words for leaving a route or a router are no errors.
  if (!error || error === 'route' || error === 'router' || !isRecord(request) || NOTED in request) return;
  try {
    Object.defineProperty(request, NOTED, { value: error, enumerable: false });
  } catch {
    // A request that cannot be extended fails without a known error.
  }
}

/** The prototype of a router's layers, and which of the names its method has. */
function methodOf(stack: readonly unknown[], names: readonly string[]): [Record<string, Method>, string] | undefined {
  for (const layer of stack) {
    const prototype: unknown = isRecord(layer) ? Object.getPrototypeOf(layer) : undefined;
    const name = isRecord(prototype) ? names.find((each) => typeof prototype[each] === 'function') : undefined;
    if (name !== undefined) return [prototype as Record<string, Method>, name];
  }
  return undefined;
}

/** Replaces a method once, whichever copy of this module comes first. */
function replace(prototype: Record<string, Method>, name: string, make: (original: Method) => Method): () => void {
  const original = prototype[name];
  if (original === undefined || NOTES in original) return () => undefined;
  const noting = Object.assign(make(original), { [NOTES]: true });
  prototype[name] = noting;
  return () => {
    // Somebody else may have replaced it since.
    if (prototype[name] === noting) prototype[name] = original;
  };
}
