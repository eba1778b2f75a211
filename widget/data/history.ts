/** A range of history: `GET /metrics/history?range=`. */
import {
  HISTORY_RANGES,
  type Deploy,
  type HistoryAnswer,
  type HistoryRange,
  type HistoryStep,
} from '../../server/contract/index.js';
import { fetchJson, isSuccess, type FetchOptions } from './fetch-json.js';
import { CONDITION } from './parse-metrics.js';
import { ANY, OPTIONAL_NUMBER, OPTIONAL_TEXT, parseBy, TIME } from './parse.js';
import { parseUrl } from './urls.js';

/** As much of the answer as is shown. The steps follow each other from `start` on, `step_seconds` apart. */
export type History = Omit<HistoryAnswer, 'steps' | 'deploys'> & {
  steps: Omit<HistoryStep, 't'>[];
  deploys: Pick<Deploy, 'version' | 'time'>[];
};

const PERCENTILES = { p50_ms: OPTIONAL_NUMBER, p95_ms: OPTIONAL_NUMBER, p99_ms: OPTIONAL_NUMBER };

/** Lists may be as long as the range that has the most steps. */
const MAX_ITEMS = Math.max(
  720,
  ...Object.values(HISTORY_RANGES).map(({ seconds, stepSeconds }) => Math.ceil(seconds / stepSeconds)),
);

const TEMPLATE = {
  audience: 'operator',
  view: 'all',
  range: '',
  step_seconds: 300,
  start: TIME,
  end: TIME,
  steps: [
    {
      status: OPTIONAL_TEXT,
      seconds: OPTIONAL_NUMBER,
      requests: OPTIONAL_NUMBER,
      failed: OPTIONAL_NUMBER,
      errors: () => ({ [ANY]: 0 }),
      ...PERCENTILES,
      active_sessions: OPTIONAL_NUMBER,
      affected_sessions: OPTIONAL_NUMBER,
      instruments: () => ({ [ANY]: OPTIONAL_NUMBER }),
    },
  ],
  summary: {
    requests: 0,
    failed: 0,
    error_rate_percent: 0,
    ...PERCENTILES,
    seconds: { healthy: 0, warning: 0, degraded: 0 },
  },
  alerts: [
    {
      id: '',
      type: '',
      severity: '',
      message: '',
      condition: CONDITION,
      value: 0,
      unit: '',
      threshold: 0,
      window_seconds: 0,
      flapping: false,
      waiting: 0,
      confirmed: true,
      from: TIME,
      to: OPTIONAL_TEXT,
    },
  ],
  deploys: [{ version: '', time: TIME }],
};

/** Parses the JSON of `GET /metrics/history`; null when it is no such answer. Never throws. */
export function parseHistory(json: unknown): History | null {
  const history = parseBy(TEMPLATE, json, MAX_ITEMS) as History;
  const hasTime = history.start !== TIME && history.start < history.end;
  return hasTime && history.steps.length > 0 ? history : null;
}

/** Fetches a range; the HTTP status code when the answer is no history, 0 when there is none or it cannot be used. */
export async function fetchHistory(
  historySrc: string,
  range: HistoryRange,
  options: FetchOptions,
): Promise<History | number> {
  const url = parseUrl(historySrc);
  if (url === undefined) return 0;
  url.searchParams.set('range', range);
  const { status, json } = await fetchJson(url.href, options);
  return isSuccess(status) ? (parseHistory(json) ?? 0) : status;
}
