/** What a thrown value says. It may be anything: a proxy, or an object whose properties throw. */

/** The name and the message of what was thrown, and where. */
export interface ThrownDescription {
  /** Such as `TypeError`; empty when it has none. */
  name: string;
  /** As it was written, with whatever it holds; empty when there is none. */
  message: string;
  /** The places of its stack, innermost first. */
  places: readonly string[];
}

const MAX_PLACES = 5;
/** Only so much of a stack is examined. */
const MAX_STACK = 20_000;
const PLACE = /^ +at (.+)$/;

/** Describes a thrown value; never throws. */
export function describeThrown(thrown: unknown): ThrownDescription {
  try {
    if (typeof thrown === 'function') return described('', 'a function');
    if (typeof thrown !== 'object' || thrown === null) return described('', String(thrown));
    const { name, message, errors, code, stack } = thrown as Record<string, unknown>;
    const places = placesOf(textOf(stack), textOf(message));
    const own = textOf(message);
    if (own !== '') return { name: textOf(name), message: own, places };
    // An AggregateError of a connection that failed on every address of a name has no message; its errors do.
    if (Array.isArray(errors) && errors.length > 0) return describeThrown(errors[0]);
    return { name: textOf(name), message: textOf(code), places };
  } catch {
    return described('', '');
  }
}

function described(name: string, message: string): ThrownDescription {
  return { name, message, places: [] };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The message stands in the stack too, and may look like a place. */
function placesOf(stack: string, message: string): string[] {
  const start = stack.indexOf(message);
  const behind = start < 0 ? stack : stack.slice(start + message.length);
  return behind
    .slice(0, MAX_STACK)
    .split('\n')
    .flatMap((line) => PLACE.exec(line)?.[1] ?? [])
    .slice(0, MAX_PLACES);
}
