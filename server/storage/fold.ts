/** Many files of history as one. */

import { randomBytes } from 'node:crypto';
import type { HistoryRecord } from '../history/snapshots.js';
import { type Disk, JsonAdapter } from './disk.js';
import { DEAD_MS, type DataFile } from './other-instances.js';
import { fileName, readHistories, SCHEMA, type StoredHistory } from './stored-files.js';

/** More files of history are folded. */
const MAX_FILES = 20;
/** Folding stops at this size, in characters. */
const MAX_LENGTH = 32 * 2 ** 20;

/**
 * Writes the histories of processes that have ended into one file, if there are many files. The new file names the
 * process of each history, and readers count a process once however many files have its history. So the old files can
 * be deleted one by one, the folding process may be killed at any moment, and two may do the same at once.
 * @param files of other processes
 */
export async function foldHistories(disk: Disk, files: readonly DataFile[]): Promise<void> {
  const all = files.filter(({ kind }) => kind === 'history');
  const dead = all.filter(({ silence, age }) => silence >= DEAD_MS && age >= DEAD_MS);
  if (all.length <= MAX_FILES || dead.length < 2) return;
  const folded = new Map<string, HistoryRecord>();
  const superseded: string[] = [];
  let length = 0;
  for (const file of dead) {
    const text = await disk.read(file.name).catch(() => '');
    length += text.length;
    if (length > MAX_LENGTH) break;
    const histories = readHistories(file.id, text);
    if (histories === undefined) continue;
    for (const [id, { starts, names, snapshots }] of histories) {
      if (starts.length > 0) folded.set(id, { starts, names, snapshots });
    }
    superseded.push(file.name);
  }
  const data: StoredHistory = { starts: [], names: [], snapshots: [], folded: Object.fromEntries(folded) };
  const name = fileName('history', randomBytes(8).toString('hex'));
  await new JsonAdapter(disk, name).write({ schema: SCHEMA, data });
  for (const old of superseded) await disk.remove(old);
}
