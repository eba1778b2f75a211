/**
 * What an error says. It may be anything that was thrown: a text, null, a proxy, an object whose properties throw. Each
 * property is read once. A stack is formatted when it is first read, so it is read only on demand.
 */

import { isNonEmptyText, isRecord } from '../options/values.js';

/** What an error says of itself, as it stands there: long, and with whatever is in it. */
export interface ReadError {
  /** Its name; empty when it has none. */
  type: string;
  message: string;
}

/** Causes that are followed. */
const MAX_CAUSES = 5;
/** A class that its errors' names do not tell. */
const ERROR_CLASS = /^[A-Z]\w{0,99}(?:Error|Exception)$/;

/** Reads the name and the message of what was thrown. */
export function readError(thrown: unknown): ReadError {
  if (typeof thrown === 'function') return { type: 'function', message: '' };
  if (!isRecord(thrown)) return { type: thrown === null ? 'null' : typeof thrown, message: String(thrown) };
  const message = textOf(thrown, 'message');
  // An AggregateError of Promise.any, or of a connection that failed on all addresses of a name, may have no message.
  const [first] = message === '' ? errorsOf(thrown) : [];
  return { type: nameOf(thrown), message: first === undefined ? message || textOf(thrown, 'code') : messageOf(first) };
}

/** The stack of an error, and of the errors that caused it, outermost first, with their messages. */
export function* stacksOf(thrown: unknown): Generator<{ stack: string; message: string }> {
  const seen = new Set<unknown>();
  for (let error = thrown; isRecord(error) && seen.size < MAX_CAUSES && !seen.has(error);) {
    seen.add(error);
    yield { stack: textOf(error, 'stack'), message: textOf(error, 'message') };
    error = read(error, 'cause') ?? errorsOf(error)[0];
  }
}

/** Whether one of the errors is the thrown one, or caused it. */
export function isCausedBy(thrown: unknown, errors: readonly unknown[]): boolean {
  let error = thrown;
  for (let depth = 0; depth < MAX_CAUSES; depth++) {
    if (errors.includes(error)) return true;
    if (!isRecord(error)) return false;
    error = read(error, 'cause');
  }
  return false;
}

function messageOf(thrown: unknown): string {
  return isRecord(thrown) ? textOf(thrown, 'message') : '';
}

function nameOf(thrown: Record<string, unknown>): string {
  const name = textOf(thrown, 'name');
  // The app's own word, where it reports an object that is no error.
  if (name === '') return textOf(thrown, 'type') || 'Object';
  if (name !== 'Error') return name;
  const made = read(thrown, 'constructor');
  const own = typeof made === 'function' ? read(made as unknown as Record<string, unknown>, 'name') : undefined;
  return typeof own === 'string' && ERROR_CLASS.test(own.slice(0, 200)) ? own : name;
}

function errorsOf(thrown: Record<string, unknown>): readonly unknown[] {
  const errors = read(thrown, 'errors');
  try {
    return Array.isArray(errors) ? [errors[0]].filter(isRecord) : [];
  } catch {
    return [];
  }
}

function textOf(thrown: Record<string, unknown>, property: string): string {
  const value = read(thrown, property);
  return isNonEmptyText(value) ? value : '';
}

function read(thrown: Record<string, unknown>, property: string): unknown {
  try {
    return thrown[property];
  } catch {
    return undefined;
  }
}
