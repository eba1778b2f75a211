/** Alert rules: the four that are always there, and how given ones become whole. */

import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS } from '../contract/index.js';
import type { Gate, Rule, RuleOptions } from './rule.js';
import { QUANTILES } from './rule.js';
import { inWords } from './invalid-value.js';
import { type CheckedFields, checkFields } from './rule-fields.js';

export type { AlertRules, Comparison, Gate, Metric, Rule, RuleOptions } from './rule.js';
export { RESTART_LOOP } from './rule.js';

/** A healthy system fails in at most so many of its requests. */
const HEALTHY_FAILURES = 0.01;
/** Of one class it has at most so many errors. */
const HEALTHY_OF_A_CLASS = 0.001;
/** A healthy figure lies so many times below its limit. */
const HEALTHY_DISTANCE = 5;
const DEFAULT_CONFIDENCE = 1 - 1e-6;
const MAX_RULES = 50;

const [, DEGRADED_ERROR_RATE] = DEFAULT_LIMITS.error_rate_percent;
const [, DEGRADED_P95_MS] = DEFAULT_LIMITS.p95_ms;

/** The rules that are always there unless switched off. */
export const NAMED_RULES: ReadonlyMap<string, RuleOptions> = new Map<string, RuleOptions>([
  ['error_rate_high', { metric: 'error_rate', threshold: DEGRADED_ERROR_RATE / 100, window: 60, severity: 'critical' }],
  ['latency_high', { metric: 'p95', threshold: DEGRADED_P95_MS, window: 60, severity: 'warning' }],
  [
    '5xx_detected',
    {
      ...{ metric: 'count', errorClass: '5xx', threshold: 5, window: 300 },
      ...{ severity: 'critical', confidence: DEFAULT_CONFIDENCE },
    },
  ],
  ['csrf_detected', { metric: 'count', errorClass: 'csrf', threshold: 10, window: 300, severity: 'warning' }],
]);

/**
 * Checks given rules and adds the named ones.
 * @param given rules by name: fields that differ from a named rule's, own rules, or `false` to switch one off
 * @param source where they come from, as errors name it; nothing for the option
 * @throws TypeError naming each wrong rule and field, its value and what is allowed
 */
export function resolveRules(given: unknown, source?: string): Rule[] {
  const place = source === undefined ? '' : `${source}: `;
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    const what = source === undefined ? 'option alertRules is ' : `${place}the content is `;
    throw new TypeError(`align-monitor: ${what}${inWords(given)}; allowed: an object of rules by name`);
  }
  const own = new Map<string, unknown>(Object.entries(given ?? {}));
  const names = [...new Set([...NAMED_RULES.keys(), ...own.keys()])];
  const problems: string[] = [];
  if (names.length > MAX_RULES) problems.push(`${names.length} rules are given; allowed: ${MAX_RULES}`);
  const rules = names.flatMap((name) => {
    const options = own.get(name);
    if (options === false) return [];
    const checked = checkFields(name, options ?? {}, NAMED_RULES.get(name));
    problems.push(...checked.problems.map((problem) => `rule ${inWords(name)}: ${problem}`));
    return checked.fields === undefined ? [] : [wholeRule(name, checked.fields)];
  });
  if (problems.length > 0) throw new TypeError(`align-monitor: ${place}${problems.join('; ')}`);
  return rules;
}

/**
 * Reads rules from a JSON file of the same form as the option.
 * @throws TypeError naming the file and what is wrong with it, or with which rule and field
 */
export function readRulesFile(path: string): unknown {
  const source = `alertsFile ${path}`;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TypeError(`align-monitor: ${source} cannot be read: ${why}; allowed: a JSON file of rules by name`, {
      cause: error,
    });
  }
  resolveRules(content, source);
  return content;
}

function wholeRule(name: string, fields: CheckedFields): Rule {
  const { metric, comparison, threshold, endpoint } = fields;
  return {
    name,
    metric,
    errorClass: fields.errorClass ?? null,
    check: fields.check ?? null,
    comparison,
    // Rounded: 0.07 × 100 is not 7.
    threshold: metric === 'error_rate' ? Math.round(threshold * 1e11) / 1e9 : threshold,
    window: fields.window,
    severity: fields.severity ?? 'warning',
    forSeconds: fields.forSeconds ?? 0,
    keepFiringSeconds: fields.keepFiringSeconds ?? 0,
    minRequests: fields.minRequests ?? 0,
    gate: gateOf(fields),
    endpoint: endpoint === undefined ? null : endpointOf(endpoint),
  };
}

/** A gate lets only excess through: that there is too little of something is for the threshold alone to say. */
function gateOf({ metric, comparison, threshold, confidence }: CheckedFields): Gate | null {
  if (comparison === '<' || comparison === '<=') return null;
  const quantile = QUANTILES[metric];
  const tail = 1 - (confidence ?? (metric === 'count' ? 0 : DEFAULT_CONFIDENCE));
  if (tail === 1) return null;
  if (quantile !== undefined) return { healthyShare: (1 - quantile) / HEALTHY_DISTANCE, tail };
  if (metric === 'error_rate') {
    return { healthyShare: Math.min(HEALTHY_FAILURES, threshold / HEALTHY_DISTANCE), tail };
  }
  return metric === 'count' ? { healthyShare: HEALTHY_OF_A_CLASS, tail } : null;
}

function endpointOf(given: string): { template: string; method: string | null } {
  const [, method, template] = /^([A-Z_]+) (.+)$/s.exec(given) ?? [];
  return template === undefined ? { template: given, method: null } : { template, method: method ?? null };
}
