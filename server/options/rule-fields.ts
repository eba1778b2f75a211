/** The fields of a rule: what each may be, and which go together. */

import { z } from 'zod';
import { SEVERITIES } from '../contract/index.js';
import { inWords } from './invalid-value.js';
import { type Comparison, COMPARISONS, type Metric, METRICS, RESTART_LOOP, type RuleOptions } from './rule.js';

/** A rule's fields, checked, with the defaults that depend on the metric. */
export type CheckedFields = RuleOptions & {
  metric: Metric;
  comparison: Comparison;
  threshold: number;
  /** 0 for figures that are of the moment. */
  window: number;
};

/** The fields, or what is wrong with them. */
export interface CheckResult {
  fields: CheckedFields | undefined;
  problems: string[];
}

interface Field {
  test: (value: unknown) => boolean;
  allowed: string;
}

const MAX_NAME = 64;
const OF_REQUESTS: readonly Metric[] = ['error_rate', 'count', 'p50', 'p95', 'p99', 'requests_per_second'];
const GATED: readonly Metric[] = ['error_rate', 'count', 'p50', 'p95', 'p99'];
/** Checks have two states: 1 is degraded. */
const CHECK_THRESHOLD = 1;

const oneOf = (values: readonly string[]): Field => ({
  test: (value) => typeof value === 'string' && values.includes(value),
  allowed: values.join(', '),
});
const number = (from: number, to: number, whole: boolean, allowed: string): Field => ({
  test: (value) => typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value)),
  allowed,
});
const text = (longest: number, allowed: string): Field => ({
  test: (value) => typeof value === 'string' && value.length > 0 && value.length <= longest,
  allowed,
});
const seconds = number(0, 86_400, false, 'seconds from 0 to 86400');

const FIELDS: ReadonlyMap<string, Field> = new Map<keyof RuleOptions, Field>([
  ['metric', oneOf(METRICS)],
  ['errorClass', text(MAX_NAME, "a class of errors, such as '5xx' or the app's own word")],
  ['check', text(MAX_NAME, "a check's name")],
  ['comparison', oneOf(COMPARISONS)],
  ['threshold', number(0, 1e9, false, 'a number from 0 to 1000000000')],
  [
    'window',
    {
      test: (value) => typeof value === 'number' && value >= 5 && value <= 900 && value % 5 === 0,
      allowed: 'seconds from 5 to 900, a multiple of 5',
    },
  ],
  ['severity', oneOf(SEVERITIES)],
  ['forSeconds', seconds],
  ['keepFiringSeconds', seconds],
  ['minRequests', number(0, 1e9, true, 'a whole number from 0 to 1000000000')],
  [
    'confidence',
    {
      test: (value) => typeof value === 'number' && value >= 0 && value < 1,
      allowed: 'a number from 0 (the bare threshold) to below 1, such as 0.999999',
    },
  ],
  ['endpoint', text(300, "a route template, or method and template such as 'GET /items/:id'")],
]);

const fieldsSchema = z.record(z.string(), z.unknown());

/**
 * Checks what is given for one rule.
 * @param named the named rule's own fields, which the given ones override
 */
export function checkFields(name: string, given: unknown, named: RuleOptions | undefined): CheckResult {
  if (name === '' || name.length > MAX_NAME || name === RESTART_LOOP) {
    const allowed = `a text of 1 to ${MAX_NAME} characters other than ${RESTART_LOOP}`;
    return { fields: undefined, problems: [`its name is not allowed; allowed: ${allowed}`] };
  }
  const parsed = Array.isArray(given) ? undefined : fieldsSchema.safeParse(given).data;
  if (parsed === undefined) {
    return { fields: undefined, problems: [`it is ${inWords(given)}; allowed: an object of fields, or false`] };
  }
  const entries = Object.entries(parsed).filter(([, value]) => value !== undefined);
  const problems = entries.flatMap(([field, value]) => problemOf(field, value, named));
  if (problems.length > 0) return { fields: undefined, problems };
  const fields: RuleOptions = { ...named, ...Object.fromEntries(entries) };
  const checked = withDefaults(fields);
  const mismatches = checked === undefined ? missing(fields) : mismatchesOf(fields, checked);
  return { fields: mismatches.length > 0 ? undefined : checked, problems: mismatches };
}

