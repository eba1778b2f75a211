/** Builds the notification about an outage. All targets get the same one, each in its own format. */

import type { Alert, Notification } from '../contract/index.js';

/** The parts of a notification. */
export interface NotificationSource {
  id: string;
  outage: string;
  /** At least one. */
  alerts: readonly Alert[];
  instance: string;
  omitted: number;
  dropped: number;
  /** The address of the page. */
  link?: string | undefined;
  /** Whether the target knows of the outage, but not that it is so severe. */
  escalated: boolean;
}

/** Whether an alert has ended. */
export function isResolved(alert: Alert): boolean {
  return alert.state === 'resolved';
}

/** Builds a notification. Its alerts are copies, so that a function target may change them. */
export function buildNotification(source: NotificationSource): Notification {
  const { id, outage, alerts, instance, omitted, dropped, escalated, link } = source;
  const [first, ...others] = structuredClone(alerts.toSorted(byImportance));
  if (first === undefined) throw new RangeError('A notification needs at least one alert');
  const isOver = alerts.every(isResolved);
  const startedAt = alerts.map(({ timestamp }) => timestamp).reduce((a, b) => (b < a ? b : a));
  const resolvedAt = alerts.map(({ resolved_at: at }) => at ?? '').reduce((a, b) => (b > a ? b : a));
  const severity = first.severity === 'critical' ? 'Critical' : 'Warning';
  const opening = isOver ? 'Resolved' : escalated ? `Now ${severity.toLowerCase()}` : severity;
  const lasted = isOver ? duration(startedAt, resolvedAt) : undefined;
  return {
    id,
    outage,
    kind: isOver ? 'resolved' : 'firing',
    severity: first.severity,
    text: `${opening} on ${instance}${lasted === undefined ? '' : ` after ${lasted}`}: ${first.message}${whoSaw(first)}${moreAlerts(others.length + omitted)}`,
    instance,
    ...(link !== undefined && { monitoring_url: link }),
    started_at: startedAt,
    resolved_at: isOver && resolvedAt !== '' ? resolvedAt : null,
    first,
    others,
    omitted,
    dropped,
    escalated,
  };
}

/** Firing before resolved, critical before warning, early before late. */
function byImportance(a: Alert, b: Alert): number {
  const rank = (alert: Alert): number => (isResolved(alert) ? 2 : 0) + (alert.severity === 'critical' ? 0 : 1);
  return rank(a) - rank(b) || a.time - b.time;
}

/** For how many people it was an error, such as `; 12 people saw an error`; nothing where that is not known. */
export function whoSaw({ condition, evidence }: Alert): string {
  const people = evidence?.affected_sessions ?? 0;
  // Its message says it.
  if (people === 0 || condition?.metric === 'affected_sessions') return '';
  return `; ${people} ${people === 1 ? 'person' : 'people'} saw an error`;
}

function moreAlerts(count: number): string {
  return count === 0 ? '' : `, and ${count} more ${count === 1 ? 'alert' : 'alerts'}`;
}

/** Such as "4 min"; undefined when it is not known. */
export function duration(from: string, to: string): string | undefined {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (!(seconds >= 0)) return undefined;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
