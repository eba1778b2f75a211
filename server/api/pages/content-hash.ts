/** Sources of a Content-Security-Policy for inline styles and scripts. */

import { createHash } from 'node:crypto';

/** The source that allows exactly this text. */
export function contentHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
