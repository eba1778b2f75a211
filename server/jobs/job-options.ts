/** The arguments of `monitor.job`. */

import { invalidValue, parse } from '../options/invalid-value.js';
import { numberFrom, optionsObject, positiveUpTo, textUpTo } from '../options/schema.js';
import { MAX_JOB_NAME } from './job-record.js';

/** What is expected of a job. */
export interface JobOptions {
  /** How often it is to run: from one start to the next, at most 366 days. Nothing is expected unless given. */
  everySeconds?: number | undefined;
  /** How late it may be; 0 unless given. */
  graceSeconds?: number | undefined;
}

const LONGEST = 366 * 86_400;

const schema = optionsObject({
  everySeconds: positiveUpTo(LONGEST, `seconds above 0 up to ${LONGEST}`).optional(),
  graceSeconds: numberFrom(0, LONGEST, `seconds from 0 to ${LONGEST}`).default(0),
}).refine(
  ({ everySeconds, graceSeconds }) => everySeconds !== undefined || graceSeconds === 0,
  'graceSeconds only with everySeconds',
);
const NAME = `a text of 1 to ${MAX_JOB_NAME} characters`;
const nameSchema = textUpTo(MAX_JOB_NAME, NAME).regex(/\S/, NAME);

/**
 * Checks the name.
 * @throws TypeError naming it and what is allowed
 */
export function jobName(given: unknown): string {
  return parse(nameSchema, given, { whole: 'job name' });
}

/**
 * Checks the other arguments.
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function jobExpectation(
  name: string,
  work: unknown,
  options: unknown,
): { everySeconds: number | null; graceSeconds: number } {
  const prefix = `job ${JSON.stringify(name)}: `;
  if (typeof work !== 'function') throw invalidValue(`${prefix}function`, work, 'a function');
  const { everySeconds = null, graceSeconds } = parse(schema, options ?? {}, { whole: `${prefix}options`, prefix });
  return { everySeconds, graceSeconds };
}
