/** Finds a bearer token among the known ones, in a time that does not depend on how much of it is right. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Token } from '../options/access-options.js';

/** A list of tokens. Digests are compared, because tokens differ in length. */
export class Tokens {
  readonly #known: readonly { token: Token; digest: Buffer }[];

  constructor(tokens: readonly Token[]) {
    this.#known = tokens.map((token) => ({ token, digest: digestOf(token.value) }));
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#known.length === 0;
  }

  /** The token that was presented; undefined when it is none of them. */
  find(presented: string): Token | undefined {
    const digest = digestOf(presented);
    // All are compared, so that the time does not tell which one it is.
    const found = this.#known.filter((known) => timingSafeEqual(known.digest, digest));
    return found[0]?.token;
  }

  [Symbol.iterator](): Iterator<Token> {
    return this.#known.map(({ token }) => token)[Symbol.iterator]();
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The token of an `Authorization: Bearer` header (RFC 6750); undefined when there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
  return authorization.slice('bearer '.length).trim();
}
