/** What is told about an outage, and in which words: the one message that all targets are given, each in its own form. */

import type { Alert, Notification } from '../contract/index.js';

/** What a message is made from. */
export interface MessageSource {
  id: string;
  outage: string;
  /** At least one. */
  alerts: readonly Alert[];
  instance: string;
  omitted: number;
  dropped: number;
}

/** Whether an alert is over. */
export const hasEnded = (alert: Alert): boolean => alert.state === 'resolved';

/** Firing before ended, critical before warning, early before late. */
function byImportance(a: Alert, b: Alert): number {
  const rank = (alert: Alert): number => (hasEnded(alert) ? 2 : 0) + (alert.severity === 'critical' ? 0 : 1);
  return rank(a) - rank(b) || a.time - b.time;
}

/** Writes the message; the alerts are copied, so that whoever gets it may do with it what he likes. */
export function messageOf({ id, outage, alerts, instance, omitted, dropped }: MessageSource): Notification {
  const [first, ...others] = structuredClone(alerts.toSorted(byImportance));
  if (first === undefined) throw new RangeError('A message is about at least one alert');
  const isOver = alerts.every(hasEnded);
  const startedAt = alerts.map(({ timestamp }) => timestamp).reduce((a, b) => (b < a ? b : a));
  const resolvedAt = alerts.map(({ resolved_at: at }) => at ?? '').reduce((a, b) => (b > a ? b : a));
  const kind = isOver ? 'resolved' : 'firing';
  return {
    id,
    outage,
    kind,
    severity: first.severity,
    text: headline(first, others.length + omitted, instance, isOver ? lasted(startedAt, resolvedAt) : undefined),
    instance,
    started_at: startedAt,
    resolved_at: isOver && resolvedAt !== '' ? resolvedAt : null,
    first,
    others,
    omitted,
    dropped,
  };
}

function headline(first: Alert, more: number, instance: string, duration: string | undefined): string {
  const said = first.severity === 'critical' ? 'Critical' : 'Warning';
  const begin = duration === undefined ? `${said} on ${instance}` : `Resolved on ${instance}${duration}`;
  return `${begin}: ${first.message}${more > 0 ? `, and ${more} more ${more === 1 ? 'alert' : 'alerts'}` : ''}`;
}

/** " after 4 min"; nothing where it is not known. */
function lasted(from: string, to: string): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (!(seconds >= 0)) return '';
  if (seconds < 60) return ` after ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? ` after ${minutes} min` : ` after ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
