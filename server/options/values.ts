/** Type guards for values from the host app. */

/** Whether a value is an object whose properties can be read. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
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
