/** What is said to a developer whose argument is wrong: the argument, its value and what is allowed. */

const MAX_SHOWN = 200;

/** The error to throw. `what` names the argument, for example `check "database": option timeoutSeconds`. */
export function wrongArgument(what: string, value: unknown, allowed: string): TypeError {
  return new TypeError(`align-monitor: ${what} is ${inWords(value)}; allowed: ${allowed}`);
}

/**
 * An options object, which is often not given at all.
 * @param whose whose options they are, as it begins the error
 * @throws TypeError when it is no object or has other keys than the known ones
 */
export function optionsObject(whose: string, given: unknown, known: readonly string[]): Record<string, unknown> {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrongArgument(`${whose}: options`, given, 'an object');
  }
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length === 0) return given as Record<string, unknown>;
  const names = unknown.join(', ').slice(0, MAX_SHOWN);
  throw new TypeError(`align-monitor: ${whose}: unknown option ${names}; allowed: ${known.join(', ')}`);
}

/** Whether it is a number above one limit and up to another. */
export function isNumberIn(value: unknown, above: number, highest: number): value is number {
  return typeof value === 'number' && value > above && value <= highest;
}

/** A value as an error names it. */
export function inWords(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  try {
    return JSON.stringify(value).slice(0, MAX_SHOWN);
  } catch {
    return typeof value;
  }
}
