/** Names of the app's own numbers: those of OpenTelemetry's instruments, up to 100 characters. */

import { RULE_METRICS, type RuleMetric } from '../contract/index.js';

/** opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax */
const NAME = /^[a-z][\w./-]{0,99}$/i;
export const INSTRUMENT_NAME =
  'a name that begins with a letter and has at most 100 letters, digits and _ . - /, other than those of metrics and much like them';

/** The built-in metrics as rules name them. */
export const BUILT_IN_METRICS: readonly string[] = RULE_METRICS.filter((metric) => metric !== 'instrument');

/** Whether a rule's metric is built in. */
export function isBuiltIn(metric: string): metric is Exclude<RuleMetric, 'instrument'> {
  return BUILT_IN_METRICS.includes(metric);
}

/**
 * Whether a number may have this name. One that reads like a metric of rules is refused, for a rule with a typing error
 * would wait for such a number.
 */
export function isInstrumentName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name) && !isLikeMetric(name);
}

function isLikeMetric(name: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  return RULE_METRICS.some((metric) => {
    const [a, b] = [plain(name), plain(metric)];
    return distance(a, b) <= (b.length < 8 ? 1 : 2);
  });
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const letter of a) {
    const next = [(row[0] ?? 0) + 1];
    for (let at = 1; at <= b.length; at++) {
      const replaced = (row[at - 1] ?? 0) + (letter === b[at - 1] ? 0 : 1);
      next.push(Math.min((row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
