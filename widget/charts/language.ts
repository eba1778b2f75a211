/** The browser's language, which uPlot takes for a language tag. */

/**
 * Loads a module that makes an `Intl` formatter of `navigator.language`. Where that is no language tag, such as `C` on
 * Linux without a locale, the browser's language is English until the module is loaded.
 */
export async function withLanguageTag<Module>(load: () => Promise<Module>): Promise<Module> {
  if (isTag(navigator.language)) return load();
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  try {
    return await load();
  } finally {
    // Uncovers the browser's own.
    Reflect.deleteProperty(navigator, 'language');
  }
}

function isTag(text: string): boolean {
  try {
    return Boolean(new Intl.NumberFormat(text));
  } catch {
    return false;
  }
}
