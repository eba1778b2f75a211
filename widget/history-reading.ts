/** Makes a history of whatever `history-src` answered; like reading.ts, it trusts nothing. */
import type { Deploy, HistoryAnswer, HistoryStep } from '../server/contract/index.js';
import { fit } from './reading.js';

/** As much of `GET /metrics/history` as is drawn. The steps follow each other from `start` on, `step_seconds` apart. */
export type History = Omit<HistoryAnswer, 'steps' | 'deploys'> & {
  steps: Omit<HistoryStep, 't'>[];
  deploys: Pick<Deploy, 'version' | 'time'>[];
};

const TIME = new Date(0).toISOString();
const MEASURED = NaN;
const PERCENTILES = { p50_ms: MEASURED, p95_ms: MEASURED, p99_ms: MEASURED };

const NOTHING = {
  range: '',
  step_seconds: 300,
  start: TIME,
  end: TIME,
  steps: [
    {
      status: null,
      seconds: MEASURED,
      requests: MEASURED,
      failed: MEASURED,
      errors: () => ({ '*': 0 }),
      ...PERCENTILES,
      active_sessions: MEASURED,
    },
  ],
  summary: {
    requests: 0,
    failed: 0,
    error_rate_percent: 0,
    ...PERCENTILES,
    seconds: { healthy: 0, warning: 0, degraded: 0 },
  },
  alerts: [{ id: '', type: '', severity: '', message: '', from: TIME, to: null }],
  deploys: [{ version: '', time: TIME }],
};

/** Reads the JSON of `GET /metrics/history`; null when that is no such answer. Never throws. */
export function readHistory(json: unknown): History | null {
  const history = fit(json, NOTHING) as History;
  const hasTime = history.start !== TIME && history.start < history.end;
  return hasTime && history.steps.length > 0 ? history : null;
}
