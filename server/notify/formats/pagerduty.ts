/** Events of PagerDuty's Events API v2 (developer.pagerduty.com/docs/send-alert-event). */

import type { Notification } from '../../contract/index.js';
import { cut, details } from './text.js';

/** The event, without the routing key. All messages about an outage have the same `dedup_key`: they are one incident. */
export function pagerduty(message: Notification): object {
  const { kind, outage, severity, instance, started_at, first, monitoring_url: url } = message;
  return {
    event_action: kind === 'resolved' ? 'resolve' : 'trigger',
    dedup_key: outage,
    client: 'align-monitor',
    ...(url !== undefined && { client_url: url, links: [{ href: url, text: 'Monitoring' }] }),
    payload: {
      summary: cut(message.summary),
      source: instance,
      severity,
      timestamp: message.resolved_at ?? started_at,
      class: first.type,
      custom_details: { alerts: details(message) },
    },
  };
}
