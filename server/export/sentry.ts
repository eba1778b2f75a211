/**
 * Sentry: a firing alert is an event whose fingerprint is its rule, so that all alerts of a rule are one issue, and its
 * end is an event of that issue. The SDK is the app's own; it sends in the background.
 */

import type { AlertChange, Exporter, SentryClient } from '../options/exporter-options.js';

/** What is needed of the monitor. */
export interface SentrySettings {
  client: SentryClient;
  /** Which process tells. */
  instance: string;
  version: string | null;
  /** The address of the monitoring page, where it is known. */
  page: string | undefined;
  /** The request in whose handling the caller runs. */
  currentRequest: () => { sentryEventId: string | undefined } | undefined;
}

const LOGGER = 'align-monitor';

/** Sends alerts, and notes at requests which events the app reports while it handles them. */
export function sentryExporter({ client, currentRequest, ...rest }: SentrySettings): Exporter {
  // Before Node 24, requests are followed from the first question on.
  currentRequest();
  client.on('preprocessEvent', (event, hint) => {
    const id = event.event_id ?? hint?.event_id;
    if (event.exception === undefined || id === undefined || !/^[0-9a-f]{32}$/.test(id)) return;
    const request = currentRequest();
    if (request !== undefined) request.sentryEventId ??= id;
  });
  return {
    name: 'sentry',
    alert: (change) => {
      client.captureEvent(eventOf(change, rest));
    },
  };
}

/** The attributes of events: develop.sentry.dev/sdk/data-model/event-payloads/ */
function eventOf(
  { kind, alert }: AlertChange,
  { instance, version, page }: Omit<SentrySettings, 'client' | 'currentRequest'>,
): Record<string, unknown> {
  const { type, severity, message, evidence, resolved_at: resolvedAt } = alert;
  const isOver = kind === 'resolved';
  return {
    message: isOver ? `Resolved: ${message}` : message,
    level: isOver ? 'info' : severity === 'critical' ? 'error' : 'warning',
    logger: LOGGER,
    fingerprint: [LOGGER, type],
    timestamp: isOver && resolvedAt !== null ? Date.parse(resolvedAt) / 1000 : alert.time,
    ...(version !== null && { release: version }),
    tags: { 'alert.rule': type, 'alert.state': kind, 'alert.severity': severity, 'monitor.instance': instance },
    contexts: {
      alert: {
        id: alert.id,
        value: alert.value,
        peak_value: alert.peak_value,
        threshold: alert.threshold,
        unit: alert.unit,
        window_seconds: alert.window_seconds,
        started_at: alert.timestamp,
        resolved_at: resolvedAt,
        requests: evidence?.sample_size,
        counted: evidence?.count,
        ...(page !== undefined && { page }),
      },
    },
    extra: { endpoints: evidence?.endpoints ?? [] },
  };
}
