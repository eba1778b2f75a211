/** Loads uPlot with what it takes for granted. */

/**
 * Loads the module that draws. uPlot makes an `Intl` formatter of `navigator.language` meanwhile: where that is no language
 * tag, such as `C` on Linux without a locale, the browser's language is English until the module is loaded.
 * @throws {Error} where nothing can be drawn, as in documents without a browser: uPlot would fail, in part uncaught
 */
export async function loadPlot<Module>(load: () => Promise<Module>): Promise<Module> {
  const { matchMedia, ResizeObserver, Path2D } = window as Partial<typeof globalThis>;
  if (!matchMedia || !ResizeObserver || !Path2D || !document.createElement('canvas').getContext('2d')) {
    throw new Error('Nothing can be drawn here.');
  }
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
