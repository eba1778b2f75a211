/**
 * Error classes: one per unsuccessful request, the first that holds of the app's own word, csrf, timeout, 5xx, 4xx.
 * Classes are numbered, so that counting them is an increment in an array.
 */

import type { ErrorClassName } from '../contract.js';

/** The number of a class; -1 means a successful request. */
export type ErrorClassIndex = number;

/** No error class: the request succeeded. */
export const NO_ERROR: ErrorClassIndex = -1;

/** The classes that always exist, in the order of their numbers. */
export const BUILT_IN_CLASSES = ['5xx', 'csrf', '4xx', 'timeout', 'aborted'] as const satisfies ErrorClassName[];

/** Numbers of the built-in classes. */
export const CLASS = { serverError: 0, csrf: 1, clientError: 2, timeout: 3, aborted: 4 } as const;

/** How many classes are kept apart, the built-in ones included; further words of the app's own are counted as `other`. */
export const MAX_CLASSES = 32;

const OVERFLOW_NAME = 'other';
const MAX_NAME_LENGTH = 64;

/** Numbers for the names of error classes: the built-in ones, then the app's own words as they come. */
export class ErrorClasses {
  readonly #names: string[] = [...BUILT_IN_CLASSES];
  readonly #indexes = new Map<string, ErrorClassIndex>(BUILT_IN_CLASSES.map((name, index) => [name, index]));

  /** The names, at the position of their numbers. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The number of a class; a new word gets the next one, and when none is left that of `other`. */
  indexOf(word: string): ErrorClassIndex {
    const name = word.length > MAX_NAME_LENGTH ? word.slice(0, MAX_NAME_LENGTH) : word;
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const isLast = this.#names.length === MAX_CLASSES - 1;
    if (this.#names.length >= MAX_CLASSES) return this.#indexes.get(OVERFLOW_NAME) ?? MAX_CLASSES - 1;
    const added = isLast ? OVERFLOW_NAME : name;
    this.#names.push(added);
    this.#indexes.set(added, this.#names.length - 1);
    return this.#names.length - 1;
  }
}

/** What a server answers to a method or a version of HTTP that it does not know: any stranger can ask for that. */
const NOT_IMPLEMENTED = 501;
const VERSION_NOT_SUPPORTED = 505;

/**
 * The class that a status code alone gives: 408 and 504 are timeouts, 501 and 505 are client errors like the codes from
 * 400 on, and the others from 500 on are server errors.
 */
export function classOfStatus(statusCode: number): ErrorClassIndex {
  if (statusCode < 400) return NO_ERROR;
  if (statusCode === 408 || statusCode === 504) return CLASS.timeout;
  if (statusCode === NOT_IMPLEMENTED || statusCode === VERSION_NOT_SUPPORTED) return CLASS.clientError;
  return statusCode < 500 ? CLASS.clientError : CLASS.serverError;
}

/** Whether the server is at fault: `5xx`, `timeout`, and any class of the app's own when the status was 500 or above. */
export function isServerFault(errorClass: ErrorClassIndex, statusCode: number): boolean {
  if (errorClass === CLASS.serverError || errorClass === CLASS.timeout) return true;
  return errorClass > CLASS.aborted && statusCode >= 500;
}
