/** The format of Discord's webhooks: one embed, which mentions nobody. */

import type { Notification } from '../../contract/index.js';
import { firstCharacters } from '../../text/plain-text.js';
import { details, footer, title } from './text.js';

/** Limits of an embed (docs.discord.com/developers/resources/message#embed-object-embed-limits). */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4096;

/** The body for Discord. */
export function discord(message: Notification): unknown {
  const color = message.kind === 'resolved' ? 0x2e7d32 : message.severity === 'critical' ? 0xc62828 : 0xf9a825;
  const lines = details(message).map((line) => `• ${escaped(line)}`);
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: firstCharacters(escaped(title(message)), MAX_TITLE),
        ...(message.monitoring_url !== undefined && { url: message.monitoring_url }),
        description: firstCharacters(lines.join('\n'), MAX_DESCRIPTION),
        color,
        footer: { text: escaped(footer(message)) },
        timestamp: message.resolved_at ?? message.started_at,
      },
    ],
  };
}

/** An invisible space breaks up `<#1>`, `<t:1>`, `||` and what else begins a mention, a time or a spoiler. */
function escaped(text: string): string {
  return text.replaceAll(/[<|\\]/g, '$&\u200b');
}
