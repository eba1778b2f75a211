/** The format of Slack's incoming webhooks: `text` for notifications, `blocks` for the channel. */

import type { Notification } from '../../contract/index.js';
import { details, footer, title } from './text.js';

/** The body for Slack. */
export function slack(message: Notification): unknown {
  const plain = (text: string): unknown => ({ type: 'plain_text', text: escaped(text), emoji: false });
  const section = (text: string): unknown => ({ type: 'section', text: plain(text) });
  const { monitoring_url: url } = message;
  return {
    text: escaped(title(message)),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      section(title(message)),
      ...details(message).map((line) => section(`• ${line}`)),
      // The one place with markup: the address is the app's own option.
      ...(url === undefined ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: `<${escaped(url)}>` } }]),
      { type: 'context', elements: [plain(footer(message))] },
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
