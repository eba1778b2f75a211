/**
 * The one file on disk, as an adapter for lowdb: read whole, written whole. A write goes to a temporary file, is forced
 * to the disk, takes the old file's place in one step, and then the folder is forced to the disk too: after a crash or
 * a power failure the old or the new file is there, never a part of one.
 */

import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Adapter } from 'lowdb';

/** How the temporary file is filled; tests put a full disk in its place. */
export type Fill = (temporary: FileHandle, text: string) => Promise<void>;

let serial = 0;

/** Files that were set aside as unreadable and are kept. */
const MAX_SET_ASIDE = 3;

/** Reads and writes JSON in one file. */
export class AtomicFile implements Adapter<unknown> {
  readonly path: string;
  readonly #fill: Fill;

  /** @param filePath absolute; its folder is made when it is written */
  constructor(filePath: string, fill: Fill = (temporary, text) => temporary.writeFile(text)) {
    this.path = filePath;
    this.#fill = fill;
  }

  /**
   * The object that the file holds, unchecked; null when there is none.
   * @throws {SyntaxError} when it is not a JSON object; the system's error when it cannot be read
   */
  async read(): Promise<object | null> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
      throw error;
    }
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null) throw new SyntaxError('Not an object');
    return content;
  }

  /** @throws the system's error; the old file is then as it was */
  async write(data: unknown): Promise<void> {
    const text = JSON.stringify(data);
    const folder = path.dirname(this.path);
    await mkdir(folder, { recursive: true });
    const mode = await stat(this.path).then(
      (stats) => stats.mode,
      () => undefined,
    );
    const temporary = `${this.path}.${process.pid}-${++serial}`;
    try {
      const handle = await open(temporary, 'wx', mode);
      try {
        // Writes until all is taken: a disk that fills up takes the first part of a write without an error.
        await this.#fill(handle, text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.path);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder);
  }

  /**
   * Renames the file to `….corrupt-<time>` and removes all but the newest of those.
   * @param wall milliseconds since 1970
   * @returns the new name
   */
  async setAside(wall: number): Promise<string> {
    const folder = path.dirname(this.path);
    const prefix = `${path.basename(this.path)}.corrupt-`;
    const name = prefix + new Date(wall).toISOString().replaceAll(':', '-');
    await rename(this.path, path.join(folder, name));
    const aside = (await readdir(folder)).filter((other) => other.startsWith(prefix)).sort();
    for (const old of aside.slice(0, -MAX_SET_ASIDE)) await unlink(path.join(folder, old));
    return name;
  }

  /** Removes the temporary files of writes that were killed. */
  async removeTemporary(): Promise<void> {
    const folder = path.dirname(this.path);
    const prefix = `${path.basename(this.path)}.`;
    for (const name of await readdir(folder)) {
      if (!name.startsWith(prefix) || !/^\d+-\d+$/.test(name.slice(prefix.length))) continue;
      await unlink(path.join(folder, name)).catch(() => undefined);
    }
  }
}

/** The system's name for an error, for example `ENOSPC`; undefined when it is none of the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Forces a folder's entries to the disk, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and some network file systems do not sync them: the rename has been made all the same.
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
