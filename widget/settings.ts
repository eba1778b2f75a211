/** The element's attributes: which values they may have, and which value applies otherwise. */
import { parseUrl, siblingUrl } from './data/urls.js';
import type { Credentials } from './data/fetch-json.js';
import type { Audience } from './model/text/display-context.js';

export type { Audience };
/** How much is shown. */
export type Variant = 'badge' | 'panel' | 'page';
/** `auto` follows the inherited `color-scheme`. */
export type Theme = 'auto' | 'light' | 'dark';

/** The values that apply. */
export interface Settings {
  /** Absolute, as far as the page has an address. */
  src: string;
  /** The same; null when it cannot be found from `src`. */
  healthSrc: string | null;
  /** The same. */
  historySrc: string | null;
  /** Seconds. */
  interval: number;
  variant: Variant;
  theme: Theme;
  audience: Audience;
  label: string;
  credentials: RequestCredentials;
}

/** The attributes' values, and the token, which is a property only. */
export type ElementSettings = Settings & Credentials;

const DEFAULT_SRC = '/metrics';
/** Seconds. */
const MIN_INTERVAL = 1;
const DEFAULT_INTERVAL = 5;
const MAX_INTERVAL = 3600;

/**
 * Resolves the attributes. A value that is not valid is replaced by the default, and `warn` is called with a sentence
 * about it. `attribute` returns the text of an attribute, or null when it is not set; `baseUrl` resolves addresses.
 */
export function resolveSettings(
  attribute: (name: string) => string | null,
  baseUrl: string,
  warn: (message: string) => void,
): Settings {
  const use = <Value>(name: string, fallback: Value, parse: (text: string) => Value | undefined): Value => {
    const text = attribute(name);
    if (text === null || text === '') return fallback;
    const used = parse(text);
    if (used === undefined) warn(`${name}="${text.slice(0, 100)}" is of no use; using ${String(fallback)}.`);
    return used ?? fallback;
  };
  const oneOf = <Value extends string>(name: string, ...allowed: [Value, ...Value[]]): Value =>
    use(name, allowed[0], (text) => allowed.find((known) => known === text));
  const address = (text: string) => {
    const href = parseUrl(text, baseUrl)?.href ?? '';
    return /^https?:/.test(href) ? href : undefined;
  };
  const seconds =
    Math.min(MAX_INTERVAL, Math.max(MIN_INTERVAL, parseFloat(attribute('interval') ?? ''))) || DEFAULT_INTERVAL;
  const src = use('src', address(DEFAULT_SRC) ?? DEFAULT_SRC, address);
  const variant = oneOf('variant', 'panel', 'page', 'badge');
  return {
    src,
    healthSrc: use('health-src', siblingUrl(src, 'health/detailed'), address),
    historySrc: use('history-src', siblingUrl(src, 'metrics/history'), address),
    interval: use('interval', seconds, (text) => (Number(text) === seconds ? seconds : undefined)),
    variant,
    theme: oneOf('theme', 'auto', 'light', 'dark'),
    audience: variant === 'page' ? oneOf('audience', 'team', 'everyone') : oneOf('audience', 'everyone', 'team'),
    label: attribute('label') ?? '',
    credentials: oneOf('credentials', 'same-origin', 'include', 'omit'),
  };
}
