/** JSON lines that other programs report, each checked on its own. */

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { IngestAnswer } from '../contract/index.js';
import { problemsOf } from '../options/invalid-value.js';
import { integerFrom, numberFrom, optionsObject, textUpTo } from '../options/schema.js';
import { isRecord } from '../options/values.js';

/** One line. */
export type Report = z.infer<typeof report>;

const request = optionsObject({
  kind: z.literal('request'),
  endpoint: textUpTo(2048),
  method: textUpTo(64),
  statusCode: integerFrom(100, 599, 'a whole number from 100 to 599'),
  latencyMs: numberFrom(0, 1e12, 'milliseconds from 0 to 1e12'),
  sessionId: textUpTo(4096).optional(),
  feature: textUpTo(1024).optional(),
  errorClass: textUpTo(64).optional(),
  streaming: z.boolean('true or false').optional(),
});
const error = optionsObject({
  kind: z.literal('error'),
  type: textUpTo(64),
  message: z.string('a text'),
  endpoint: textUpTo(2048).optional(),
});
const session = optionsObject({
  kind: z.literal('session'),
  sessionId: textUpTo(4096),
  event: z.enum(['start', 'end'], "'start' or 'end'"),
});
const feature = optionsObject({ kind: z.literal('feature'), feature: textUpTo(1024) });
const report = z.discriminatedUnion('kind', [request, error, session, feature], {
  error: ({ input }) =>
    isRecord(input) && !Array.isArray(input) ? "'request', 'error', 'session' or 'feature'" : 'an object',
});

/** How many rejected lines are named; the rest are only counted. */
const MAX_NAMED = 100;
/** After so many rejected lines the rest is not read: a program that sends these has a fault, or means harm. */
const MAX_REJECTED = 1000;

/** The app gets a turn of the event loop after this many lines: a body may hold half a million. */
const LINES_PER_TURN = 100;

/**
 * Reads a body of JSON lines. Empty lines are skipped. Of a body with very many bad lines the rest is not read.
 * @param record called with each valid report, in order
 */
export async function ingestLines(body: string, record: (report: Report) => void): Promise<IngestAnswer> {
  const answer: IngestAnswer = { accepted: 0, rejected: [], rejected_count: 0 };
  let number = 0;
  for (let start = 0; start < body.length;) {
    const end = body.indexOf('\n', start);
    const line = body.slice(start, end < 0 ? body.length : end).trim();
    start = end < 0 ? body.length : end + 1;
    number++;
    if (number % LINES_PER_TURN === 0) await setImmediate();
    if (line === '') continue;
    const read = readLine(line);
    if (typeof read === 'string') {
      answer.rejected_count++;
      if (answer.rejected.length < MAX_NAMED) answer.rejected.push({ line: number, message: read });
      if (answer.rejected_count === MAX_REJECTED) return { ...answer, stopped_at_line: number };
    } else {
      record(read);
      answer.accepted++;
    }
  }
  return answer;
}

/** The report, or what is wrong with the line. */
function readLine(line: string): Report | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'This is no JSON.';
  }
  const result = report.safeParse(json);
  if (result.success) return result.data;
  return problemsOf(result.error, json, { whole: 'the line', part: 'field' }).join('; ');
}
