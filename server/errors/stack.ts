/**
 * Reads stacks as V8 and Node print them, also with source maps. Nothing is resolved here: with `--enable-source-maps`
 * Node has put the original places into the text.
 */

/** One line of a stack as it stands there. */
export interface Frame {
  /** Null where the code has no name. */
  function: string | null;
  /** A path, a URL, the name of a module of Node, or what V8 says in its place. */
  file: string;
  line: number | null;
  column: number | null;
}

/** So much of a stack is examined, behind the message. */
const MAX_LENGTH = 20_000;
/** Frames that are read at most. */
const MAX_FRAMES = 50;
/** A longer line is none that V8 has written for a file; `data:` URLs have no limit. */
const MAX_LINE = 1000;
/** So much of a message is looked for in the stack. */
const MAX_SOUGHT = 200;

/**
 * The frames of a stack, innermost first.
 * @param message of the error: it stands in the stack too, and may look like frames
 */
export function parseStack(stack: string, message: string): Frame[] {
  const sought = message.slice(0, MAX_SOUGHT);
  const at = sought === '' ? -1 : stack.indexOf(sought);
  const start = at < 0 ? 0 : at + message.length;
  const frames: Frame[] = [];
  for (const line of stack.slice(start, start + MAX_LENGTH).split('\n')) {
    if (line.length > MAX_LINE) continue;
    const text = line.trim();
    if (!text.startsWith('at ')) continue;
    frames.push(frameOf(text.slice(3)));
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
}

/** Such as `async Shop.order [as handle] (file:///app/shop.ts:42:7)`, or the place alone. */
function frameOf(text: string): Frame {
  const open = text.endsWith(')') ? text.indexOf(' (') : -1;
  if (open < 0) return { function: null, ...placeOf(text.startsWith('async ') ? text.slice(6) : text) };
  return { function: nameOf(text.slice(0, open)), ...placeOf(text.slice(open + 2, -1)) };
}

function nameOf(text: string): string | null {
  const [name = ''] = text.replace(/^(?:async |new )+/, '').split(' [as ');
  return name === '' || name.endsWith('<anonymous>') ? null : name;
}

function placeOf(place: string): Omit<Frame, 'function'> {
  const [, file, line, column] = /^(.+?):(\d{1,9})(?::(\d{1,9}))?$/.exec(place) ?? [];
  if (file === undefined) return { file: place, line: null, column: null };
  return { file, line: Number(line), column: column === undefined ? null : Number(column) };
}
