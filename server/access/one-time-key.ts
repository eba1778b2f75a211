/** A key that signs one browser in, for a developer who sees the terminal of the process. */

import { randomBytes } from 'node:crypto';
import type { Token } from '../options/access-options.js';
import { Tokens } from './tokens.js';

const LENGTH = 24;

/** One key of a process. */
export class OneTimeKey {
  /** What the browser's cookie is made with: it ends with the process. */
  readonly token: Token = { name: 'terminal', value: randomBytes(LENGTH).toString('hex') };
  /** To be shown once. */
  readonly key = randomBytes(LENGTH).toString('hex');
  #isUsed = false;

  /** Uses the key up; undefined when it is another one, or was used before. */
  use(presented: string): Token | undefined {
    const isRight = new Tokens([{ name: '', value: this.key }]).find(presented) !== undefined;
    if (!isRight || this.#isUsed) return undefined;
    this.#isUsed = true;
    return this.token;
  }
}
