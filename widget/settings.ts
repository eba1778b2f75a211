/** What the attributes may say, and what holds where they say something else. */

/** How much is shown. */
export type Variant = 'badge' | 'panel' | 'page';
/** `auto` follows the inherited `color-scheme`. */
export type Theme = 'auto' | 'light' | 'dark';
/** Whom the sentence is written for: those who use the system, or those who run it. */
export type Audience = 'everyone' | 'team';

/** The attributes as they hold. */
export interface Settings {
  /** Absolute, as far as the page has an address. */
  src: string;
  /** The same; null when there is none to be found from `src`. */
  healthSrc: string | null;
  /** Likewise. */
  historySrc: string | null;
  /** Seconds. */
  interval: number;
  variant: Variant;
  theme: Theme;
  audience: Audience;
  label: string;
  credentials: RequestCredentials;
}

const DEFAULT_SRC = '/metrics';
/** Intervals, in seconds. */
const SHORTEST = 1;
const USUAL = 5;
const LONGEST = 3600;

/**
 * Takes what is usable and falls back to the default for the rest, calling `warn` with a sentence for each.
 * `attribute` gives an attribute's text, or null where there is none.
 */
export function resolveSettings(
  attribute: (name: string) => string | null,
  baseUrl: string,
  warn: (message: string) => void,
): Settings {
  const use = <Value>(name: string, fallback: Value, read: (text: string) => Value | undefined): Value => {
    const text = attribute(name);
    if (text === null || text === '') return fallback;
    const used = read(text);
    if (used === undefined) warn(`${name}="${text.slice(0, 100)}" is of no use; using ${String(fallback)}.`);
    return used ?? fallback;
  };
  const oneOf = <Value extends string>(name: string, ...allowed: [Value, ...Value[]]): Value =>
    use(name, allowed[0], (text) => allowed.find((known) => known === text));
  const address = (text: string) => {
    const href = URL.parse(text, baseUrl)?.href ?? '';
    return /^https?:/.test(href) ? href : undefined;
  };
  const seconds = Math.min(LONGEST, Math.max(SHORTEST, parseFloat(attribute('interval') ?? ''))) || USUAL;
  const src = use('src', address(DEFAULT_SRC) ?? DEFAULT_SRC, address);
  const variant = oneOf('variant', 'panel', 'page', 'badge');
  return {
    src,
    healthSrc: use('health-src', beside(src, 'health/detailed'), address),
    historySrc: use('history-src', beside(src, 'metrics/history'), address),
    interval: use('interval', seconds, (text) => (Number(text) === seconds ? seconds : undefined)),
    variant,
    theme: oneOf('theme', 'auto', 'light', 'dark'),
    audience: variant === 'page' ? oneOf('audience', 'team', 'everyone') : oneOf('audience', 'everyone', 'team'),
    label: attribute('label') ?? '',
    credentials: oneOf('credentials', 'same-origin', 'include', 'omit'),
  };
}

/** `…/metrics` → `…/` and another path, with the same query; null where `src` does not end so. */
export function beside(src: string, path: string): string | null {
  const [, folder, query] = /^([^?#]*\/)metrics(\?[^#]*|)(#|$)/.exec(src) ?? [];
  return folder === undefined ? null : `${folder}${path}${query}`;
}
