/** Alert rules: checks the given ones and adds the default rules. */

import { type Gate, healthyFailureShare, HEALTHY_CLASS_SHARE, healthySlowShare } from '../statistics/evidence-gate.js';
import type { Redact } from '../text/redact.js';
import { DEFAULT_CONFIDENCE, DEFAULT_RULES } from './default-rules.js';
import { endpointKeyOf } from './endpoint-key.js';
import { readJsonFile } from './json-file.js';
import { describeValue, invalid, problemOf } from './invalid-value.js';
import { type CheckedFields, checkFields } from './rule-fields.js';
import { QUANTILES, type Rule } from './rule.js';

const MAX_RULES = 50;
const MAX_TEXT = 300;
const ALLOWED = 'an object of rules by name';

/**
 * Checks given rules and adds the default ones.
 * @param given rules by name: changes to a default rule, own rules, or `false` to switch one off
 * @param source the file that they come from, as errors name it; nothing for the option
 * @throws TypeError naming each invalid rule and field, its value and what is allowed
 */
export function resolveRules(given: unknown, source?: string): Rule[] {
  const prefix = source === undefined ? '' : `${source}: `;
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    throw invalid([prefix + problemOf(source === undefined ? 'option alertRules' : 'the content', given, ALLOWED)]);
  }
  const own = new Map<string, unknown>(Object.entries(given ?? {}));
  const names = [...new Set([...DEFAULT_RULES.keys(), ...own.keys()])];
  const problems: string[] = [];
  if (names.length > MAX_RULES) problems.push(`${names.length} rules are given; allowed: ${MAX_RULES}`);
  const rules = names.flatMap((name) => {
    const options = own.get(name);
    if (options === false) return [];
    const checked = checkFields(name, options ?? {}, DEFAULT_RULES.get(name));
    problems.push(...checked.problems.map((problem) => `rule ${describeValue(name)}: ${problem}`));
    return checked.fields === undefined ? [] : [ruleOf(name, checked.fields)];
  });
  if (problems.length > 0) throw invalid([prefix + problems.join('; ')]);
  return rules;
}

/**
 * Reads rules from a JSON file that has the form of the option.
 * @param source the file as errors name it
 * @throws TypeError naming the file and what is wrong with it, or with which rule and field
 */
export function readRulesFile(path: string, source = `alertsFile ${path}`): object {
  const content = readJsonFile(path, source, 'a JSON file of rules by name');
  resolveRules(content, source);
  return content as object;
}

/** The rule with what people read in it redacted, as are the names of classes, checks and endpoints that it watches. */
export function redactRule(rule: Rule, redact: Redact): Rule {
  const { name, errorClass, check, endpoint, dependency } = rule;
  const shown = <Text extends string | null>(text: Text): Text | string =>
    text === null ? text : redact(text, MAX_TEXT);
  return {
    ...rule,
    name: shown(name),
    errorClass: shown(errorClass),
    check: shown(check),
    endpoint: endpoint && { ...endpoint, template: shown(endpoint.template) },
    dependency: shown(dependency),
  };
}

function ruleOf(name: string, fields: CheckedFields): Rule {
  const { metric, threshold, endpoint } = fields;
  return {
    name,
    metric,
    errorClass: fields.errorClass ?? null,
    check: fields.check ?? null,
    instrument: fields.instrument ?? null,
    comparison: fields.comparison,
    // Rounded, since 0.07 × 100 is not exactly 7.
    threshold: metric === 'error_rate' || metric === 'slow_rate' ? Math.round(threshold * 1e11) / 1e9 : threshold,
    window: fields.window,
    severity: fields.severity ?? 'warning',
    forSeconds: fields.forSeconds ?? 0,
    keepFiringSeconds: fields.keepFiringSeconds ?? 0,
    minRequests: fields.minRequests ?? 0,
    gate: gateOf(fields),
    endpoint: endpoint === undefined ? null : endpointKeyOf(endpoint),
    dependency: fields.dependency ?? null,
  };
}

/** The gate lets only excess through. That there is too little of something is for the threshold alone to decide. */
function gateOf({ metric, comparison, threshold, confidence }: CheckedFields): Gate | null {
  if (comparison === '<' || comparison === '<=') return null;
  const tail = 1 - (confidence ?? (metric === 'count' ? 0 : DEFAULT_CONFIDENCE));
  if (tail === 1) return null;
  const quantile = QUANTILES[metric];
  if (quantile !== undefined) return { healthyShare: healthySlowShare(quantile), tail };
  if (metric === 'error_rate') return { healthyShare: healthyFailureShare(threshold), tail };
  if (metric === 'slow_rate') return { healthyShare: healthySlowShare(1 - threshold), tail };
  return metric === 'count' ? { healthyShare: HEALTHY_CLASS_SHARE, tail } : null;
}
