/**
 * A lock file that says which process owns a file beside it. It names the process by its number and by when it began,
 * so that neither a process that has died nor another program that was given its number is taken for the owner.
 */

import { link, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { codeOf } from './atomic-file.js';

/** Who owns a file. */
export interface Owner {
  pid: number;
  /** When the process began, in the system's own count; null where the system does not tell. */
  start: string | null;
  /** The machine, or the container: process numbers mean nothing beyond it. */
  host: string;
}

/** An owner on another machine is believed to live for so long after the lock was last renewed. */
const FOREIGN_LIFE_MS = 15 * 60_000;
/** Others may be at the same; each attempt takes them some milliseconds. */
const ATTEMPTS = 100;

/** Locks that this process holds, for systems that do not tell when a process began. */
const heldHere = new Set<string>();
let serial = 0;

/** A lock that is held. */
export class Lock {
  readonly #path: string;
  readonly #text: string;

  /** By `takeLock` only. */
  constructor(lockPath: string, text: string) {
    this.#path = lockPath;
    this.#text = text;
    heldHere.add(lockPath);
  }

  /** Tells processes on other machines that the owner lives; false when the lock is no longer there, or another's. */
  async renew(): Promise<boolean> {
    if ((await readFile(this.#path, 'utf8').catch(() => '')) !== this.#text) return false;
    // Over the same bytes: a full disk leaves them as they are.
    await writeFile(this.#path, this.#text, { flag: 'r+' });
    return true;
  }

  /** Gives the lock back; an error (the folder is gone) changes nothing for the owner. */
  async release(): Promise<void> {
    heldHere.delete(this.#path);
    await unlink(this.#path).catch(() => undefined);
  }
}

/**
 * Takes the lock, also from an owner that has died.
 * @param wall milliseconds since 1970
 * @returns the lock, or who holds it
 * @throws the system's error when the folder cannot be written
 */
export async function takeLock(lockPath: string, wall: number): Promise<Lock | Owner> {
  const self: Owner = { pid: process.pid, start: (await lifeOf(process.pid))?.start ?? null, host: os.hostname() };
  const text = JSON.stringify(self);
  await removeLeftovers(lockPath);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await create(lockPath, text)) return new Lock(lockPath, text);
    const owner = await ownerOf(lockPath, wall);
    if (owner !== undefined) return owner;
    await discard(lockPath, text, wall);
  }
  throw new Error(`The lock ${lockPath} changes hands faster than it can be read`);
}

/**
 * Who holds a lock.
 * @param wall milliseconds since 1970
 * @returns undefined when nobody who lives does
 */
export async function ownerOf(lockPath: string, wall: number): Promise<Owner | undefined> {
  return livingOwner(await readFile(lockPath, 'utf8').catch(() => ''), lockPath, wall);
}

/** Who holds a lock with this content. */
async function livingOwner(text: string, lockPath: string, wall: number): Promise<Owner | undefined> {
  const owner = parse(text);
  if (owner === undefined) return undefined;
  if (owner.host !== os.hostname()) {
    const renewed = await stat(lockPath).then(
      ({ mtimeMs }) => mtimeMs,
      () => -Infinity,
    );
    return wall - renewed < FOREIGN_LIFE_MS ? owner : undefined;
  }
  const life = await lifeOf(owner.pid);
  if (life === undefined) return undefined;
  const isKnown = life.start !== null && owner.start !== null;
  if (isKnown) return life.start === owner.start ? owner : undefined;
  return owner.pid !== process.pid || heldHere.has(lockPath) ? owner : undefined;
}

/** Makes the lock file with its content in one step, so that nobody ever reads half of it; false when there is one. */
async function create(lockPath: string, text: string): Promise<boolean> {
  const own = `${lockPath}.${process.pid}.${++serial}`;
  await writeFile(own, text);
  try {
    await link(own, lockPath);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Some file systems know no links.
    return await writeFile(lockPath, text, { flag: 'wx' }).then(
      () => true,
      (second: unknown) => {
        if (codeOf(second) === 'EEXIST') return false;
        throw second;
      },
    );
  } finally {
    await unlink(own).catch(() => undefined);
  }
}

/**
 * Removes a dead owner's lock, unless somebody else is about to. Only who holds the guard looks and removes: else one
 * that has looked before a new owner took the lock would remove that one's.
 */
async function discard(lockPath: string, text: string, wall: number): Promise<void> {
  const guard = `${lockPath}.guard`;
  if (!(await create(guard, text))) {
    await removeIfDead(guard, wall);
    return;
  }
  heldHere.add(guard);
  try {
    await removeIfDead(lockPath, wall);
  } finally {
    heldHere.delete(guard);
    await unlink(guard).catch(() => undefined);
  }
}

/** A lock that is not there may be another's by the time it would be removed. */
async function removeIfDead(lockPath: string, wall: number): Promise<void> {
  const text = await readFile(lockPath, 'utf8').catch(() => null);
  if (text === null || (await livingOwner(text, lockPath, wall)) !== undefined) return;
  await unlink(lockPath).catch(() => undefined);
}

/** Removes what processes that died while they took the lock have left behind. */
async function removeLeftovers(lockPath: string): Promise<void> {
  const folder = path.dirname(lockPath);
  const prefix = `${path.basename(lockPath)}.`;
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.\d+$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined || (await lifeOf(Number(pid))) !== undefined) continue;
    await unlink(path.join(folder, name)).catch(() => undefined);
  }
}

/** Whether a process lives, and since when; undefined when it does not. */
async function lifeOf(pid: number): Promise<{ start: string | null } | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return undefined;
  }
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  if (text === '') return { start: null };
  // After the program's name, which may hold spaces and brackets: the state, and 19 fields later the start.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return { start: fields[19] ?? null };
}

function parse(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, start, host } = value as Partial<Record<keyof Owner, unknown>>;
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || typeof host !== 'string') return undefined;
    return { pid, start: typeof start === 'string' ? start : null, host };
  } catch {
    return undefined;
  }
}
