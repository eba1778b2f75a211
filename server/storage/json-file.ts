/**
 * What is kept across restarts: one JSON file, in one process's hands. Whatever is wrong with the disk, the app goes
 * on; the data is then in memory only, and `figures()` says so.
 */

import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Low } from 'lowdb';
import type { StorageFigures } from '../contract/index.js';
import { AtomicFile, codeOf, type Fill } from './atomic-file.js';
import { Lock, ownerOf, takeLock, type Owner } from './lock.js';

/** Where and what a file is. */
export interface JsonFileSettings<T> {
  /** Made when it is missing. */
  folder: string;
  /** The file is `<name>.json`. */
  name: string;
  /** Version of the data's form: a whole number from 1 on. */
  schema: number;
  isValid: (data: unknown) => data is T;
  /** Told whatever goes wrong, each time; the caller logs it as rarely as is right. */
  onMessage: (message: string) => void;
  /** Milliseconds since 1970. */
  wall: number;
  /** For tests. */
  fill?: Fill;
}

/** What stands in the file. */
interface Envelope<T> {
  schema: number;
  data: T;
}

/** `close()` waits no longer for a write. */
const CLOSE_LIMIT_MS = 1500;
/** Names that a process tries for a file of its own, when the first one's owner is another. */
const MAX_OWN_FILES = 20;
/** Files of processes that have ended which are read; older ones are removed. */
const MAX_LEFTOVERS = 20;

