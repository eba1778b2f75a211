/**
 * The lines of text that the formats for chat systems share. Names and messages in them may be a visitor's words, so
 * that no markup, mention, emoji or link is in them; each format escapes what else has a meaning in it.
 */

import type { Alert, Notification } from '../../contract/index.js';
import { errorGroupName } from '../../text/error-group-text.js';
import { firstCharacters, plainText } from '../../text/plain-text.js';
import { clockText, rangeText } from '../../text/time-text.js';
import { isResolved } from '../notification.js';

/** This many alerts are listed; the rest are counted. */
const MAX_LISTED = 10;
/** Only so much of a text is looked at. */
const MAX_EXAMINED = 2000;
/** Escaping makes a line at most five times as long: within Slack's 3,000 characters a block and Teams' 28 kB in all. */
const MAX_LINE_LENGTH = 580;

/** The first line. */
export function title(message: Notification): string {
  return `${icon(message)} ${cut(message.summary)}`;
}

/** One line for each alert, the most important first, with what its rule has measured. */
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

/** A line without markup that is not too long for any of the chat systems. */
export function cut(text: string): string {
  const line = withoutMarkup(firstCharacters(text, MAX_EXAMINED));
  return line.length > MAX_LINE_LENGTH ? `${firstCharacters(line, MAX_LINE_LENGTH - 1)}…` : line;
}

/**
 * Slack's mrkdwn and Markdown have no escapes that both know, and clients make links of addresses in any text. So signs
 * of markup give way to signs that look like them, and an invisible space breaks up what would be a link, a mention or
 * an emoji. An underscore within a word has no meaning, and the names of JavaScript's files end no address.
 */
function withoutMarkup(text: string): string {
  return plainText(text)
    .replaceAll('*', '∗')
    .replaceAll('`', 'ˋ')
    .replaceAll('~', '∼')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replaceAll(
      /@|\](?=[([])|:(?=\/\/|[\w+'-]*[a-z][\w+'-]*:|100:|1234:)|(?<=[\p{L}\p{N}])\.(?=\p{L}{2})(?![cm]?[jt]sx?\b)/giu,
      '$&\u200b',
    );
}

function icon({ kind, severity, first }: Notification): string {
  if (kind === 'resolved') return first.ended_idle === true ? '⚪' : '✅';
  return severity === 'critical' ? '🔴' : '🟡';
}

/** The rule's own words: what it has measured at the worst, when it fired, and what most of it was. */
function describeAlert(alert: Alert): string {
  const { type, severity, message, timestamp, resolved_at: end, evidence, impact } = alert;
  const [began, ended] = [Date.parse(timestamp), Date.parse(end ?? timestamp)];
  const fired = isResolved(alert) ? rangeText(began, ended) : clockText(began, began);
  // The headline tells it more exactly.
  const most = impact === undefined ? evidence?.endpoints[0] : undefined;
  const where = most ? `, ${Math.round(most.share_percent)} % from ${most.method} ${most.endpoint}` : '';
  // The message of a new error names it already.
  const group = alert.condition?.metric === 'new_error' ? undefined : evidence?.error_group;
  const cause = group ? `. Most of it: ${errorGroupName(group)}` : '';
  return `${type} (${severity}): ${message}${where}, fired ${fired}${cause}`;
}
