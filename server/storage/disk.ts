/**
 * Access to the files of one folder, one call after the other. Files are opened with `O_NONBLOCK` and refused unless
 * they are regular: opening a FIFO the ordinary way holds a thread of libuv's pool until somebody writes to it, and
 * four such threads stop all file access of the host.
 */

import * as promises from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import path from 'node:path';
import { types } from 'node:util';
import type { Adapter } from 'lowdb';

/** The functions of `node:fs/promises` that are used; tests replace some of them. */
export type FileSystem = Pick<
  typeof promises,
  'link' | 'mkdir' | 'open' | 'readdir' | 'readlink' | 'realpath' | 'rename' | 'stat' | 'unlink'
>;

/** Larger files are not read. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/** Not defined on Windows, where no FIFO lies in a folder, and links need a privilege. */
const { O_NONBLOCK: NON_BLOCKING = 0, O_NOFOLLOW: NO_FOLLOW = 0 } = constants as Partial<typeof constants>;

/** The end of the names of files that are being written. */
export const TEMPORARY = '.tmp';

/** Reads and writes the files of one folder. The caller awaits each method before it calls the next one. */
export class Disk {
  readonly folder: string;
  readonly #fs: FileSystem;
  #calls = 0;
  #isWaiting = false;

  constructor(folder: string, fs: FileSystem = promises) {
    this.folder = path.resolve(folder);
    this.#fs = fs;
  }

  /** The number of the call that has not been answered yet; undefined when there is none. */
  get waitingCall(): number | undefined {
    return this.#isWaiting ? this.#calls : undefined;
  }

  /** The names in the folder, which is created when it is missing. */
  async list(): Promise<string[]> {
    await this.#createFolder();
    return await this.names();
  }

  /** @throws the system's error when there is no such folder */
  async names(): Promise<string[]> {
    return await this.#run(() => this.#fs.readdir(this.folder));
  }

  /** Undefined when there is no such file. */
  async stat(name: string): Promise<Stats | undefined> {
    return await this.#run(() => this.#fs.stat(this.#at(name))).catch(undefinedIfMissing);
  }

  /** @throws the system's error, or an `Error` when it is not a regular file or too large */
  async read(name: string): Promise<string> {
    const { handle, stats } = await this.#open(name, constants.O_RDONLY);
    try {
      if (stats.size > MAX_FILE_BYTES) throw new Error('it is too large');
      return await this.#run(() => handle.readFile('utf8'));
    } finally {
      await this.#run(() => handle.close());
    }
  }

  /**
   * Reads a file of a known size, which is no symbolic link; undefined when there is none.
   * @throws the system's error, or an `Error` when it is not a regular file of that size
   */
  async readBytes(name: string, size: number): Promise<Buffer | undefined> {
    const opened = await this.#open(name, constants.O_RDONLY | NO_FOLLOW).catch(undefinedIfMissing);
    if (opened === undefined) return undefined;
    const { handle, stats } = opened;
    try {
      if (stats.size !== size) throw new Error(`it has ${stats.size} bytes instead of ${size}`);
      const bytes = await this.#run(() => handle.readFile());
      if (bytes.length !== size) throw new Error('it has changed');
      return bytes;
    } finally {
      await this.#run(() => handle.close());
    }
  }

