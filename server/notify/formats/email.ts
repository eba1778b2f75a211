/** E-mails: plain text, so that nothing in it is markup. The messages about an outage are one thread. */

import type { Notification } from '../../contract/index.js';
import { details, footer, title } from './text.js';

/** The parts of the e-mail that come from the message. */
export function email(message: Notification): {
  subject: string;
  text: string;
  messageId: string;
  references: string;
  headers: Record<string, string>;
} {
  const { id, outage, monitoring_url: url } = message;
  const lines = [title(message), '', ...details(message).map((line) => `- ${line}`), ''];
  return {
    subject: title(message),
    text: [...lines, ...(url === undefined ? [] : [url, '']), '-- ', footer(message)].join('\n'),
    messageId: `<${id}@align-monitor>`,
    references: `<${outage}@align-monitor>`,
    // Keeps automatic answers away (RFC 3834).
    headers: { 'auto-submitted': 'auto-generated' },
  };
}
