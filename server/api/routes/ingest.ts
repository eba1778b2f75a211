/** `POST /monitoring/ingest`: records what other programs report. */

import type Router from '@koa/router';
import type { Recorder } from '../../collector/recorder.js';
import { loopbackProblem } from '../access.js';
import { apiError } from '../api-error.js';
import { ingestLines, type Report } from '../ingest-lines.js';
import { BodyError, closeConnection, readText } from '../request-body.js';

const LIMITS = {
  maxBytes: 1_000_000,
  types: ['application/x-ndjson', 'application/jsonl', 'application/json'],
};

/** Adds the route. */
export function ingestRoutes(router: Router, recorder: Recorder): void {
  router.post('/monitoring/ingest', async (context) => {
    const problem = loopbackProblem(context.req);
    if (problem !== undefined) {
      closeConnection(context.req, context.res);
      context.status = 403;
      context.body = apiError('forbidden', problem);
      return;
    }
    try {
      const body = await readText(context.req, context.res, LIMITS);
      const answer = await ingestLines(body, (report) => record(report, recorder));
      const isAccepted = answer.accepted > 0 || answer.rejected_count === 0;
      context.status = isAccepted ? 202 : 400;
      context.body = isAccepted ? answer : { ...apiError('nothing_readable', 'No line could be read.'), ...answer };
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      closeConnection(context.req, context.res);
      context.status = error.status;
      context.body = apiError(error.code, error.message);
    }
  });
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
