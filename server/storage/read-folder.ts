/** What processes have stored in a folder, read without any change to it, whether they run or have ended. */

import type { StoredDeploy } from '../deploys/deploy-log.js';
import type { Snapshot } from '../history/snapshots.js';
import { describeError, Disk, JsonAdapter } from './disk.js';
import { parseContent, parseName } from './stored-files.js';

/** The content of a folder. */
export interface FolderContent {
  /** The steps of each process, oldest first. */
  histories: readonly (readonly Snapshot[])[];
  deploys: readonly StoredDeploy[];
  /** What could not be read, and why. */
  problems: readonly string[];
}

/**
 * Reads a folder.
 * @param wall milliseconds since 1970
 * @throws the system's error when there is no such folder, or it cannot be read
 */
export async function readFolder(folder: string, wall: number): Promise<FolderContent> {
  const disk = new Disk(folder);
  const histories = new Map<string, readonly Snapshot[]>();
  const deploys: StoredDeploy[] = [];
  const problems: string[] = [];
  for (const name of await disk.names()) {
    const parsed = parseName(name);
    if (parsed?.kind !== 'history' && parsed?.kind !== 'alerts') continue;
    try {
      const content = await parseContent(parsed, await new JsonAdapter(disk, name).read(), wall);
      if (content.kind === 'alerts') deploys.push(...content.alerts.deploys);
      else {
        for (const [id, { snapshots }] of content.histories) {
          // A process's own file is newer than what others have folded into theirs.
          if (id === parsed.id || !histories.has(id)) histories.set(id, snapshots);
        }
      }
    } catch (error) {
      problems.push(`${name} could not be read (${describeError(error)})`);
    }
  }
  return { histories: [...histories.values()], deploys, problems };
}
