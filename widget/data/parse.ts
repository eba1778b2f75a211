/** Parses untrusted JSON by a template, so that views never meet a missing field, another type or an endless list. */

/** Template for a number or null. */
export const OPTIONAL_NUMBER = NaN;
/** Template for a number that may be negative, or null. */
export const SIGNED_NUMBER = -1;
/** Template for a text or null. */
export const OPTIONAL_TEXT = null;
/** Template for a date and time; also the value where there is none. */
export const TIME = new Date(0).toISOString();
/** Name of a template's field for all names that the template does not list. */
export const ANY = '*';

const MAX_NUMBER = Number.MAX_SAFE_INTEGER;
/** Longer texts are cut. */
const MAX_TEXT_LENGTH = 500;
/** Longer lists are cut. */
const MAX_ITEMS = 720;

/**
 * Makes a value that has the structure of `template`. A part of `value` that is missing or has another type is replaced
 * by that part of the template. Never throws.
 *
 * Lists have at most `maxItems` items.
 *
 * - A number stands for a finite number that is not negative, `OPTIONAL_NUMBER` also for null, `SIGNED_NUMBER` for any or null.
 * - A boolean stands for a boolean.
 * - A string stands for a text, `TIME` for a date and time, `OPTIONAL_TEXT` for a text or null.
 * - An array of one item stands for a list of such items, a longer one for a tuple.
 * - An object stands for its fields; its field `ANY` stands for all further fields.
 * - A function stands for the object or tuple that it returns, or null.
 */
export function parseBy(template: unknown, value: unknown, maxItems = MAX_ITEMS): unknown {
  if (typeof template === 'function') {
    const made: unknown = (template as () => unknown)();
    return (isObject(made) ? isObject(value) : Array.isArray(value)) ? parseBy(made, value, maxItems) : null;
  }
  if (typeof template === 'number') return parseNumber(template, value);
  if (typeof template === 'boolean') return typeof value === 'boolean' ? value : template;
  if (Array.isArray(template)) return parseArray(template, value, maxItems);
  if (isObject(template)) return parseObject(template, isObject(value) ? value : {}, maxItems);
  const isText = typeof value === 'string' && (template !== TIME || !Number.isNaN(Date.parse(value)));
  return isText ? value.slice(0, MAX_TEXT_LENGTH) : template;
}

/** Whether a value is an object and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Most figures are counts, shares and durations: never negative. All are small enough for exact arithmetic. */
function parseNumber(template: number, value: unknown): number | null {
  const isNumber = typeof value === 'number' && !Number.isNaN(value);
  const number = isNumber ? Math.min(MAX_NUMBER, Math.max(template < 0 ? -MAX_NUMBER : 0, value)) : null;
  return template >= 0 ? number || template : number;
}

function parseArray(template: readonly unknown[], value: unknown, maxItems: number): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value.slice(0, maxItems) : [];
  if (template.length > 1) return template.map((item, index) => parseBy(item, items[index], maxItems));
  const [item] = template;
  return items.filter((given) => isObject(given) === isObject(item)).map((given) => parseBy(item, given, maxItems));
}

function parseObject(
  { [ANY]: any, ...known }: Record<string, unknown>,
  value: Record<string, unknown>,
  maxItems: number,
): unknown {
  const names = Object.keys(any === undefined ? known : { ...known, ...value }).slice(0, maxItems);
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, MAX_TEXT_LENGTH),
      parseBy(Object.hasOwn(known, name) ? known[name] : any, value[name], maxItems),
    ]),
  );
}
