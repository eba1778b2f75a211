/** Where errors come from, as it is kept: the state of a group that begins, and its samples. */

import { ownCopy } from '../options/values.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import type { Cause, Place } from './cause.js';
import { LENGTHS } from './group-file.js';
import type { GroupState, KeptSample } from './group-state.js';

/** A request that has ended, or an error that belongs to none. */
export interface ErrorContext extends Place {
  latencyMs: number | null;
  /** The digest of its session. */
  session: string | undefined;
  traceId?: string | undefined;
  requestId?: string | undefined;
  sentryEventId?: string | undefined;
  /** Whether it counts in the error rate. */
  failed: boolean;
}

/** An error that belongs to no request. */
export const NO_REQUEST: ErrorContext = {
  ...{ endpoint: null, method: null, status: null, errorClass: null, latencyMs: null, session: undefined },
  failed: false,
};

/** A sample of it. */
export function sampleOf(context: ErrorContext, wall: number): KeptSample {
  const own = (text: string | undefined, length: number): string | null =>
    text === undefined ? null : ownCopy(text.slice(0, length));
  const { endpoint, method, status, latencyMs } = context;
  return {
    at: wall,
    endpoint: endpoint === null ? null : own(endpoint, LENGTHS.endpoint),
    ...{ method, status, latency_ms: latencyMs === null ? null : Math.round(latencyMs * 1000) / 1000 },
    trace_id: own(context.traceId, LENGTHS.id),
    request_id: own(context.requestId, LENGTHS.id),
    sentryEventId: context.sentryEventId ?? null,
  };
}

/** The state of a group before its first error. */
export function newState(
  { id, grouping, type, message, location }: Cause,
  { wall, deploy, isAnnounced }: { wall: number; deploy: GroupState['since'] | undefined; isAnnounced: boolean },
): GroupState {
  const since = deploy && { version: deploy.version, at: deploy.at };
  return {
    ...{ id, grouping, type, look: { at: wall, message, location }, count: 0, firstSeen: wall, lastSeen: wall },
    ...{ fatalAt: null, since: since ?? null, endpoints: new Map(), trend: new Map(), samples: [], stack: null },
    ...{ sessions: new DistinctCount(SMALL_PRECISION), isAnnounced, action: null, resolved: null, returned: null },
  };
}
