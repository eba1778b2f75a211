/** Whether an `Accept` header asks for JSON or for Prometheus' text format. */

/** So much of a header is read. */
const MAX_LENGTH = 1000;
/** How well a media range fits JSON: the one that names it most closely decides (RFC 9110, section 12.5.1). */
const JSON_RANGES = ['*/*', 'application/*', 'application/json'];
/** Those who ask for OpenMetrics understand the text format too. */
const TEXT_TYPES = ['text/plain', 'application/openmetrics-text'];

/**
 * Whether the text format is preferred to JSON. Scrapers name it and rank it above anything else. Browsers and curl take
 * anything, and JavaScript libraries name JSON: they get JSON.
 */
export function prefersPrometheus(accept: string | undefined): boolean {
  let text = 0;
  let json = 0;
  let fit = -1;
  for (const range of (accept ?? '').slice(0, MAX_LENGTH).toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    const quality = Number(weight) || 0;
    if (TEXT_TYPES.includes(type)) text = Math.max(text, quality);
    const ownFit = JSON_RANGES.indexOf(type);
    if (ownFit < 0 || ownFit < fit) continue;
    json = quality;
    fit = ownFit;
  }
  const isJsonNamed = fit === JSON_RANGES.length - 1;
  return text > 0 && (isJsonNamed ? text > json : text >= json);
}
