/** Validates samples. Record calls must be fast and never throw, so they use no schema. */

import { REQUEST_ID, type ReportedError, type Sample, UNMATCHED_ENDPOINT } from '../contract/index.js';
import { isError } from '../options/is-error.js';
import { isNonEmptyText, isRecord, nonEmptyText } from '../options/values.js';

/** The longest valid latency in milliseconds, 31 years. A larger number is a mistake that would spoil every sum. */
const MAX_LATENCY_MS = 1e12;

/** A sample whose fields are all valid or absent. */
export interface SanitizedSample extends Sample {
  /** NaN when it was invalid. */
  statusCode: number;
  /** NaN when it was invalid. */
  latencyMs: number;
  /** The number of invalid fields. */
  rejected: number;
}

/**
 * The argument of `recordError`, each property read once; undefined when it is none. The type of an `Error` is its name.
 * Libraries give errors properties of any type, under these names too, and errors of other realms, as of `node:vm`, are
 * no instances of `Error` here.
 */
export function reportedError(value: unknown): ReportedError | undefined {
  if (!isRecord(value)) return undefined;
  const { type, message, endpoint } = value;
  if (isError(value)) {
    return {
      type: nonEmptyText(type) ?? nonEmptyText(value.name) ?? 'Error',
      message: nonEmptyText(message) ?? '',
      endpoint: nonEmptyText(endpoint),
    };
  }
  if (!isNonEmptyText(type) || typeof message !== 'string' || !isTextOrNothing(endpoint)) return undefined;
  return { type, message, endpoint };
}

/** Whether every field is valid, as in nearly every sample. */
export function isValidSample(sample: Sample): boolean {
  return (
    typeof sample.endpoint === 'string' &&
    typeof sample.method === 'string' &&
    sample.statusCode >= 100 &&
    sample.statusCode <= 599 &&
    Number.isInteger(sample.statusCode) &&
    // A text or a list that looks like a number would be joined to the sums.
    typeof sample.latencyMs === 'number' &&
    sample.latencyMs >= 0 &&
    sample.latencyMs <= MAX_LATENCY_MS &&
    (sample.transferMs === undefined || (typeof sample.transferMs === 'number' && sample.transferMs >= 0)) &&
    isTextOrNothing(sample.sessionId) &&
    isTextOrNothing(sample.feature) &&
    isTextOrNothing(sample.errorClass) &&
    (sample.sentryEventId === undefined || isEventId(sample.sentryEventId)) &&
    (sample.traceId === undefined || isTraceId(sample.traceId)) &&
    (sample.requestId === undefined || isRequestId(sample.requestId))
  );
}

/** Makes an invalid sample valid: its invalid fields are left out or replaced, and counted. */
export function sanitize(given: Record<string, unknown>): SanitizedSample {
  let rejected = 0;
  const text = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) rejected++;
    return undefined;
  };
  const id = (value: unknown, isId: (value: unknown) => value is string): string | undefined => {
    if (isId(value)) return value;
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
    sentryEventId: id(given['sentryEventId'], isEventId),
    traceId: id(given['traceId'], isTraceId),
    requestId: id(given['requestId'], isRequestId),
  };
  return { ...sample, rejected };
}

function isEventId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

function isTraceId(value: unknown): value is string {
  return isEventId(value) && /[^0]/.test(value);
}

function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && REQUEST_ID.test(value);
}

function isTextOrNothing(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
