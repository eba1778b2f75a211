/** The format of Teams' workflow "Post to a channel when a webhook request is received": one Adaptive Card. */

import type { Notification } from '../../contract/index.js';
import { cut, details, footer, title } from './text.js';

/** The body for Teams. */
export function teams(message: Notification): unknown {
  // Text runs are plain text, whereas text blocks would be rendered as Markdown.
  const paragraph = (text: string, style: object = {}): unknown => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...style }],
  });
  const { monitoring_url: url } = message;
  const color = message.kind === 'resolved' ? 'good' : message.severity === 'critical' ? 'attention' : 'warning';
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: cut(message.summary),
    msteams: { width: 'Full' },
    body: [
      paragraph(title(message), { weight: 'bolder', size: 'medium', color }),
      ...details(message).map((line) => paragraph(`• ${line}`)),
      paragraph(footer(message), { isSubtle: true, size: 'small' }),
    ],
    ...(url !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Open the page', url }] }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
