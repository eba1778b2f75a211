/** One request to a monitor: either its answer or a `PollError` that says what went wrong. */
import type { Metrics } from '../server/contract/index.js';
import { readMetrics } from './reading.js';

/** What a poll needs to know; the address is absolute. */
export interface PollTarget {
  readonly src: string;
  readonly credentials: RequestCredentials;
}

/** Why a poll failed. */
export interface PollError {
  /** `network`: no answer, or none in time; `http`: an answer that says no. */
  readonly kind: 'network' | 'http' | 'unauthorised' | 'not-a-monitor';
  /** In English, for a log. */
  readonly message: string;
  /** The HTTP status code; null when there was no answer. */
  readonly status: number | null;
  /** How long the server asks to be left alone, in milliseconds; 0 when it does not. */
  readonly retryAfter: number;
}

/** The figures, or why there are none; never rejects. */
export async function requestMetrics(target: PollTarget, signal: AbortSignal): Promise<Metrics | PollError> {
  const { src } = target;
  const { status, json, retryAfter, error } = await ask(src, target, signal);
  const failed = (kind: PollError['kind'], what: string) => ({ kind, message: `${src} ${what}`, status, retryAfter });
  if (status === null) return failed('network', `does not answer: ${error}`);
  if (status === 401 || status === 403) return failed('unauthorised', `answers ${status}`);
  if (status > 299) return failed(status === 404 ? 'not-a-monitor' : 'http', `answers ${status}`);
  const reading = readMetrics(json);
  return typeof reading === 'string' ? failed('not-a-monitor', `answers without "${reading}"`) : reading;
}

/** The `Retry-After` header, in seconds or as a date, as milliseconds from now; 0 when it is neither. */
export function readRetryAfter(header: string | null, now: number): number {
  const seconds = Number(header ?? NaN);
  const wait = Number.isNaN(seconds) ? Date.parse(header ?? '') - now : seconds * 1000;
  return Math.max(0, wait || 0);
}

interface Answer {
  /** null when there was none. */
  status: number | null;
  retryAfter: number;
  /** The body; undefined when that is no JSON. */
  json: unknown;
  error: string;
}

async function ask(url: string, { credentials }: PollTarget, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(url, {
      credentials,
      signal,
      cache: 'no-store',
      headers: { accept: 'application/json' },
    });
    const body = await response.text();
    const retryAfter = readRetryAfter(response.headers.get('retry-after'), Date.now());
    return { status: response.status, retryAfter, json: parse(body), error: '' };
  } catch (error) {
    return { status: null, retryAfter: 0, json: undefined, error: String(error) };
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
