/** Type guards for values from the host app. */

/** Whether a value is an object whose properties can be read. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Whether a function of the app's, asked for an answer, returned a promise or another thenable. It is waited for by
 * nobody; its rejection is handled here, since an unhandled one would end the process.
 */
export function isPromise(answer: unknown): boolean {
  if ((typeof answer !== 'function' && !isRecord(answer)) || typeof Reflect.get(answer, 'then') !== 'function') {
    return false;
  }
  Promise.resolve(answer).catch(() => undefined);
  return true;
}

/**
 * The answer of a function of the app's.
 * @throws TypeError when it is a promise
 */
export function answerOf<T>(name: string, answer: T): T {
  if (isPromise(answer)) throw new TypeError(`The function ${name} returned a promise: it must answer at once`);
  return answer;
}

/** Whether a value is a string that is not empty. */
export function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The value if it is a string that is not empty, otherwise undefined. */
export function nonEmptyText(value: unknown): string | undefined {
  return isNonEmptyText(value) ? value : undefined;
}

/**
 * The same text in memory of its own. V8 keeps a part of a longer text as a reference to the whole of it, so that a
 * name cut from a URL would keep the URL with its query string.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
