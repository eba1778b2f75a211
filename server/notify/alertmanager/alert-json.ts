/** Alerts as Alertmanager takes them (its API v2, `postableAlert`), and the labels that its silences match. */

import type { Alert, Severity } from '../../contract/index.js';

/** What identifies an alert to Alertmanager: it must not change while the alert lasts. */
export type Labels = Readonly<Record<string, string>>;

/** Makes the labels of a rule's alerts. */
export type LabelsOf = (type: string, severity: Severity) => Labels;

/** One alert of the list that is sent. */
export interface PostableAlert {
  labels: Labels;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

/** How often alerts are sent again, as by Prometheus. */
export const RESEND_MS = 60_000;
/** An alert that is not sent again for this long is over: Prometheus allows for three lost messages, too. */
const EXPIRE_MS = 4 * RESEND_MS;

/** The labels of all alerts: those given take precedence over the instance. */
export function labelsOf(instance: string, given: Labels = {}): LabelsOf {
  return (type, severity) => ({ instance, ...given, alertname: type, severity });
}

/**
 * An alert that fires or is resolved.
 * @param link to the page; undefined when its address is not known
 * @param wall milliseconds since 1970
 */
export function postable(alert: Alert, labels: Labels, link: string | undefined, wall: number): PostableAlert {
  const { message, timestamp, resolved_at: resolvedAt } = alert;
  const description = describeEvidence(alert);
  return {
    labels,
    annotations: {
      summary: message,
      // Empty annotations are dropped anyway.
      ...(description !== '' && { description }),
      ...(link !== undefined && { dashboard: link }),
    },
    startsAt: timestamp,
    endsAt: resolvedAt ?? new Date(wall + EXPIRE_MS).toISOString(),
    ...(link !== undefined && { generatorURL: link }),
  };
}

function describeEvidence({ evidence }: Alert): string {
  if (evidence === null || evidence.sample_size === 0) return '';
  const { count, sample_size: of, window_seconds: seconds, endpoints, first } = evidence;
  const shares = endpoints.map((each) => `${Math.round(each.share_percent)} % ${each.method} ${each.endpoint}`);
  return [
    `${count} of ${of} requests in ${seconds} s`,
    ...(shares.length > 0 ? [`most from ${shares.join(', ')}`] : []),
    ...(first === null ? [] : [`first at ${first.time} in ${first.method} ${first.endpoint}`]),
  ].join('; ');
}
