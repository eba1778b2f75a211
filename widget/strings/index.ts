/** The words in use: those of an element's language, with the replacements of the page. */
import type { ErrorStrings } from './error-strings.js';
import type { PageStrings } from './page-strings.js';
import type { Strings } from './strings.js';

export type { PageStrings } from './page-strings.js';
export type { Strings } from './strings.js';

/** All words that a page can replace. */
export type AllStrings = Strings & PageStrings & ErrorStrings;

const loadEnglish = async (): Promise<Strings> => (await import('./en/en.js')).english;

/** The languages. Each is loaded when an element first needs it, so that a page loads the words of its language only. */
export const LANGUAGES = new Map<string, () => Promise<Strings>>([
  ['en', loadEnglish],
  ['de', async () => (await import('./de/de.js')).german],
]);
/** The language of elements whose own is not in the list. */
const DEFAULT_LANGUAGE = 'en';
const RETRY_MS = 30_000;

/** Languages that are loaded or being loaded. */
const loaded = new Map<string, Strings | Promise<Strings>>();
let replacements: Partial<AllStrings> = {};
/** The words with the replacements, so that they stay the same object until either changes. */
let replaced = new WeakMap<Strings, Strings>();

/**
 * The words of a language, given as a language tag such as `de-AT`; English for languages that have no words here.
 * @returns a promise while the language is being loaded. It never rejects: words that cannot be loaded are English.
 */
export function stringsFor(tag: string): Strings | Promise<Strings> {
  const language = languageOf(tag);
  const words = loaded.get(language) ?? begin(language);
  return words instanceof Promise ? words.then(replace) : replace(words);
}

/**
 * Replaces some or all words, in every language and for every element of the page. They show with the next update. A
 * group, such as `states`, is replaced as a whole.
 */
export function useStrings(given: Partial<AllStrings>): void {
  replacements = given;
  replaced = new WeakMap();
}

/** Loads words; the English ones where that fails. Tries again every half a minute until it has some. */
export async function loadOrEnglish(load: () => Promise<Strings>): Promise<Strings> {
  try {
    return await load();
  } catch (error) {
    console.warn('<align-monitor> could not load its words.', error);
    if (load === loadEnglish) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return loadOrEnglish(loadEnglish);
  }
}

async function begin(language: string): Promise<Strings> {
  const loading = loadOrEnglish(LANGUAGES.get(language) ?? loadEnglish);
  loaded.set(language, loading);
  const words = await loading;
  loaded.set(language, words);
  return words;
}

function replace(words: Strings): Strings {
  const known = replaced.get(words) ?? { ...words, ...replacements };
  replaced.set(words, known);
  return known;
}

/** The language of a tag, if there are words for it. */
function languageOf(tag: string): string {
  try {
    const { language } = new Intl.Locale(tag);
    return LANGUAGES.has(language) ? language : DEFAULT_LANGUAGE;
  } catch {
    return DEFAULT_LANGUAGE;
  }
}
