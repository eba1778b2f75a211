/** Endpoints: a method and a route template each. */

import type { EndpointWaiting } from './dependencies.js';
import type { LevelLimits } from './limits.js';

/** The methods of RFC 9110 and RFC 5789, then `_OTHER` for all others, as OpenTelemetry calls them. */
export const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  '_OTHER',
] as const;

/** The endpoint of requests that no route matched. */
export const UNMATCHED_ENDPOINT = '(unmatched)';
/** The endpoint that stands for all those beyond the cap. */
export const OTHER_ENDPOINTS = '(other)';

/** One endpoint over the window. */
export interface EndpointFigures {
  /** The route template, `(unmatched)` where no route matched, `(other)` for all beyond the cap. */
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  error_rate_percent: number;
  /** Counts by error class, only those that occurred; an app's own words together as `other`. */
  errors: Record<string, number>;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  /** The figures that are over the limit of the level degraded, as far as that is evidence and not chance. */
  over_limit: (keyof LevelLimits)[];
  /** The same for the level warning, without those. */
  over_warning_limit: (keyof LevelLimits)[];
  /** The limits that it is judged by; null for a figure that is left out of the level. */
  limits: { [Name in keyof LevelLimits]: LevelLimits[Name] | null };
  /** Different sessions with a request, and with a failure; null where they are not known. */
  sessions: number | null;
  affected_sessions: number | null;
  /** How its time was spent; null unless that is followed. */
  waiting: EndpointWaiting | null;
}
