/** The verdict on a deploy as one English sentence, made from the values beside it. */

import { type DeployComparison, type DeployVerdict, roundFigure, roundPercent } from '../contract/index.js';

const MAX_NAMED = 3;
const MAX_NAME = 80;

/** One sentence without a full stop. */
export function describeVerdict(verdict: Omit<DeployVerdict, 'message'>): string {
  const { requests_before, requests_after, error_rate_percent, p95_ms, endpoints } = verdict;
  const { confidence_percent: confidence = null, warm_up: warmUp = null } = verdict;
  if (requests_after === 0) return 'No requests yet';
  if (requests_before === 0) return `No requests before to compare with; ${formatRequests(requests_after)} since`;
  const worse = endpoints.filter((each) => [each.error_rate_percent.verdict, each.p95_ms.verdict].includes('worse'));
  const named = worse.slice(0, MAX_NAMED).map(({ method, endpoint }) => `${method} ${endpoint.slice(0, MAX_NAME)}`);
  if (worse.length > MAX_NAMED) named.push(`${worse.length - MAX_NAMED} more`);
  const errorRate = describeFigure(error_rate_percent, percentText);
  const p95 = describeFigure(p95_ms, millisecondsText);
  return [
    `Error rate ${errorRate}, P95 ${p95}`,
    formatRequests(requests_after),
    ...(warmUp?.p95_ms.verdict === 'worse'
      ? [`slow in its first minute (P95 ${millisecondsText(warmUp.p95_ms.after)})`]
      : []),
    ...(named.length === 0 ? [] : [`worse: ${named.join(', ')}`]),
    ...(confidence === null ? [] : [`${confidence} % sure`]),
  ].join('; ');
}

function describeFigure(
  { before, after, expected = null, verdict }: DeployComparison,
  format: typeof percentText,
): string {
  const mix = expected === null ? '' : `, ${format(expected)} with the present mix of endpoints`;
  return `${format(after)} (before ${format(before)}${mix}, ${verdict})`;
}

function formatRequests(requests: number): string {
  return `${requests.toLocaleString('en-US')} ${requests === 1 ? 'request' : 'requests'}`;
}

/** A percentage as text: three digits, two below 1. */
export function percentText(value: number | null): string {
  return value === null ? 'unknown' : `${roundPercent(value)} %`;
}

/** Milliseconds as text: whole ones from 100 on. */
export function millisecondsText(value: number | null): string {
  return value === null ? 'unknown' : `${roundFigure(value)} ms`;
}
