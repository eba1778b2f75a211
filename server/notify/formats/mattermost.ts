/** The format of Mattermost's incoming webhooks: one attachment. */

import type { Notification } from '../../contract/index.js';
import { details, footer, title } from './text.js';

/** The body for Mattermost. */
export function mattermost(message: Notification): unknown {
  const color = message.kind === 'resolved' ? '#2e7d32' : message.severity === 'critical' ? '#c62828' : '#f9a825';
  return {
    attachments: [
      {
        fallback: escaped(title(message)),
        color,
        title: escaped(title(message)),
        ...(message.monitoring_url !== undefined && { title_link: message.monitoring_url }),
        text: details(message)
          .map((line) => `• ${escaped(line)}`)
          .join('\n'),
        footer: escaped(footer(message)),
      },
    ],
  };
}

/** An invisible space breaks up Slack's mentions, which Mattermost knows too, entities, hashtags, formulas and tables. */
function escaped(text: string): string {
  return text.replaceAll(/[<&#$|\\]/g, '$&\u200b');
}
