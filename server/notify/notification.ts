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
}

/** Whether an alert has ended. */
export function isResolved(alert: Alert): boolean {
  return alert.state === 'resolved';
}

/** Builds a notification. Its alerts are copies, so that a function target may change them. */
export function buildNotification(source: NotificationSource): Notification {
  const { id, outage, alerts, instance, omitted, dropped } = source;
  const [first, ...others] = structuredClone(alerts.toSorted(byImportance));
  if (first === undefined) throw new RangeError('A notification needs at least one alert');
  const isOver = alerts.every(isResolved);
  const startedAt = alerts.map(({ timestamp }) => timestamp).reduce((a, b) => (b < a ? b : a));
  const resolvedAt = alerts.map(({ resolved_at: at }) => at ?? '').reduce((a, b) => (b > a ? b : a));
  return {
    id,
    outage,
    kind: isOver ? 'resolved' : 'firing',
    severity: first.severity,
    text: headline(first, others.length + omitted, instance, isOver ? duration(startedAt, resolvedAt) : undefined),
    instance,
    started_at: startedAt,
    resolved_at: isOver && resolvedAt !== '' ? resolvedAt : null,
    first,
    others,
    omitted,
    dropped,
  };
}

/** Firing before resolved, critical before warning, early before late. */
function byImportance(a: Alert, b: Alert): number {
  const rank = (alert: Alert): number => (isResolved(alert) ? 2 : 0) + (alert.severity === 'critical' ? 0 : 1);
  return rank(a) - rank(b) || a.time - b.time;
}

/** @param lasted of an outage that is over, how long it lasted */
function headline(first: Alert, more: number, instance: string, lasted: string | undefined): string {
  const severity = first.severity === 'critical' ? 'Critical' : 'Warning';
  const begin = lasted === undefined ? `${severity} on ${instance}` : `Resolved on ${instance}${lasted}`;
  return `${begin}: ${first.message}${more > 0 ? `, and ${more} more ${more === 1 ? 'alert' : 'alerts'}` : ''}`;
}

/** Such as " after 4 min"; empty when it is not known. */
function duration(from: string, to: string): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (!(seconds >= 0)) return '';
  if (seconds < 60) return ` after ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? ` after ${minutes} min` : ` after ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
