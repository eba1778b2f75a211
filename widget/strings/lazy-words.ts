/** Words that are loaded with what needs them. */
import type { Strings } from './strings.js';

/** By the words of an element and by what loads further ones: these together, null when they could not be loaded. */
const loaded = new WeakMap<Strings, Map<() => Promise<object>, unknown>>();

/**
 * The words of an element together with further ones, which are loaded when they are first asked for. Replacements of the
 * page hold for these too. The same object each time.
 * @param whileLoading called with what settles once they are there, or could not be loaded; never rejects
 * @returns undefined until then; null when they could not be loaded
 */
export function withWords<Known extends Strings, Words extends object>(
  strings: Known,
  load: () => Promise<Words>,
  whileLoading: (loading: Promise<void>) => void,
): (Known & Words) | null | undefined {
  const known = loaded.get(strings) ?? new Map<() => Promise<object>, unknown>();
  loaded.set(strings, known);
  if (!known.has(load)) known.set(load, begin(strings, load, known));
  const words = known.get(load) as (Known & Words) | Promise<void> | null;
  if (!(words instanceof Promise)) return words;
  whileLoading(words);
  return undefined;
}

async function begin(strings: Strings, load: () => Promise<object>, known: Map<unknown, unknown>): Promise<void> {
  try {
    known.set(load, { ...(await load()), ...strings });
  } catch (error) {
    console.warn('<align-monitor> could not load its words.', error);
    known.set(load, null);
  }
}
