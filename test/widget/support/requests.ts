/** Answers of `GET /metrics/requests`: what one endpoint's requests came to; the figures are invented. */
import type { RequestKind, RequestsAnswer, RequestSummary } from '../../../server/contract/index.js';

/** Status, milliseconds, error class and feature; each some seconds before the one above it. */
type Row = readonly [status: number, latency: number | null, errorClass: string | null, feature: string | null];

const FAILED: readonly Row[] = [
  [500, 131, '5xx', 'reflection'],
  [504, 10_004, 'timeout', 'reflection'],
  [403, 12, 'csrf', null],
  [502, null, '5xx', null],
];
const SLOW: readonly Row[] = [
  [504, 10_004, 'timeout', 'reflection'],
  [200, 1802, null, 'reflection'],
  [200, 802, null, null],
  [404, 640, '4xx', null],
  [200, 612, null, 'audit'],
];
const SECONDS_APART = 13;

/** The requests of a kind up to a time in milliseconds since 1970. */
export function requestsOf(now: number, kind: RequestKind, endpoint: string, method: string): RequestsAnswer {
  const rows = kind === 'failed' ? FAILED : SLOW;
  const requests = rows.map(([status, latency_ms, error_class, feature], index): RequestSummary => {
    const time = new Date(now - (index + 1) * SECONDS_APART * 1000).toISOString();
    return { time, method, endpoint, status, latency_ms, transfer_ms: null, error_class, feature };
  });
  return { kind, kept: 10_000, requests };
}
