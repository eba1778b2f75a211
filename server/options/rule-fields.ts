/** The fields of a rule: what each may be, and which may be given together. */

import { z } from 'zod';
import { CALL_FAILURES, SEVERITIES, SLICE_SECONDS } from '../contract/index.js';
import { problemOf, problemsOf } from './invalid-value.js';
import { isReservedName, OVERDUE_JOB, RESTART_LOOP, type RuleOptions } from './rule.js';
import { type Comparison, COMPARISONS, type RuleMetric } from '../contract/index.js';
import { BUILT_IN_METRICS, isBuiltIn, isInstrumentName } from './instrument-name.js';
import { integerFrom, numberFrom, optionsObject, textUpTo } from './schema.js';

/** The fields of one rule with the defaults that depend on its metric. */
export type CheckedFields = Omit<RuleOptions, 'metric'> & {
  metric: RuleMetric;
  /** The app's own number, for the metric `instrument`. */
  instrument?: string | undefined;
  comparison: Comparison;
  threshold: number;
  /** 0 for metrics that have no window. */
  window: number;
};

/** The fields, or what is wrong with them. */
export interface CheckResult {
  fields: CheckedFields | undefined;
  problems: string[];
}

const MAX_NAME = 64;
const MAX_WINDOW_SECONDS = 900;
const OF_ENDPOINTS: readonly RuleMetric[] = ['error_rate', 'count', 'p50', 'p95', 'p99', 'requests_per_second'];
const OF_REQUESTS: readonly RuleMetric[] = [...OF_ENDPOINTS, 'affected_sessions', 'slow_rate'];
const GATED: readonly RuleMetric[] = ['error_rate', 'count', 'p50', 'p95', 'p99', 'slow_rate'];
const SHARES: readonly RuleMetric[] = ['error_rate', 'slow_rate'];
/** The metrics that have a window. */
const WITH_WINDOW: readonly RuleMetric[] = [...OF_REQUESTS, 'new_error'];
/** A check is measured as 1 while it is degraded, otherwise as 0; of new errors the first counts. */
const FIXED_THRESHOLDS: Partial<Record<RuleMetric, number>> = { check: 1, new_error: 1 };

const REQUIRED = {
  metric: `${BUILT_IN_METRICS.join(', ')}, or the name of one of the app's own numbers`,
  threshold: 'a number from 0 to 1000000000',
  errorClass: "a class of errors, such as '5xx' or the app's own word",
  check: "a check's name",
};
const WINDOW = `seconds from 5 to ${MAX_WINDOW_SECONDS}, a multiple of 5`;
const CONFIDENCE = 'a number from 0 (the bare threshold) to below 1, such as 0.999999';
const seconds = numberFrom(0, 86_400, 'seconds from 0 to 86400').optional();

const fieldsSchema = optionsObject(
  {
    metric: z
      .string(REQUIRED.metric)
      .refine((metric) => isBuiltIn(metric) || isInstrumentName(metric), REQUIRED.metric)
      .optional(),
    errorClass: textUpTo(MAX_NAME, REQUIRED.errorClass).optional(),
    check: textUpTo(MAX_NAME, REQUIRED.check).optional(),
    comparison: z.enum(COMPARISONS, COMPARISONS.join(', ')).optional(),
    threshold: numberFrom(0, 1e9, REQUIRED.threshold).optional(),
    window: numberFrom(5, MAX_WINDOW_SECONDS, WINDOW).multipleOf(SLICE_SECONDS, WINDOW).optional(),
    severity: z.enum(SEVERITIES, SEVERITIES.join(', ')).optional(),
    forSeconds: seconds,
    keepFiringSeconds: seconds,
    minRequests: integerFrom(0, 1e9, 'a whole number from 0 to 1000000000').optional(),
    confidence: z.number(CONFIDENCE).min(0, CONFIDENCE).lt(1, CONFIDENCE).optional(),
    endpoint: textUpTo(300, "a route template, or method and template such as 'GET /items/:id'").optional(),
    dependency: textUpTo(300, "a host such as 'models.example', or a name given to monitor.time").optional(),
  },
  'an object of fields, or false',
);

/**
 * Checks what is given for one rule.
 * @param defaults of the default rule of this name, which the given fields override
 */
export function checkFields(name: string, given: unknown, defaults: RuleOptions | undefined): CheckResult {
  if (name === '' || name.length > MAX_NAME || isReservedName(name)) {
    const allowed = `a text of 1 to ${MAX_NAME} characters other than ${RESTART_LOOP} and ${OVERDUE_JOB}…`;
    return { fields: undefined, problems: [`its name is not allowed; allowed: ${allowed}`] };
  }
  const parsed = fieldsSchema.safeParse(given);
  if (!parsed.success) {
    return { fields: undefined, problems: problemsOf(parsed.error, given, { whole: 'it', part: 'field' }) };
  }
  const own: RuleOptions = Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
  const fields: RuleOptions = { ...defaults, ...own };
  const checked = withDefaults(fields);
  const problems = [
    ...(defaults === undefined ? [] : changesOf(own, defaults)),
    ...(checked === undefined ? missing(fields) : mismatchesOf(fields, checked)),
  ];
  return { fields: problems.length > 0 ? undefined : checked, problems };
}

