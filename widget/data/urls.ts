/** The addresses of a monitor's other resources, which lie beside its `/metrics`. */

/** A URL; undefined when the text is none. Safari before 18 has no `URL.parse`. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/**
 * Replaces `metrics` at the end of a URL's path by another path and keeps the query: `https://app/metrics?token=1` and
 * `health/detailed` make `https://app/health/detailed?token=1`. Null when the path of `src` does not end in `/metrics`.
 */
export function siblingUrl(src: string, path: string): string | null {
  const [, folder, query] = /^([^?#]*\/)metrics(\?[^#]*|)(#|$)/.exec(src) ?? [];
  return folder === undefined ? null : `${folder}${path}${query}`;
}
