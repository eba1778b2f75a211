/** Events of PagerDuty's Events API v2 (developer.pagerduty.com/docs/send-alert-event). */

import type { Notification } from '../../contract/index.js';
import { cut, details } from './text.js';

/** The event, without the routing key. All messages about an outage have the same `dedup_key`: they are one incident. */
export function pagerduty(message: Notification): object {
  const { kind, outage, severity, instance, started_at, first, monitoring_url: url } = message;
  if (kind === 'resolved') return { event_action: 'resolve', dedup_key: outage };
  return {
    event_action: 'trigger',
    dedup_key: outage,
    client: 'align-monitor',
    ...(url !== undefined && { client_url: url, links: [{ href: url, text: 'Monitoring' }] }),
    payload: {
      summary: cut(message.text),
      source: instance,
      severity,
      timestamp: started_at,
      class: first.type,
      custom_details: { alerts: details(message) },
    },
  };
}
