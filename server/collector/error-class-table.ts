/** Numbers for error classes, so that counting one is an increment in an array. */

import {
  ERROR_CLASS_NAMES,
  ERROR_CLASSES,
  type ErrorClassDefinition,
  type ErrorClassName,
  OTHER_CLASSES,
} from '../contract/index.js';
import { ownCopy } from '../options/values.js';
import type { Redact } from '../text/redact.js';

/** The number of a class; -1 means a successful request. */
export type ErrorClassIndex = number;

/** No error class: the request succeeded. */
export const NO_ERROR: ErrorClassIndex = -1;

/** The first number of a custom class, which the app names itself. The built-in classes come before. */
export const FIRST_CUSTOM_CLASS: ErrorClassIndex = ERROR_CLASS_NAMES.length;

/** Classes at most, including the built-in ones. Further custom classes are counted as `other`. */
export const MAX_CLASSES = 32;

/** The number of a built-in class. */
export function classNumber(name: ErrorClassName): ErrorClassIndex {
  return ERROR_CLASS_NAMES.indexOf(name);
}

const MAX_NAME_LENGTH = 64;

/** Assigns numbers to the names of error classes: the built-in ones, then custom ones as they occur. */
export class ErrorClassTable {
  readonly #names: string[] = [...ERROR_CLASS_NAMES];
  readonly #indexes = new Map<string, ErrorClassIndex>(ERROR_CLASS_NAMES.map((name, index) => [name, index]));

  readonly #redact: Redact;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /** The names, indexed by number. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The number of a class. A new name gets the next number, or that of `other` when none is left. */
  indexOf(errorClass: string): ErrorClassIndex {
    const index = this.#indexes.get(errorClass);
    if (index !== undefined) return index;
    const name = this.#redact(errorClass, MAX_NAME_LENGTH);
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const isLast = this.#names.length === MAX_CLASSES - 1;
    if (this.#names.length >= MAX_CLASSES) return this.#indexes.get(OTHER_CLASSES) ?? MAX_CLASSES - 1;
    const added = isLast ? OTHER_CLASSES : ownCopy(name);
    this.#names.push(added);
    this.#indexes.set(added, this.#names.length - 1);
    return this.#names.length - 1;
  }
}

const definitions: readonly ErrorClassDefinition[] = ERROR_CLASS_NAMES.map((name) => ERROR_CLASSES[name]);

/** The class of each status code, indexed by the code. */
const classByStatus = Array.from({ length: 600 }, (_, status) => {
  const own = definitions.findIndex(({ statuses }) => statuses?.includes(status));
  return own >= 0 ? own : definitions.findIndex(({ range }) => range && range[0] <= status && status <= range[1]);
});

/** The class of a status code. */
export function classOfStatus(statusCode: number): ErrorClassIndex {
  return classByStatus[statusCode] ?? NO_ERROR;
}

/** Whether the server is at fault: by definition of a built-in class, for a custom class if the status is at least 500. */
export function isServerFault(errorClass: ErrorClassIndex, statusCode: number): boolean {
  return definitions[errorClass]?.isServerFault ?? (errorClass >= FIRST_CUSTOM_CLASS && statusCode >= 500);
}
