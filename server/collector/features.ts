/** Counts the uses of features since start. The number and the length of names are bounded. */

import { ownCopy } from '../options/values.js';
import type { Redact } from '../text/redact.js';

const MAX_FEATURES = 200;
const MAX_NAME_LENGTH = 64;
/** The name for all features beyond the limit. */
export const OTHER_FEATURES = '(other)';

/** A feature and its uses: an object, so that counting takes one lookup. */
interface Feature {
  readonly name: string;
  count: number;
}

/** Counts by feature name. */
export class Features {
  readonly #features = new Map<string, Feature>();
  readonly #redact: Redact;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /**
   * Counts one use. Names are cut at 64 characters; from the 201st on they are counted as `(other)`.
   * @returns the name that it was counted for
   */
  record(feature: string): string {
    const counted = this.#features.get(feature) ?? this.#find(feature);
    counted.count++;
    return counted.name;
  }

  /** Name and count, most used first. */
  entries(): [string, number][] {
    return [...this.#features.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ name, count }): [string, number] => [name, count]);
  }

  #find(feature: string): Feature {
    const cut = this.#redact(feature, MAX_NAME_LENGTH);
    const name = this.#features.has(cut) || this.#features.size < MAX_FEATURES ? cut : OTHER_FEATURES;
    const known = this.#features.get(name);
    if (known !== undefined) return known;
    const added = { name: ownCopy(name), count: 0 };
    this.#features.set(added.name, added);
    return added;
  }
}
