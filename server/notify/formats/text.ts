/** The lines of text that the formats for chat systems share. They are plain text: each format escapes its own markup. */

import type { Alert, Notification } from '../../contract/index.js';
import { duration, isResolved } from '../notification.js';

/** This many alerts are listed; the rest are counted. */
const MAX_LISTED = 10;
/** Escaping makes a line at most five times as long: within Slack's 3,000 characters a block and Teams' 28 kB in all. */
const MAX_LINE_LENGTH = 580;

/** The first line. */
export function title(message: Notification): string {
  return `${icon(message)} ${cut(message.text)}`;
}

/** One line for each alert, the most important first. */
export function details({ first, others, omitted }: Notification): string[] {
  const alerts = [first, ...others];
  const lines = alerts.slice(0, MAX_LISTED).map((alert) => cut(describeAlert(alert)));
  const more = alerts.length - lines.length + omitted;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** The last line: the instance, and how many messages were lost. */
export function footer({ instance, dropped }: Notification): string {
  const lost = dropped > 0 ? ` · ${dropped} earlier ${dropped === 1 ? 'message was' : 'messages were'} dropped` : '';
  return cut(`align-monitor on ${instance}${lost}`);
}

/** A line that is not too long for any of the chat systems. */
export function cut(text: string): string {
  return text.length > MAX_LINE_LENGTH ? `${text.slice(0, MAX_LINE_LENGTH - 1)}…` : text;
}

function icon({ kind, severity }: Notification): string {
  if (kind === 'resolved') return '✅';
  return severity === 'critical' ? '🔴' : '🟡';
}

function describeAlert(alert: Alert): string {
  const { type, severity, message, timestamp, resolved_at: end, evidence } = alert;
  const lasted = end === null ? undefined : duration(timestamp, end);
  const ended = `${utc(timestamp)} to ${utc(end ?? '')}${lasted === undefined ? '' : `, ${lasted}`}`;
  const time = isResolved(alert) && end !== null ? ended : `since ${utc(timestamp)}`;
  const most = evidence?.endpoints[0];
  const where = most ? `, ${Math.round(most.share_percent)} % from ${most.method} ${most.endpoint}` : '';
  return `${isResolved(alert) ? 'ended' : severity}: ${message}${where} (${type}, ${time})`;
}

function utc(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