/** A JSON file that is read once and then only written. */
export class JsonFile<T> {
  /** What it held when it was opened; undefined when there was nothing that could be used. */
  data: T | undefined;
  /** The same of processes that have ended and kept files of their own beside this one, the newest first. */
  readonly others: T[] = [];
  readonly #settings: JsonFileSettings<T>;
  #file: AtomicFile;
  #database: Low;
  #lock: Lock | undefined;
  /** False when what the file holds must stay: it is of a newer schema, or could not be read. */
  #mayWrite = true;
  /** Whether what the file holds is known here, so that it may be written over. */
  #isOurs = false;
  #note: string | null = null;
  #fault: string | null = null;
  #isClosed = false;
  /** Files that the next successful write makes superfluous. */
  #absorbed: string[] = [];
  #newest: T | undefined;
  #inFlight: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  private constructor(settings: JsonFileSettings<T>) {
    this.#settings = settings;
    this.#file = this.#at(settings.name);
    this.#database = new Low<unknown>(this.#file, null);
  }

  /** Opens and reads the file. Never rejects: when it cannot be used, the data is kept in memory only. */
  static async open<T>(settings: JsonFileSettings<T>): Promise<JsonFile<T>> {
    const file = new JsonFile(settings);
    try {
      await file.#take(settings.wall);
    } catch (error) {
      file.#fails('opened', error);
    }
    // A folder that cannot be written may still be read.
    const isFirst = file.#file.path === file.#at(settings.name).path;
    if (isFirst) await file.#read();
    if (isFirst && file.#lock !== undefined && file.#mayWrite) await file.#readOthers();
    return file;
  }

  /** The file that this process writes. */
  get path(): string {
    return this.#file.path;
  }

  /**
   * Writes the data. While one write is under way, only the newest data waits. Never rejects: what fails is told and
   * tried again with the next data.
   * @param data taken as it is when its turn has come
   */
  write(data: T): Promise<void> {
    if (this.#isClosed) return this.#inFlight;
    this.#newest = data;
    this.#queued ??= this.#inFlight.then(() => {
      this.#queued = undefined;
      this.#inFlight = this.#store(this.#newest ?? data);
      return this.#inFlight;
    });
    return this.#queued;
  }

  /** Where the data is kept now, and why. */
  figures(): StorageFigures {
    const isOnDisk = this.#fault === null && this.#mayWrite;
    return { kept: isOnDisk ? 'on disk' : 'in memory', message: this.#fault ?? this.#note };
  }

  /** Ends what is under way and gives the file back, within two seconds. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const limit = AbortSignal.timeout(CLOSE_LIMIT_MS);
    const last = (this.#queued ?? this.#inFlight).then(() => true);
    const isDone = await Promise.race([
      last,
      new Promise<boolean>((resolve) => limit.addEventListener('abort', () => resolve(false))),
    ]);
    // A write that still hangs may yet take the file's place: nobody else may have it.
    if (isDone) await this.#lock?.release();
  }

  #at(name: string): AtomicFile {
    const folder = path.resolve(this.#settings.folder);
    return new AtomicFile(path.join(folder, `${name}.json`), this.#settings.fill);
  }

  /** Takes the file, or one of our own when another process has it. */
  async #take(wall: number): Promise<void> {
    const { folder, name } = this.#settings;
    await mkdir(folder, { recursive: true });
    const first = await takeLock(lockOf(this.#file.path), wall);
    if (first instanceof Lock) {
      this.#lock = first;
      await this.#file.removeTemporary();
      return;
    }
    for (let number = 1; number <= MAX_OWN_FILES; number++) {
      const own = this.#at(`${name}-${process.pid}${number === 1 ? '' : `-${number}`}`);
      const lock = await takeLock(lockOf(own.path), wall);
      if (!(lock instanceof Lock)) continue;
      if (await exists(own.path)) {
        // Left by an earlier process of this number: whoever has the first file next takes it in.
        await lock.release();
        continue;
      }
      this.#lock = lock;
      this.#file = own;
      this.#database = new Low<unknown>(own, null);
      this.#say(`${describe(first)} keeps its data in ${folder}; this one writes ${path.basename(own.path)} there`);
      return;
    }
    throw new Error(`${describe(first)} keeps its data there, and so do ${MAX_OWN_FILES} of this process`);
  }

  async #read(): Promise<void> {
    try {
      await this.#database.read();
    } catch (error) {
      if (error instanceof SyntaxError) return await this.#setAside('it is not JSON');
      this.#mayWrite = false;
      return this.#fails('read', error);
    }
    const content = this.#database.data;
    if (content === null) return;
    const { schema } = this.#settings;
    const { schema: found, data } = isEnvelope(content) ? content : { schema: undefined, data: undefined };
    if (found !== undefined && found > schema) {
      this.#mayWrite = false;
      const version = `${this.#file.path} was written by a newer version (schema ${found}, this one knows ${schema})`;
      return this.#say(`${version}: it is left as it is, and the data is kept in memory only`);
    }
    if (found !== schema || !this.#settings.isValid(data)) return await this.#setAside('it holds something else');
    this.data = data;
    this.#isOurs = true;
  }

  async #setAside(why: string): Promise<void> {
    try {
      const name = await this.#file.setAside(this.#settings.wall);
      this.#say(`${this.#file.path} could not be used (${why}); it is now ${name}, and the data begins anew`);
    } catch (error) {
      this.#mayWrite = false;
      this.#fails('set aside', error);
    }
  }

  /** Reads what processes that have ended kept in files of their own. */
  async #readOthers(): Promise<void> {
    const { folder, name, schema, isValid, wall } = this.#settings;
    try {
      const found: { path: string; time: number }[] = [];
      for (const entry of await readdir(folder)) {
        if (!entry.startsWith(`${name}-`) || !/^\d+(-\d+)?\.json$/.test(entry.slice(name.length + 1))) continue;
        const other = path.join(path.resolve(folder), entry);
        if ((await ownerOf(lockOf(other), wall)) !== undefined) continue;
        found.push({ path: other, time: (await stat(other)).mtimeMs });
      }
      found.sort((a, b) => b.time - a.time);
      for (const [index, other] of found.entries()) {
        const content: unknown = await new AtomicFile(other.path).read().catch(() => null);
        if (isEnvelope(content) && content.schema > schema) continue;
        this.#absorbed.push(other.path, lockOf(other.path));
        if (index >= MAX_LEFTOVERS || !isEnvelope(content) || content.schema !== schema) continue;
        if (isValid(content.data)) this.others.push(content.data);
      }
    } catch (error) {
      this.#settings.onMessage(`Files of ended processes in ${folder} could not be read: ${wordsOf(error)}`);
    }
  }

  async #store(data: T): Promise<void> {
    if (!this.#mayWrite) return;
    try {
      if (this.#lock === undefined || !(await this.#lock.renew())) await this.#takeLate();
      this.#database.data = { schema: this.#settings.schema, data };
      await this.#database.write();
      this.#isOurs = true;
      for (const name of this.#absorbed.splice(0)) await unlink(name).catch(() => undefined);
      this.#fault = null;
    } catch (error) {
      this.#fails('written', error);
    }
  }

  /** The folder could not be written at first, or someone has removed the lock. */
  async #takeLate(): Promise<void> {
    this.#lock = undefined;
    await this.#take(this.#settings.wall);
    if (!this.#isOurs && (await exists(this.#file.path))) await this.#setAside('it was not there at the start');
  }

  #fails(what: string, error: unknown): void {
    this.#fault = `${this.#file.path} could not be ${what} (${wordsOf(error)}): the data is kept in memory only`;
    this.#settings.onMessage(this.#fault);
  }

  #say(message: string): void {
    this.#note = message;
    this.#settings.onMessage(message);
  }
}

function lockOf(filePath: string): string {
  return filePath.replace(/\.json$/, '.lock');
}

function describe({ pid, host }: Owner): string {
  return pid === process.pid ? 'Another monitor of this process' : `Another process (${pid} on ${host})`;
}

function isEnvelope(content: unknown): content is Envelope<unknown> {
  if (typeof content !== 'object' || content === null || !('schema' in content) || !('data' in content)) return false;
  return Number.isInteger(content.schema);
}

async function exists(filePath: string): Promise<boolean> {
  return await stat(filePath).then(
    () => true,
    () => false,
  );
}

/** An error for people: the usual ones of a disk in words. */
function wordsOf(error: unknown): string {
  const words: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'no permission',
    EPERM: 'no permission',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'its folder is a file',
    EEXIST: 'its folder is a file',
  };
  return words[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
