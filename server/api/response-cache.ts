/**
 * Answers that many read at the same time. Each is made and serialised at most once a second, whoever asks and however
 * often, so that no stranger can make the app work.
 */

/** For how long an answer is shared, in milliseconds. */
const SHARED_MS = 1000;
/** Answers that are kept at a time; the one that was made first makes room. */
const MAX_KEPT = 64;

interface Shared {
  /** When it was made, monotonic milliseconds. */
  at: number;
  state: unknown;
  value: unknown;
}

/** Answers by key. */
export class SharedAnswers {
  readonly #now: () => number;
  readonly #state: () => unknown;
  readonly #kept = new Map<string, Shared>();

  /**
   * @param now monotonic milliseconds
   * @param state another one when somebody has changed something: an answer from before is not given any more
   */
  constructor(now: () => number, state: () => unknown) {
    this.#now = now;
    this.#state = state;
  }

  /**
   * The body of an answer, made at most a second ago.
   * @param key the route, the view that the audience gets, and whatever else the answer depends on. Where a client
   *   chooses among more than a few, they need an instance of their own, so that they do not displace the others
   * @param make the answer: a text is taken as it is, everything else becomes JSON
   * @returns rejects with what `make` throws, for that second too
   */
  body(key: string, make: () => unknown): Promise<Buffer> {
    return this.value(key, () => serialised(make));
  }

  /** The same for a value from which answers are made. Each key stands for values of one type. */
  value<T>(key: string, make: () => T): T {
    const [at, state] = [this.#now(), this.#state()];
    const known = this.#kept.get(key);
    if (known !== undefined && known.state === state && at - known.at < SHARED_MS) return known.value as T;
    const value = make();
    this.#kept.delete(key);
    this.#kept.set(key, { at, state, value });
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value ?? '');
    return value;
  }
}

async function serialised(make: () => unknown): Promise<Buffer> {
  const answer = await make();
  return Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
}
