/** `POST /monitoring/ingest`: records what other programs report. */

import type { Recorder } from '../../collector/recorder.js';
import { apiError } from '../api-error.js';
import { ingestLines, type Report } from '../ingest-lines.js';
import { BodyError, closeConnection, readText } from '../request-body.js';
import type { Route } from '../route.js';

const LIMITS = {
  maxBytes: 1_000_000,
  types: ['application/x-ndjson', 'application/jsonl', 'application/json'],
};

/** Makes the route. */
export function ingestRoutes(recorder: Recorder): Route[] {
  return [
    {
      method: 'POST',
      path: '/monitoring/ingest',
      rule: 'ingest',
      answer: async (context) => {
        try {
          const body = await readText(context.req, context.res, LIMITS);
          const answer = await ingestLines(body, (report) => record(report, recorder));
          const isAccepted = answer.accepted > 0 || answer.rejected_count === 0;
          context.status = isAccepted ? 202 : 400;
          context.body = isAccepted ? answer : { ...apiError('nothing_readable', 'No line could be read.'), ...answer };
        } catch (error) {
          if (!(error instanceof BodyError)) throw error;
          // The rest of the body is not read.
          closeConnection(context.req, context.res);
          context.status = error.status;
          context.body = apiError(error.code, error.message);
        }
      },
    },
  ];
}

function record(report: Report, recorder: Recorder): void {
  switch (report.kind) {
    case 'request':
      return recorder.recordRequest(report);
    case 'error':
      return recorder.recordForeignError(report);
    case 'session':
      return recorder.recordSession(report.sessionId, report.event);
    case 'feature':
      return recorder.recordFeature(report.feature);
  }
}
