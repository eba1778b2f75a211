/** Error classes by number, so that counting them is an increment in an array. */

import {
  ERROR_CLASS_NAMES,
  ERROR_CLASSES,
  type ErrorClassDefinition,
  type ErrorClassName,
  OTHER_CLASSES,
} from '../contract/index.js';

/** The number of a class; -1 means a successful request. */
export type ErrorClassIndex = number;

/** No error class: the request succeeded. */
export const NO_ERROR: ErrorClassIndex = -1;

/** The app's own words have the numbers from here on; before them come the built-in classes. */
export const FIRST_OWN_CLASS: ErrorClassIndex = ERROR_CLASS_NAMES.length;

/** How many classes are kept apart, the built-in ones included; further words of the app's own are counted as `other`. */
export const MAX_CLASSES = 32;

/** The number of a built-in class. */
export function classNumber(name: ErrorClassName): ErrorClassIndex {
  return ERROR_CLASS_NAMES.indexOf(name);
}

const MAX_NAME_LENGTH = 64;

/** Numbers for the names of error classes: the built-in ones, then the app's own words as they come. */
export class ErrorClassTable {
  readonly #names: string[] = [...ERROR_CLASS_NAMES];
  readonly #indexes = new Map<string, ErrorClassIndex>(ERROR_CLASS_NAMES.map((name, index) => [name, index]));

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
    if (this.#names.length >= MAX_CLASSES) return this.#indexes.get(OTHER_CLASSES) ?? MAX_CLASSES - 1;
    const added = isLast ? OTHER_CLASSES : name;
    this.#names.push(added);
    this.#indexes.set(added, this.#names.length - 1);
    return this.#names.length - 1;
  }
}

const definitions: readonly ErrorClassDefinition[] = ERROR_CLASS_NAMES.map((name) => ERROR_CLASSES[name]);

/** The class of each status code, at its place. */
const classByStatus = Array.from({ length: 600 }, (_, status) => {
  const own = definitions.findIndex(({ statuses }) => statuses?.includes(status));
  return own >= 0 ? own : definitions.findIndex(({ range }) => range && range[0] <= status && status <= range[1]);
});

/** The class that a status code alone gives. */
export function classOfStatus(statusCode: number): ErrorClassIndex {
  return classByStatus[statusCode] ?? NO_ERROR;
}

/** Whether the server is at fault: by the built-in class, and for the app's own words by a status of 500 or above. */
export function isServerFault(errorClass: ErrorClassIndex, statusCode: number): boolean {
  return definitions[errorClass]?.isServerFault ?? (errorClass >= FIRST_OWN_CLASS && statusCode >= 500);
}
