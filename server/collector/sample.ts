/** What is known of one finished request, and how it is made safe to count. */

/** The endpoint of requests that no route matched. */
export const UNMATCHED = '(unmatched)';

/** No latency is longer, in milliseconds: 31 years. A larger number is a mistake, which would spoil every sum. */
const MAX_LATENCY_MS = 1e12;

/** One finished request. */
export interface Sample {
  /** The route template, such as `/items/:id`, never the raw path. */
  endpoint: string;
  method: string;
  /** 100 to 599. */
  statusCode: number;
  /** From the request's arrival to the end of the response, in milliseconds, 0 to 10^12. */
  latencyMs: number;
  /** Hashed on entry, kept nowhere. */
  sessionId?: string | undefined;
  feature?: string | undefined;
  /** The app's own word for what went wrong; `csrf`, `timeout`, `5xx`, `4xx` and `aborted` are built in. */
  errorClass?: string | undefined;
  /** True for what has no latency, such as upgrades and event streams: counted, but left out of the percentiles. */
  streaming?: boolean | undefined;
}

/** An error that is reported apart from requests. */
export interface ReportedError {
  /** Its error class: a built-in one or the app's own word. */
  type: string;
  message: string;
  endpoint?: string | undefined;
}

/** A sample with every field of its proper type, and how many of its fields were not. */
export interface CheckedSample extends Sample {
  /** NaN when it could not be used. */
  statusCode: number;
  /** NaN when it could not be used. */
  latencyMs: number;
  rejected: number;
}

/** Whether a value can be read as a sample at all. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether a value is a text with something in it. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether a value is an error that can be reported. */
export function isReportedError(value: unknown): value is ReportedError {
  return (
    isRecord(value) &&
    isName(value['type']) &&
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
    endpoint: text(given['endpoint']) ?? UNMATCHED,
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
