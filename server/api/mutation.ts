/** The bodies of requests that change state. */

import type { Context } from 'koa';
import { z } from 'zod';
import { BodyError, closeConnection, readText } from './request-body.js';
import { apiError } from './api-error.js';

const words = (length: number) =>
  z.string(`a text of at most ${length} characters`).max(length, `a text of at most ${length} characters`);

/** Who acts, and why. */
export const remark = { by: words(100).nullable().default(null), note: words(500).nullable().default(null) };

const MINUTES_PER_WEEK = 10_080;
const MINUTES = `minutes from 0 to ${MINUTES_PER_WEEK}`;
/** For how long something is muted; 0 ends it. */
export const minutes = z.number(MINUTES).min(0, MINUTES).max(MINUTES_PER_WEEK, MINUTES);

const LIMITS = { maxBytes: 10_000, types: ['application/json'] };

/**
 * Reads the request's JSON body.
 * @returns undefined when it was refused, which has been answered: 408, 413, 415, or 400 naming each wrong field
 */
export async function readMutation<T>(context: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  const refuse = (status: number, code: string, message: string): undefined => {
    context.status = status;
    context.body = apiError(code, message);
  };
  let given: unknown;
  try {
    given = JSON.parse((await readText(context.req, context.res, LIMITS)) || '{}');
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(400, 'bad_json', 'The body is no JSON.');
    if (!(error instanceof BodyError)) throw error;
    closeConnection(context.req, context.res);
    return refuse(error.status, error.code, error.message);
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
  return refuse(400, 'bad_change', `${problems.join('; ')}.`);
}
