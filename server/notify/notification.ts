/** Builds the notification about an outage. All targets get the same one, each in its own format. */

import { outageSentence } from '../alerts/outage-sentence.js';
import type { Alert, Notification } from '../contract/index.js';

/** The parts of a notification. */
export interface NotificationSource {
  id: string;
  outage: string;
  /** At least one. */
  alerts: readonly Alert[];
  /** What the app is called. */
  app: string;
  instance: string;
  /** When it is said, milliseconds since 1970. */
  wall: number;
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
  const { id, outage, alerts, app, instance, wall, omitted, dropped, escalated, link } = source;
  const [first, ...others] = structuredClone(alerts.toSorted(byImportance));
  if (first === undefined) throw new RangeError('A notification needs at least one alert');
  const isOver = alerts.every(isResolved);
  const startedAt = alerts.map(({ timestamp }) => timestamp).reduce((a, b) => (b < a ? b : a));
  const resolvedAt = alerts.map(({ resolved_at: at }) => at ?? '').reduce((a, b) => (b > a ? b : a));
  const summary = outageSentence([first, ...others], { app, wall, omitted });
  const said = escalated && !isOver ? `Now ${first.severity}: ${summary}` : summary;
  return {
    id,
    outage,
    kind: isOver ? 'resolved' : 'firing',
    severity: first.severity,
    text: link === undefined ? said : `${said}. ${link}`,
    summary: said,
    app,
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
