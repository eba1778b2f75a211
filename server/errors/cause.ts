/**
 * Finds what errors have in common: their type and the first frame of the app's own code; without one, their endpoint and
 * their masked message; without an error, the endpoint and the status. Stacks are formatted when they are first read,
 * which is most of what an error costs, so that only so many are read in a second.
 */

import { hash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { CodeLocation, ErrorGrouping, StackLine } from '../contract/index.js';
import { ownCopy } from '../options/values.js';
import type { Redact } from '../text/redact.js';
import type { AppCode } from './app-code.js';
import { LENGTHS, MAX_STACK_LINES } from './group-file.js';
import { mask } from './mask.js';
import { readError, stacksOf } from './read-error.js';
import { parseStack } from './stack.js';

/** Stacks that are read in a second. */
export const STACKS_PER_SECOND = 20;
/** Errors whose group is remembered, for those whose stack is not read. */
const MAX_REMEMBERED = 1000;
/** One of them, about. */
const REMEMBERED_BYTES = 400;
const ID_LENGTH = 20;
/** More than a redactor looks at of a text that is shown so short. */
const MAX_EXAMINED = 2048;

/** What makes errors one group. */
export interface Cause {
  id: string;
  grouping: ErrorGrouping;
  type: string;
  message: string;
  location: CodeLocation | null;
  /** Null when it was not read. */
  stack: StackLine[] | null;
}

/** Where an error happened. */
export interface Place {
  endpoint: string | null;
  method: string | null;
  status: number | null;
  errorClass: string | null;
}

/** Finds causes. */
export class Causes {
  readonly #code: AppCode;
  readonly #redact: Redact;
  readonly #texts = new ShownTexts();
  /** The second in which stacks are counted, and how many were read in it. */
  #second = -1;
  #read = 0;
  /** Type, message and endpoint → the cause that was found last; the longest not used comes first. */
  readonly #remembered = new Map<string, Omit<Cause, 'stack' | 'message'>>();

  constructor(code: AppCode, redact: Redact) {
    this.#code = code;
    this.#redact = redact;
  }

  /** The cause of what was thrown or reported; never throws, whatever it is. */
  ofError(thrown: unknown, { endpoint, method }: Place, now: number): Cause {
    const read = readError(thrown);
    const type = this.#texts.shown(read.type, LENGTHS.type, (text) => this.#shownType(text)) || 'Error';
    const message = this.#texts.shown(read.message, LENGTHS.message, (text) =>
      ownCopy(mask(this.#shown(text, LENGTHS.message)).slice(0, LENGTHS.message)),
    );
    const key = idOf([type, message, endpoint ?? '', method ?? '']);
    if (this.#mayRead(now)) {
      const found = this.#ofStack(thrown, type);
      const cause = found ?? { ...byMessage(type, message, { endpoint, method }), stack: [] };
      this.#remember(key, cause);
      return { ...cause, message };
    }
    const known = this.#remembered.get(key);
    return { ...(known ?? byMessage(type, message, { endpoint, method })), message, stack: null };
  }

  /** The cause of failed requests whose error nobody has told. */
  ofStatus({ endpoint, method, status, errorClass }: Place): Cause {
    const isBroken = status !== null && status < 400 && errorClass === '5xx';
    const type = status === null ? 'Failure' : isBroken ? 'Incomplete response' : `HTTP ${status}`;
    const isBuiltIn = errorClass === null || errorClass === '5xx' || errorClass === '4xx';
    const said = isBroken ? `HTTP ${status}, broken off by the server` : (STATUS_CODES[status ?? 0] ?? '');
    const message = isBuiltIn ? said : errorClass;
    return {
      ...{ id: idOf(['status', method ?? '', endpoint ?? '', type, message]), grouping: 'status', type, message },
      ...{ location: null, stack: [] },
    };
  }

  /** What is remembered, about. */
  get bytes(): number {
    return (this.#remembered.size + this.#texts.size) * REMEMBERED_BYTES;
  }

  #mayRead(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) [this.#second, this.#read] = [second, 0];
    if (this.#read >= STACKS_PER_SECOND) return false;
    this.#read++;
    return true;
  }

  /** The first frame of the app's own code, of the error or else of what has caused it. */
  #ofStack(thrown: unknown, type: string): Omit<Cause, 'message'> | undefined {
    for (const { stack, message } of stacksOf(thrown)) {
      const lines = parseStack(stack, message).map((frame) => this.#code.lineOf(frame));
      const own = lines.find((line) => line.is_own && line.line !== null);
      if (own === undefined || own.line === null) continue;
      const location = { ...this.#place(own), line: own.line, column: own.column };
      // Whatever is above or below a named function moves its lines: the name is what stays.
      const name = own.function?.split('.').at(-1);
      const id = idOf(['frame', type, location.file, name ?? `${own.line}`]);
      const shown = lines.slice(0, MAX_STACK_LINES).map((line) => ({ ...line, ...this.#place(line) }));
      return { id, grouping: 'frame', type, location, stack: shown };
    }
    return undefined;
  }

  #place(line: Pick<StackLine, 'file' | 'function'>): Pick<StackLine, 'file' | 'function'> {
    return {
      file: this.#shown(line.file, LENGTHS.file),
      function: line.function === null ? null : this.#shown(line.function, LENGTHS.function),
    };
  }

  #remember(key: string, { id, grouping, type, location }: Omit<Cause, 'message'>): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, { id, grouping, type, location });
    if (this.#remembered.size > MAX_REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value ?? '');
  }

  /** A name that is a sentence may have variable parts like a message; what reads like a name is one, with its digits. */
  #shownType(text: string): string {
    const shown = this.#shown(text, LENGTHS.type);
    return /\s/.test(shown) ? ownCopy(mask(shown).slice(0, LENGTHS.type)) : shown;
  }

  #shown(text: string, length: number): string {
    return ownCopy(this.#redact(text, length));
  }
}

/**
 * Texts as they were shown last: errors repeat themselves, and to redact one takes longer than all else. What they said
 * before is kept as a digest only.
 */
class ShownTexts {
  readonly #byDigest = new Map<string, string>();

  get size(): number {
    return this.#byDigest.size;
  }

  shown(text: string, length: number, make: (text: string) => string): string {
    // No more than that is examined.
    const digest = hash('sha256', `${length} ${text.slice(0, MAX_EXAMINED)}`, 'base64');
    const known = this.#byDigest.get(digest);
    if (known !== undefined) return known;
    const shown = make(text);
    this.#byDigest.set(digest, shown);
    if (this.#byDigest.size > MAX_REMEMBERED) this.#byDigest.delete(this.#byDigest.keys().next().value ?? '');
    return shown;
  }
}

function byMessage(
  type: string,
  message: string,
  { endpoint, method }: Pick<Place, 'endpoint' | 'method'>,
): Pick<Cause, 'id' | 'grouping' | 'type' | 'location'> {
  const id = idOf(['message', type, method ?? '', endpoint ?? '', message]);
  return { id, grouping: 'message', type, location: null };
}

/** No key is needed: who makes two texts with the same digest mixes up only what they have thrown themselves. */
function idOf(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, ID_LENGTH);
}
