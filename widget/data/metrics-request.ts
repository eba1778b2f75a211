/** One request for a monitor's figures: `GET /metrics`. */
import type { Metrics } from '../../server/contract/index.js';
import { fetchJson, isSuccess, type Credentials } from './fetch-json.js';
import { parseMetrics } from './parse-metrics.js';

/** What is polled. */
export interface PollTarget extends Credentials {
  /** Absolute. */
  readonly src: string;
}

/** Why a poll failed. */
export interface PollError {
  /** `network`: no answer, or none in time; `http`: an answer that says no. */
  readonly kind: 'network' | 'http' | 'unauthorised' | 'not-a-monitor';
  /** In English, for a log. */
  readonly message: string;
  /** The HTTP status code; null when there was no answer. */
  readonly status: number | null;
  /** How long the server asks the client to wait, in milliseconds; 0 when it does not. */
  readonly retryAfter: number;
}

/** Fetches the figures, or says why there are none. Never rejects. */
export async function fetchMetrics(
  { src, ...credentials }: PollTarget,
  signal: AbortSignal,
): Promise<Metrics | PollError> {
  const { status, json, retryAfter, error } = await fetchJson(src, { ...credentials, signal });
  const failed = (kind: PollError['kind'], what: string): PollError => ({
    kind,
    message: `${src} ${what}`,
    status: status === 0 ? null : status,
    retryAfter,
  });
  if (status === 0) return failed('network', `does not answer: ${error}`);
  if (status === 401 || status === 403) return failed('unauthorised', `answers ${status}`);
  if (!isSuccess(status)) return failed(status === 404 ? 'not-a-monitor' : 'http', `answers ${status}`);
  const metrics = parseMetrics(json);
  return typeof metrics === 'string' ? failed('not-a-monitor', `answers without "${metrics}"`) : metrics;
}
