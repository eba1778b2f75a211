/**
 * The key with which all processes that share a folder hash session ids, so that their sessions can be compared. It is a
 * secret: whoever has it can tell whether a known session id is among the hashes.
 */

import { randomBytes } from 'node:crypto';
import type { Disk } from './disk.js';

/** Its file: the bytes of the key and nothing else. */
export const SESSION_KEY_FILE = 'session-key';

const KEY_BYTES = 32;

/**
 * Reads the key, or creates it. Of several processes that create it at once, all get that of the first.
 * @throws the system's error, or an `Error` when the file is not a key; it is left as it is
 */
export async function readSessionKey(disk: Disk): Promise<Buffer> {
  const known = await disk.readBytes(SESSION_KEY_FILE, KEY_BYTES);
  if (known !== undefined) return known;
  await disk.createPrivate(SESSION_KEY_FILE, randomBytes(KEY_BYTES));
  const created = await disk.readBytes(SESSION_KEY_FILE, KEY_BYTES);
  if (created === undefined) throw new Error('it vanished');
  return created;
}
