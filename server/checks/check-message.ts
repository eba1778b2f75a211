/** The message of a failed check: one short line that is safe to publish, whatever was thrown. */

import { describeThrown } from '../text/describe-thrown.js';
import { firstCharacters } from '../text/plain-text.js';
import type { Redact } from '../text/redact.js';

const MAX_LENGTH = 200;
/** Only this much of a message is examined, since an error may hold megabytes. */
const MAX_EXAMINED = 10_000;
const NO_MESSAGE = 'failed without a message';

/** The first line of an error's message, at most 200 characters, without secrets. Never throws. */
export function checkMessage(thrown: unknown, redact: Redact): string {
  const { name, message } = describeThrown(thrown);
  const [line = ''] = firstCharacters(message || name, MAX_EXAMINED)
    .trimStart()
    .split(/[\r\n\u2028\u2029]/, 1);
  return redact(line, MAX_LENGTH).trim() || NO_MESSAGE;
}
