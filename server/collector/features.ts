/** How often each feature was used since start, bounded in number and length of names. */

const MAX_FEATURES = 200;
const MAX_NAME_LENGTH = 64;
/** All features beyond the cap. */
export const OTHER_FEATURES = '(other)';

/** A feature and its uses; an object, so that counting needs one look-up. */
interface Feature {
  readonly name: string;
  count: number;
}

/** Counts by feature name. */
export class Features {
  readonly #features = new Map<string, Feature>();

  /**
   * Counts one use; a name is cut at 64 characters, and the 201st and later names are counted as `(other)`.
   * @returns the name under which it was counted
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
    const cut = feature.slice(0, MAX_NAME_LENGTH);
    const name = this.#features.has(cut) || this.#features.size < MAX_FEATURES ? cut : OTHER_FEATURES;
    const known = this.#features.get(name);
    if (known !== undefined) return known;
    const added = { name, count: 0 };
    this.#features.set(name, added);
    return added;
  }
}
