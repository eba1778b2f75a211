/** Kinds of values from outside. */

/** Whether a value is an object, so that its properties can be read. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether a value is a text with something in it. */
export function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The value where it is a text with something in it; undefined for all else. */
export function nonEmptyText(value: unknown): string | undefined {
  return isNonEmptyText(value) ? value : undefined;
}
