/** The element's status: one word from the last answers and the time. */
import type { Level } from '../../server/contract/index.js';
import type { Snapshot } from '../data/snapshot.js';

/**
 * The server's level while it is known to be current. Otherwise the reason why it is not: no answer yet (`loading`), none
 * any more (`stale`), none ever (`unreachable`), no network (`offline`), a refusal (`unauthorised`), or an answer that no
 * monitor gives (`not-a-monitor`).
 */
export type MonitorStatus = Level | 'loading' | 'stale' | 'unreachable' | 'offline' | 'unauthorised' | 'not-a-monitor';

/** After this many polls with the same server time the answers are stale. */
const MAX_UNCHANGED_POLLS = 3;
/** After this many intervals without an answer the last one is stale. */
const MAX_SILENT_INTERVALS = 2;

/** The status at a time in milliseconds since 1970. */
export function statusAt(snapshot: Snapshot, now: number): MonitorStatus {
  const { metrics, failure, isOffline, unchangedPolls, changedAt, interval } = snapshot;
  const kind = failure?.kind;
  if (isOffline) return 'offline';
  if (kind === 'unauthorised') return kind;
  const isStuck = unchangedPolls >= MAX_UNCHANGED_POLLS && now - changedAt >= MAX_SILENT_INTERVALS * interval;
  if (metrics !== null && !isStuck && now < staleAt(snapshot)) return metrics.status;
  if (kind === 'not-a-monitor') return kind;
  if (metrics !== null) return 'stale';
  return failure === null ? 'loading' : 'unreachable';
}

/** When the last answer becomes stale unless a new one comes, in milliseconds since 1970. */
export function staleAt({ lastSuccess, interval, graceUntil }: Snapshot): number {
  return Math.max((lastSuccess ?? 0) + MAX_SILENT_INTERVALS * interval, graceUntil);
}
