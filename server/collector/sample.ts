/** How a sample is checked, and made safe to count. */

import { type ReportedError, type Sample, UNMATCHED_ENDPOINT } from '../contract/index.js';
import { isNonEmptyText, isRecord } from '../options/values.js';

/** No latency is longer, in milliseconds: 31 years. A larger number is a mistake, which would spoil every sum. */
const MAX_LATENCY_MS = 1e12;

/** A sample with every field of its proper type, and how many of its fields were not. */
export interface CheckedSample extends Sample {
  /** NaN when it could not be used. */
  statusCode: number;
  /** NaN when it could not be used. */
  latencyMs: number;
  rejected: number;
}

/** Whether a value is an error that can be reported. */
export function isReportedError(value: unknown): value is ReportedError {
  return (
    isRecord(value) &&
    isNonEmptyText(value['type']) &&
    typeof value['message'] === 'string' &&
    isTextOrNothing(value['endpoint'])
  );
}

/** Whether every field is of its type and in its range, which is so for nearly every sample. */
export function isSound(sample: Sample): boolean {
  return (
    typeof sample.endpoint === 'string' &&
    typeof sample.method === 'string' &&
    sample.statusCode >= 100 &&
    sample.statusCode <= 599 &&
    Number.isInteger(sample.statusCode) &&
    sample.latencyMs >= 0 &&
    sample.latencyMs <= MAX_LATENCY_MS &&
    isTextOrNothing(sample.sessionId) &&
    isTextOrNothing(sample.feature) &&
    isTextOrNothing(sample.errorClass)
  );
}

/** Reads what can be read of a sample that is not sound; what cannot counts as rejected. */
export function repair(given: Record<string, unknown>): CheckedSample {
  let rejected = 0;
  const text = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) rejected++;
    return undefined;
  };
  const number = (value: unknown, lowest: number, highest: number): number => {
    if (typeof value === 'number' && value >= lowest && value <= highest) return value;
    rejected++;
    return NaN;
  };
  const sample = {
    endpoint: text(given['endpoint']) ?? UNMATCHED_ENDPOINT,
    method: text(given['method']) ?? '_OTHER',
    statusCode: Math.trunc(number(given['statusCode'], 100, 599)),
    latencyMs: number(given['latencyMs'], 0, MAX_LATENCY_MS),
    sessionId: text(given['sessionId']),
    feature: text(given['feature']),
    errorClass: text(given['errorClass']),
    streaming: given['streaming'] === true,
  };
  return { ...sample, rejected };
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
