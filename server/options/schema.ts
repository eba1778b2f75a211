/** Parts of schemas whose messages say what is allowed, as `parse` in invalid-value.ts shows them. */

import { z } from 'zod';

/** An object with these options and no others. */
export function optionsObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  allowed = 'an object',
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? known : allowed) });
}

/** A finite number from one limit to another. */
export function numberFrom(lowest: number, highest: number, allowed: string): z.ZodNumber {
  return z.number(allowed).min(lowest, allowed).max(highest, allowed);
}

/** A finite number above 0 up to a limit. */
export function positiveUpTo(highest: number, allowed: string): z.ZodNumber {
  return z.number(allowed).positive(allowed).max(highest, allowed);
}

/** A whole number from one limit to another. */
export function integerFrom(lowest: number, highest: number, allowed: string): z.ZodNumber {
  return numberFrom(lowest, highest, allowed).int(allowed);
}

/** A text of 1 to `maxLength` characters. */
export function textUpTo(maxLength: number, allowed = `a text of 1 to ${maxLength} characters`): z.ZodString {
  return z.string(allowed).min(1, allowed).max(maxLength, allowed);
}
