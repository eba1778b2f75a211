/** What is recorded: by the adapters, by the record calls, and by other programs through `POST /monitoring/ingest`. */

/** What an `x-request-id` may be: letters, digits and `_ . : + / = -`, at most 128. */
export const REQUEST_ID = /^[\w.:+/=-]{1,128}$/;

/** One finished request. */
export interface Sample {
  /** The route template, such as `/items/:id`, never the raw path. */
  endpoint: string;
  method: string;
  /** 100 to 599. */
  statusCode: number;
  /**
   * How long the server took, in milliseconds, 0 to 10^12: from the request's headers to the end of the answer, or to
   * its first byte where it went on being written; without the time in which a body was read while it still came.
   */
  latencyMs: number;
  /** How long its body and its answer took to cross the network beside that, in milliseconds; shown, never judged. */
  transferMs?: number | undefined;
  /** Hashed on entry, kept nowhere. */
  sessionId?: string | undefined;
  feature?: string | undefined;
  /** The app's own word for what went wrong; `csrf`, `timeout`, `5xx`, `4xx` and `aborted` are built in. */
  errorClass?: string | undefined;
  /** True for what has no latency, such as upgrades, event streams and long polls: counted, but in no percentile. */
  streaming?: boolean | undefined;
  /** The id of the event that the app reported to Sentry while it handled the request: 32 hexadecimal digits. */
  sentryEventId?: string | undefined;
  /** The trace id of `traceparent`: 32 hexadecimal digits, not all zero. Adapters read it of failed and slow requests. */
  traceId?: string | undefined;
  /** The `x-request-id`, see `REQUEST_ID`. */
  requestId?: string | undefined;
}

/** An error that is reported apart from requests. */
export interface ReportedError {
  /** Its error class: a built-in one or the app's own word. */
  type: string;
  message: string;
  endpoint?: string | undefined;
}
