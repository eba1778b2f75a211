/** `POST /monitoring/ingest`: what other programs report, as JSON lines, each checked on its own. */

import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { IngestAnswer } from '../../contract/index.js';

/** What one line says. */
export type Report = z.infer<typeof report>;

const text = (length: number) => z.string(`a text of 1 to ${length} characters`).min(1).max(length);
const number = (lowest: number, highest: number, allowed: string) =>
  z.number(allowed).min(lowest, allowed).max(highest, allowed);

const request = z.strictObject({
  kind: z.literal('request'),
  endpoint: text(2048),
  method: text(64),
  statusCode: number(100, 599, 'a whole number from 100 to 599').int('a whole number from 100 to 599'),
  latencyMs: number(0, 1e12, 'milliseconds from 0 to 1e12'),
  sessionId: text(4096).optional(),
  feature: text(1024).optional(),
  errorClass: text(64).optional(),
  streaming: z.boolean('true or false').optional(),
});
const error = z.strictObject({
  kind: z.literal('error'),
  type: text(64),
  message: z.string('a text'),
  endpoint: text(2048).optional(),
});
const session = z.strictObject({
  kind: z.literal('session'),
  sessionId: text(4096),
  event: z.enum(['start', 'end'], "'start' or 'end'"),
});
const feature = z.strictObject({ kind: z.literal('feature'), feature: text(1024) });
const report = z.discriminatedUnion('kind', [request, error, session, feature], {
  error: "kind must be 'request', 'error', 'session' or 'feature'",
});

/** How many refused lines are named one by one; the rest are counted. */
const MAX_NAMED = 100;

/** After so many lines the app has its turn: a body may hold half a million of them. */
const LINES_PER_TURN = 500;

/**
 * Reads a body of JSON lines and hands on what is right. An empty line is none.
 * @param take called with each report, in order
 */
export async function ingest(body: string, take: (report: Report) => void): Promise<IngestAnswer> {
  const answer: IngestAnswer = { accepted: 0, rejected: [], rejected_count: 0 };
  for (const [index, line] of body.split('\n').entries()) {
    if (index % LINES_PER_TURN === LINES_PER_TURN - 1) await setImmediate();
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (typeof read === 'string') {
      answer.rejected_count++;
      if (answer.rejected.length < MAX_NAMED) answer.rejected.push({ line: index + 1, message: read });
    } else {
      take(read);
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
  return result.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ');
}
