/** The bodies of requests that change state. */

import type { Context } from 'koa';
import type { z } from 'zod';
import { BodyError, readText } from './request-body.js';
import { apiError } from './api-error.js';

/** The largest body. */
const MAX_BYTES = 10_000;

/**
 * Reads the request's JSON body.
 * @returns undefined when it was refused, which has been answered: 413, 415, or 400 naming each wrong field
 */
export async function readMutation<T>(context: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  const refuse = (status: number, code: string, message: string): undefined => {
    context.status = status;
    context.body = apiError(code, message);
  };
  let given: unknown;
  try {
    given = JSON.parse((await readText(context.req, MAX_BYTES, ['application/json'])) || '{}');
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(400, 'bad_json', 'The body is no JSON.');
    if (!(error instanceof BodyError)) throw error;
    // The rest of the body is not waited for.
    context.set('Connection', 'close');
    return refuse(error.status, error.code, error.message);
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
  return refuse(400, 'bad_change', `${problems.join('; ')}.`);
}
