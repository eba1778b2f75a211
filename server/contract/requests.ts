/** `GET /metrics/requests`: single requests. */

/** Which of the last requests can be asked for. */
export const REQUEST_KINDS = ['failed', 'slow', 'recent'] as const;
/** One of them. */
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** One request that ended. */
export interface RequestSummary {
  /** When it ended, ISO 8601. */
  time: string;
  method: string;
  /** The route template. */
  endpoint: string;
  status: number;
  latency_ms: number | null;
  /** How long its body and its answer took to cross the network beside that; null where nothing is known. */
  transfer_ms: number | null;
  error_class: string | null;
  feature: string | null;
  /** The trace id of `traceparent`, 32 hexadecimal digits, where the request had one. */
  trace_id?: string;
  /** `x-request-id`, where the request had one. */
  request_id?: string;
  /** Its address by the option `traceUrl`. */
  trace_url?: string;
  /** The event that the app reported to Sentry while it handled the request, where there is one. */
  sentry_event_id?: string;
  /** Its address, where the project's is known. */
  sentry_url?: string;
}

/** The whole answer. */
export interface RequestsAnswer {
  kind: RequestKind;
  /** How many requests are kept, of all kinds and endpoints; among these was looked. */
  kept: number;
  requests: RequestSummary[];
}