function problemOf(field: string, value: unknown, named: RuleOptions | undefined): string[] {
  const known = FIELDS.get(field);
  if (known === undefined) return [`unknown field ${inWords(field)}; allowed: ${[...FIELDS.keys()].join(', ')}`];
  if (!known.test(value)) return [wrong(field, value, known.allowed)];
  const isFixed = field === 'metric' || field === 'errorClass';
  if (isFixed && named !== undefined && named[field] !== value) {
    return [wrong(field, value, named[field] ?? 'nothing, for this rule')];
  }
  return [];
}

function withDefaults(fields: RuleOptions): CheckedFields | undefined {
  const { metric } = fields;
  const threshold = fields.threshold ?? (metric === 'check' ? CHECK_THRESHOLD : undefined);
  if (metric === undefined || threshold === undefined) return undefined;
  const isCount = metric === 'count' || metric === 'check';
  const window = OF_REQUESTS.includes(metric) ? (fields.window ?? (metric === 'count' ? 300 : 60)) : 0;
  return { ...fields, metric, threshold, window, comparison: fields.comparison ?? (isCount ? '>=' : '>') };
}

function missing(fields: RuleOptions): string[] {
  const names = ['metric', 'threshold'] as const;
  return names
    .filter((field) => fields[field] === undefined && !(field === 'threshold' && fields.metric === 'check'))
    .map((field) => wrong(field, undefined, FIELDS.get(field)?.allowed ?? ''));
}

function mismatchesOf(given: RuleOptions, { metric, comparison, threshold }: CheckedFields): string[] {
  const isLess = comparison === '<' || comparison === '<=';
  const only = (field: keyof RuleOptions, isAllowed: boolean, where: string): string[] =>
    given[field] === undefined || isAllowed ? [] : [wrong(field, given[field], `nothing, except ${where}`)];
  const needs = (field: 'errorClass' | 'check', of: Metric): string[] =>
    metric === of && given[field] === undefined ? [wrong(field, undefined, FIELDS.get(field)?.allowed ?? '')] : [];
  return [
    ...needs('errorClass', 'count'),
    ...needs('check', 'check'),
    ...only('errorClass', metric === 'count', 'with the metric count'),
    ...only('check', metric === 'check', 'with the metric check'),
    ...only('threshold', metric !== 'check', 'with other metrics than check'),
    ...only('comparison', metric !== 'check', 'with other metrics than check'),
    ...only('window', OF_REQUESTS.includes(metric), `with ${OF_REQUESTS.join(', ')}`),
    ...only('endpoint', OF_REQUESTS.includes(metric), `with ${OF_REQUESTS.join(', ')}`),
    ...only('minRequests', OF_REQUESTS.includes(metric), `with ${OF_REQUESTS.join(', ')}`),
    ...only('confidence', GATED.includes(metric) && !isLess, `with ${GATED.join(', ')} and the comparisons > and >=`),
    ...thresholdProblem(metric, comparison, threshold),
  ];
}

/** A condition that always holds, or never, is a mistake; so is 5 where 0.05 is meant. */
function thresholdProblem(metric: Metric, comparison: Comparison, threshold: number): string[] {
  if (metric === 'error_rate') {
    const isShare = threshold > 0 && threshold < 1;
    return isShare ? [] : [wrong('threshold', threshold, 'a share above 0 and below 1 (5 % is 0.05)')];
  }
  const mayBeZero = comparison === '>' || comparison === '<=';
  return threshold > 0 || mayBeZero ? [] : [wrong('threshold', threshold, `above 0 with the comparison ${comparison}`)];
}

function wrong(field: string, value: unknown, allowed: string): string {
  return `field ${field} is ${inWords(value)}; allowed: ${allowed}`;
}
