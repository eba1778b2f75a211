/** The message in the forms that chat systems take. What comes from outside is shown as text, never as markup. */

import type { Alert, Notification, NotificationFormat } from '../contract/index.js';
import { hasEnded } from './notification.js';

/** So many alerts are listed in a chat; the rest are counted. */
const LISTED = 10;
/** Escaped at most five times as long: within Slack's 3,000 characters a block, and ten within Teams' 28 KB. */
const LINE_LENGTH = 580;

/** The body of a webhook as a value to be sent as JSON. */
export function bodyOf(message: Notification, format: NotificationFormat): unknown {
  switch (format) {
    case 'json':
      return message;
    case 'slack':
      return slackBody(message);
    case 'teams':
      return teamsBody(message);
  }
}

/**
 * Slack's incoming webhook: `text` for notifications, `blocks` for the channel. Unescaped, a `<!channel>` in an
 * endpoint's name would call everyone. (docs.slack.dev/messaging/formatting-message-text)
 */
function slackBody(message: Notification): unknown {
  const section = (text: string): unknown => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  const title = `${icon(message)} ${escaped(cut(message.text))}`;
  return {
    text: title,
    blocks: [
      section(title),
      ...details(message).map((line) => section(`• ${escaped(line)}`)),
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(footer(message)), verbatim: true }] },
    ],
  };
}

/**
 * A message with one Adaptive Card, as Teams' workflow "Post to a channel when a webhook request is received" takes
 * it. Its text runs, unlike text blocks, know no Markdown.
 */
function teamsBody(message: Notification): unknown {
  const paragraph = (text: string, looks: object = {}): unknown => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...looks }],
  });
  const color = message.kind === 'resolved' ? 'good' : message.severity === 'critical' ? 'attention' : 'warning';
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: cut(message.text),
    msteams: { width: 'Full' },
    body: [
      paragraph(`${icon(message)} ${cut(message.text)}`, { weight: 'bolder', size: 'medium', color }),
      ...details(message).map((line) => paragraph(`• ${line}`)),
      paragraph(footer(message), { isSubtle: true, size: 'small' }),
    ],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function icon({ kind, severity }: Notification): string {
  if (kind === 'resolved') return '✅';
  return severity === 'critical' ? '🔴' : '🟡';
}

function details({ first, others, omitted }: Notification): string[] {
  const alerts = [first, ...others];
  const lines = alerts.slice(0, LISTED).map((alert) => cut(inWords(alert)));
  const more = alerts.length - lines.length + omitted;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function inWords(alert: Alert): string {
  const { type, severity, message, timestamp, resolved_at: end, evidence } = alert;
  const time = hasEnded(alert) && end !== null ? `${utc(timestamp)} to ${utc(end)}` : `since ${utc(timestamp)}`;
  const most = evidence?.endpoints[0];
  const where = most ? `, ${Math.round(most.share_percent)} % from ${most.method} ${most.endpoint}` : '';
  return `${hasEnded(alert) ? 'ended' : severity}: ${message}${where} (${type}, ${time})`;
}

function footer({ instance, dropped }: Notification): string {
  const lost = dropped > 0 ? ` · ${dropped} earlier ${dropped === 1 ? 'message was' : 'messages were'} dropped` : '';
  return cut(`align-monitor on ${instance}${lost}`);
}

const utc = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;
const cut = (text: string): string => (text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH - 1)}…` : text);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