  /**
   * Creates a file that only its owner may read, unless there is one. Of several processes that do it at once one
   * succeeds, and its file is there as a whole or not at all.
   * @throws the system's error, where the file system has no hard links too
   */
  async createPrivate(name: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${name}-${randomBytes(8).toString('hex')}${TEMPORARY}`;
    const handle = await this.#create(temporary);
    try {
      try {
        await this.#run(() => handle.writeFile(bytes));
        await this.#run(() => handle.sync());
      } finally {
        await this.#run(() => handle.close());
      }
      await this.#run(() => this.#fs.link(this.#at(temporary), this.#at(name))).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
    } finally {
      await this.remove(temporary).catch(() => undefined);
    }
    await this.#syncFolder();
  }

  /**
   * Replaces a file: after a crash or a power failure the old or the new one is there, never a part of one. The new one
   * has the mode and the owner of the old one, and a symbolic link to the old one leads to the new one. Where there is no
   * old one, only the owner may read the new one.
   * @throws the system's error; the old file is then as it was
   */
  async write(link: string, text: string): Promise<void> {
    const old = await this.stat(link);
    const name = await this.#targetOf(link);
    const temporary = name + TEMPORARY;
    try {
      const handle = await this.#create(temporary);
      try {
        if (old !== undefined) await this.#keepAccess(handle, old);
        // Writes until all is taken: a disk that fills up takes the first part of a write without an error.
        await this.#run(() => handle.writeFile(text));
        await this.#run(() => handle.sync());
      } finally {
        await this.#run(() => handle.close());
      }
      await this.rename(temporary, name);
    } catch (error) {
      await this.remove(temporary).catch(() => undefined);
      throw error;
    }
    await this.#syncFolder(path.dirname(this.#at(name)));
  }

  /**
   * Sets a file's time of modification by writing to it: on a network file system that is the server's clock, which all
   * machines share.
   * @returns that time, milliseconds since 1970, and whether the file was there before
   */
  async touch(name: string): Promise<{ time: number; existed: boolean }> {
    let existed = true;
    const { handle } = await this.#open(name, constants.O_WRONLY).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      existed = false;
      return { handle: await this.#create(name) };
    });
    try {
      await this.#run(() => handle.write('\n', 0));
      return { time: (await this.#run(() => handle.stat())).mtimeMs, existed };
    } finally {
      await this.#run(() => handle.close());
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#run(() => this.#fs.rename(this.#at(from), this.#at(to)));
  }

  /** Removes a file, unless there is none. */
  async remove(name: string): Promise<void> {
    await this.#run(() => this.#fs.unlink(this.#at(name))).catch(undefinedIfMissing);
  }

  /** Removes a file, and says whether there was one: of several processes that do it at once, one is told so. */
  async take(name: string): Promise<boolean> {
    return (await this.#run(() => this.#fs.unlink(this.#at(name))).then(() => true, undefinedIfMissing)) === true;
  }

  #at(name: string): string {
    return path.resolve(this.folder, name);
  }

  /** The file that a symbolic link leads to, also where that is missing; otherwise the name itself. */
  async #targetOf(name: string): Promise<string> {
    const target = await this.#run(() => this.#fs.readlink(this.#at(name))).catch(() => undefined);
    if (target === undefined) return name;
    const real = await this.#run(() => this.#fs.realpath(this.#at(name))).catch(() => undefined);
    return real ?? path.resolve(path.dirname(this.#at(name)), target);
  }

  /** Gives a new file the owner, as far as the system lets this process, and the mode of the old one. */
  async #keepAccess(handle: promises.FileHandle, { uid, gid, mode }: Stats): Promise<void> {
    const own = await this.#run(() => handle.stat());
    if (own.uid !== uid || own.gid !== gid) await this.#run(() => handle.chown(uid, gid)).catch(() => undefined);
    if ((own.mode & 0o777) !== (mode & 0o777)) await this.#run(() => handle.chmod(mode & 0o777));
  }

  async #open(name: string, flags: number): Promise<{ handle: promises.FileHandle; stats: Stats }> {
    const handle = await this.#run(() => this.#fs.open(this.#at(name), flags | NON_BLOCKING));
    try {
      const stats = await this.#run(() => handle.stat());
      if (!stats.isFile()) throw new Error('it is not a regular file');
      return { handle, stats };
    } catch (error) {
      await this.#run(() => handle.close());
      throw error;
    }
  }

  async #createFolder(): Promise<void> {
    await this.#run(() => this.#fs.mkdir(this.folder, { recursive: true, mode: 0o700 }));
  }

  /** Creates a file that only its owner may read, in place of one that a write left behind when it was interrupted; and the folder, if need be. */
  async #create(name: string): Promise<promises.FileHandle> {
    const create = () => this.#run(() => this.#fs.open(this.#at(name), 'wx', 0o600));
    return await create().catch(async (error: unknown) => {
      if (codeOf(error) === 'EEXIST') await this.remove(name);
      else if (codeOf(error) === 'ENOENT') await this.#createFolder();
      else throw error;
      return await create();
    });
  }

  async #syncFolder(folder = this.folder): Promise<void> {
    // Windows opens no folders, and some network file systems do not sync them; the file has been renamed all the same.
    const handle = await this.#run(() => this.#fs.open(folder, 'r')).catch(() => undefined);
    if (handle === undefined) return;
    await this.#run(() => handle.sync()).catch(() => undefined);
    await this.#run(() => handle.close());
  }

  async #run<T>(call: () => Promise<T>): Promise<T> {
    this.#calls++;
    this.#isWaiting = true;
    try {
      return await call();
    } finally {
      this.#isWaiting = false;
    }
  }
}

/** One JSON file of the folder, for lowdb. */
export class JsonAdapter implements Adapter<unknown> {
  /** The length of what was written last. */
  bytes = 0;
  readonly #disk: Disk;
  readonly #name: string;

  constructor(disk: Disk, name: string) {
    this.#disk = disk;
    this.#name = name;
  }

  /** @throws SyntaxError when it is not JSON; the system's error when it cannot be read */
  async read(): Promise<unknown> {
    return JSON.parse(await this.#disk.read(this.#name));
  }

  /** @throws the system's error; the old file is then as it was */
  async write(data: unknown): Promise<void> {
    const text = JSON.stringify(data);
    await this.#disk.write(this.#name, text);
    this.bytes = Buffer.byteLength(text);
  }
}

/** The code of a system error, for example `ENOSPC`; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  // It may be of another realm: in Jest, errors of Node's are no `Error` of the tests'.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** An error of the file system in plain words. */
export function describeError(error: unknown): string {
  const messages: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'no permission',
    EPERM: 'no permission',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'its folder is a file',
    EEXIST: 'its folder is a file',
    ENXIO: 'it is not a regular file',
    ELOOP: 'it is a symbolic link',
  };
  return messages[codeOf(error) ?? ''] ?? (types.isNativeError(error) ? error.message : String(error));
}

function undefinedIfMissing(error: unknown): undefined {
  const code = codeOf(error);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
}