/** A default rule keeps its metric and its error class. */
function changesOf(own: RuleOptions, defaults: RuleOptions): string[] {
  return (['metric', 'errorClass'] as const)
    .filter((field) => own[field] !== undefined && own[field] !== defaults[field])
    .map((field) => invalidField(field, own[field], defaults[field] ?? 'nothing, for this rule'));
}

function withDefaults(fields: RuleOptions): CheckedFields | undefined {
  const { metric: given } = fields;
  if (given === undefined) return undefined;
  const metric = isBuiltIn(given) ? given : 'instrument';
  const instrument = metric === 'instrument' ? given : undefined;
  const threshold = fields.threshold ?? FIXED_THRESHOLDS[metric];
  if (threshold === undefined) return undefined;
  const isCount = metric === 'count' || metric === 'affected_sessions' || metric === 'new_error';
  const window = WITH_WINDOW.includes(metric) ? (fields.window ?? (isCount ? 300 : 60)) : 0;
  const comparison = fields.comparison ?? (isCount || metric === 'check' ? '>=' : '>');
  return { ...fields, metric, instrument, threshold, window, comparison };
}

function missing(fields: RuleOptions): string[] {
  return (['metric', 'threshold'] as const)
    .filter((field) => fields[field] === undefined)
    .map((field) => invalidField(field, undefined, REQUIRED[field]));
}

function mismatchesOf(given: RuleOptions, { metric, comparison, threshold }: CheckedFields): string[] {
  const isLess = comparison === '<' || comparison === '<=';
  const withoutThreshold = Object.keys(FIXED_THRESHOLDS).join(' and ');
  const only = (field: keyof RuleOptions, isAllowed: boolean, where: string): string[] =>
    given[field] === undefined || isAllowed ? [] : [invalidField(field, given[field], `nothing, except ${where}`)];
  const needs = (field: 'errorClass' | 'check', of: RuleMetric): string[] =>
    metric === of && given[field] === undefined ? [invalidField(field, undefined, REQUIRED[field])] : [];
  return [
    ...needs('errorClass', 'count'),
    ...needs('check', 'check'),
    ...only('errorClass', metric === 'count', 'with the metric count'),
    ...only('check', metric === 'check', 'with the metric check'),
    ...only('threshold', !(metric in FIXED_THRESHOLDS), `with other metrics than ${withoutThreshold}`),
    ...only('comparison', !(metric in FIXED_THRESHOLDS), `with other metrics than ${withoutThreshold}`),
    ...only('window', WITH_WINDOW.includes(metric), `with ${WITH_WINDOW.join(', ')}`),
    ...only('endpoint', OF_ENDPOINTS.includes(metric), `with ${OF_ENDPOINTS.join(', ')}`),
    ...only('dependency', OF_REQUESTS.includes(metric), `with ${OF_REQUESTS.join(', ')}`),
    ...only('endpoint', given.dependency === undefined, 'without a dependency'),
    ...callFailureProblem(given),
    ...only('minRequests', OF_REQUESTS.includes(metric), `with ${OF_REQUESTS.join(', ')}`),
    ...only('confidence', GATED.includes(metric) && !isLess, `with ${GATED.join(', ')} and the comparisons > and >=`),
    ...thresholdProblem(metric, comparison, threshold),
  ];
}

/** The calls of a dependency have classes of their own. */
function callFailureProblem({ dependency, errorClass }: RuleOptions): string[] {
  if (dependency === undefined || errorClass === undefined) return [];
  if (CALL_FAILURES.some((failure) => failure === errorClass)) return [];
  return [invalidField('errorClass', errorClass, `${CALL_FAILURES.join(', ')}, with a dependency`)];
}

/** Refuses conditions that always or never hold, and 5 where 0.05 is meant. */
function thresholdProblem(metric: RuleMetric, comparison: Comparison, threshold: number): string[] {
  if (SHARES.includes(metric)) {
    const isShare = threshold > 0 && threshold < 1;
    return isShare ? [] : [invalidField('threshold', threshold, 'a share above 0 and below 1 (5 % is 0.05)')];
  }
  const mayBeZero = comparison === '>' || comparison === '<=';
  if (threshold > 0 || mayBeZero) return [];
  return [invalidField('threshold', threshold, `above 0 with the comparison ${comparison}`)];
}

function invalidField(field: string, value: unknown, allowed: string): string {
  return problemOf(`field ${field}`, value, allowed);
}
