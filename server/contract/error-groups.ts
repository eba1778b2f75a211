/** `GET /metrics/errors`: errors grouped by their cause. */

import type { Acknowledgement } from './alerts.js';

/** Error groups that are kept. */
export const MAX_ERROR_GROUPS = 200;
/** Those that `GET /metrics` carries. */
export const TOP_ERROR_GROUPS = 10;
/** The trend of a group covers a day in steps of so many seconds. */
export const TREND_STEP_SECONDS = 1800;
/** Steps of a trend. */
export const TREND_STEPS = 48;

/** What people have said about a group. A resolved group that comes back is open again. */
export const ERROR_GROUP_STATES = ['open', 'acknowledged', 'muted', 'resolved'] as const;
/** One of them. */
export type ErrorGroupState = (typeof ERROR_GROUP_STATES)[number];

/**
 * What makes errors one group: the first stack frame of the app's own code; without one the message; without an error
 * the endpoint and the status of its answers.
 */
export const ERROR_GROUPINGS = ['frame', 'message', 'status'] as const;
/** One of them. */
export type ErrorGrouping = (typeof ERROR_GROUPINGS)[number];

/** A place in the app's code. */
export interface CodeLocation {
  /** Relative to the app's folder, with slashes. */
  file: string;
  line: number;
  column: number | null;
  function: string | null;
}

/** An endpoint whose requests failed with the errors of a group. */
export interface ErrorGroupEndpoint {
  endpoint: string;
  method: string;
  /** Since the group was first seen. */
  count: number;
}

/** Someone declared a group resolved. */
export interface Resolution extends Acknowledgement {
  /** The version that was in service. */
  version: string | null;
}

/** Errors with one cause. */
export interface ErrorGroup {
  /** Made of what makes them one group: the same after a restart and in every process. */
  id: string;
  /** The error's name; for `status` the status, such as `HTTP 500`. */
  type: string;
  /** Redacted, with its variable parts masked: `n` stands for numbers, `id` for identifiers, `…` for quoted texts. */
  message: string;
  /** Null unless they are grouped by `frame`. */
  location: CodeLocation | null;
  grouped_by: ErrorGrouping;
  /** The last of them ended the process. */
  is_fatal: boolean;
  state: ErrorGroupState;
  /** Who has seen it; null unless acknowledged. */
  acknowledged: Acknowledgement | null;
  /** Until when it makes no alert; null unless muted. */
  muted_until: string | null;
  /** Who resolved it last. It stays when the group comes back. */
  resolved: Resolution | null;
  /** When it came back after it was resolved; null when it did not. */
  returned_at: string | null;
  /** Errors over the window. */
  window_count: number;
  /** Different sessions that had one of them; null where none of the requests carries a session. */
  window_sessions: number | null;
  /** The same since the group was first seen. */
  total_count: number;
  total_sessions: number | null;
  first_seen: string;
  last_seen: string;
  /** The version that was in service when it was first seen; null when none was known. */
  since_version: string | null;
  /** How long after the deploy of that version; null where the deploy is not known. */
  seconds_after_deploy: number | null;
  /** It was first seen after the last deploy, of which the first start of the first version is none. */
  is_new: boolean;
  /** The largest, at most five, largest first. */
  endpoints: ErrorGroupEndpoint[];
  /** Errors by `TREND_STEP_SECONDS`, oldest first; the last step is under way. */
  trend: number[];
}

/** One error of a group. */
export interface ErrorSample {
  time: string;
  /** Null for errors that belong to no request. */
  endpoint: string | null;
  method: string | null;
  status: number | null;
  latency_ms: number | null;
  /** The trace id of `traceparent`, 32 hexadecimal digits. */
  trace_id: string | null;
  /** `x-request-id`, where it is one. */
  request_id: string | null;
  /** Its address by the option `traceUrl`. */
  trace_url?: string;
  sentry_event_id?: string;
  sentry_url?: string;
}

/** One line of a stack. */
export interface StackLine {
  function: string | null;
  /** Relative to the app's folder; of a package its name and path in it; of Node the name of its module. */
  file: string;
  line: number | null;
  column: number | null;
  /** Whether it is the app's own code. */
  is_own: boolean;
}

/** A group with all that is kept of it. */
export interface ErrorGroupDetails extends ErrorGroup {
  /** The last five, newest first. */
  samples: ErrorSample[];
  /** Of one of them; empty where none was read. */
  stack: StackLine[];
}

/** How many groups there are. */
export interface ErrorGroupCounts {
  /** All that are kept, at most `MAX_ERROR_GROUPS`. */
  kept: number;
  by_state: Record<ErrorGroupState, number>;
}

/** The groups in `GET /metrics`. */
export interface ErrorGroupsFigures extends ErrorGroupCounts {
  /** Open and acknowledged groups: those with most errors over the window first, then the last seen. */
  top: ErrorGroup[];
}

/** The whole answer. */
export interface ErrorsAnswer extends ErrorGroupCounts {
  timestamp: string;
  window_seconds: number;
  /** In the order of `ErrorGroupsFigures.top`, then muted and resolved ones. */
  groups: ErrorGroupDetails[];
}
