/** `GET /metrics/history` and `POST /monitoring/deploys`: what was, and what went into service when. */

import type Router from '@koa/router';
import { z } from 'zod';
import {
  type Deploy,
  HISTORY_RANGE_NAMES,
  type HistoryAnswer,
  type HistoryRange,
  LONGEST_RANGE,
} from '../../contract/index.js';
import { readChange } from '../mutation.js';
import { refusal } from '../api-error.js';

/** What the endpoints ask for and hand on. */
export interface HistorySource {
  history(range: HistoryRange): HistoryAnswer;
  deployed(version: string, note: string | null): Deploy;
}

const MAX_VERSION_LENGTH = 100;
const MAX_NOTE_LENGTH = 500;
const version = `a text of 1 to ${MAX_VERSION_LENGTH} characters`;
const note = `a text of at most ${MAX_NOTE_LENGTH} characters`;
const deploy = z.strictObject({
  version: z.string(version).min(1, version).max(MAX_VERSION_LENGTH, version),
  note: z.string(note).max(MAX_NOTE_LENGTH, note).nullable().default(null),
});

/** Adds the endpoints. */
export function historyRoutes(router: Router, source: HistorySource): void {
  router.get('/metrics/history', (context) => {
    const range = HISTORY_RANGE_NAMES.find((known) => known === (context.query['range'] ?? LONGEST_RANGE));
    context.status = range === undefined ? 400 : 200;
    context.body =
      range === undefined
        ? refusal('bad_query', `range must be one of ${HISTORY_RANGE_NAMES.join(', ')}.`)
        : source.history(range);
  });
  router.post('/monitoring/deploys', async (context) => {
    const change = await readChange(context, deploy);
    if (change === undefined) return;
    context.status = 201;
    context.body = { deploy: source.deployed(change.version, change.note) };
  });
}
