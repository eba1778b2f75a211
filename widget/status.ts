/** What the element knows, and how sure of it: one word, from the last answers and the time. */
import type { Level } from '../server/contract/index.js';
import type { Snapshot } from './snapshot.js';

/**
 * The server's level where it is known to hold now; otherwise why it is not: no answer yet (`loading`), none any more
 * (`stale`), none ever (`unreachable`), the browser without a network (`offline`), a refusal (`unauthorised`), or an
 * answer that no monitor gives (`not-a-monitor`).
 */
export type MonitorStatus = Level | 'loading' | 'stale' | 'unreachable' | 'offline' | 'unauthorised' | 'not-a-monitor';

/** So many polls may bring the same server time before the answers count as old. */
const UNCHANGED_POLLS = 3;
/** So many intervals may pass without an answer. */
const INTERVALS = 2;

/** The status at a time in milliseconds since 1970. */
export function statusAt(snapshot: Snapshot, now: number): MonitorStatus {
  const { metrics, failure, isOffline, unchangedPolls, changedAt, interval } = snapshot;
  const kind = failure?.kind;
  if (isOffline) return 'offline';
  if (kind === 'unauthorised') return kind;
  const isStuck = unchangedPolls >= UNCHANGED_POLLS && now - changedAt >= INTERVALS * interval;
  if (metrics !== null && !isStuck && now < staleAt(snapshot)) return metrics.status;
  if (kind === 'not-a-monitor') return kind;
  if (metrics !== null) return 'stale';
  return failure === null ? 'loading' : 'unreachable';
}

/** When the answers become too old unless a new one comes, in milliseconds since 1970. */
export function staleAt({ lastSuccess, interval, patientUntil }: Snapshot): number {
  return Math.max((lastSuccess ?? 0) + INTERVALS * interval, patientUntil);
}
