/** The format of Slack's incoming webhooks: `text` for notifications, `blocks` for the channel. */

import type { Notification } from '../../contract/index.js';
import { details, footer, title } from './text.js';

/** The body for Slack. */
export function slack(message: Notification): unknown {
  const section = (text: string): unknown => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  const text = escaped(title(message));
  return {
    text,
    blocks: [
      section(text),
      ...details(message).map((line) => section(`• ${escaped(line)}`)),
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(footer(message)), verbatim: true }] },
    ],
  };
}

/**
 * Escapes control characters (docs.slack.dev/messaging/formatting-message-text). Unescaped, `<!channel>` in the name of
 * an endpoint would notify everyone.
 */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
