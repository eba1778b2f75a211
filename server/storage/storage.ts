/**
 * Keeps history, alerts, deploys and error groups in files, so that they survive a restart. Each process has files of its own, named
 * by a random id, and merges what others have stored in the same folder; so no two processes write the same file. Tasks
 * run one after the other, with one call to the file system at a time. Whatever is wrong with the disk, the app goes on:
 * the data is then in memory only, and `figures()` says so.
 */

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Low } from 'lowdb';
import type { Alerts } from '../alerts/alerts.js';
import type { StorageFigures } from '../contract/index.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import type { DeployLog } from '../deploys/deploy-log.js';
import type { History } from '../history/history.js';
import type { Jobs } from '../jobs/jobs.js';
import { writeCrash } from './crash-file.js';
import { describeError, Disk, type FileSystem, JsonAdapter } from './disk.js';
import { foldHistories } from './fold.js';
import { OtherInstances, SILENT_MS } from './other-instances.js';
import { readSessionKey, SESSION_KEY_FILE } from './session-key.js';
import { fileName, heartbeatName, SCHEMA, type StoredAlerts } from './stored-files.js';

/** Messages that no target has taken yet. */
export interface Unsent {
  /** Rises with every change. */
  readonly version: number;
  toJSON(): unknown;
  /** Adds what `toJSON` returned in a process that has ended. */
  restore(kept: unknown): void;
}

/** The error groups. */
export interface KeptErrors {
  /** Rises with every error. */
  version(): number;
  /** Rises with what somebody did to a group, which other processes are to see soon. */
  actionVersion(): number;
  toJSON(): unknown;
  /** Adds what `toJSON` returned in a process that has ended. */
  restore(kept: unknown): void;
  /** Takes in what processes that still run have stored, in place of what they had stored before. */
  merge(kept: readonly unknown[]): void;
}

/** The sessions, whose ids are hashed with a key that all processes share. */
export interface KeyedSessions {
  /** Whether there are sessions, and no key yet. */
  readonly wantsKey: boolean;
  useKey: (key: Uint8Array) => void;
}

/** Where the data is kept, and whose it is. */
export interface StorageSettings {
  /** Created when it is missing; without one everything stays in memory. */
  folder: string | undefined;
  history: History;
  alerts: Alerts;
  deploys: DeployLog;
  jobs: Pick<Jobs, 'version' | 'restore' | 'merge' | 'toJSON'>;
  unsent: Unsent;
  errors: KeptErrors;
  /** Milliseconds since 1970. */
  wall: () => number;
  sessions: KeyedSessions;
  /** Called with whatever goes wrong, each time; the caller logs it as rarely as is right. */
  onMessage: (message: string) => void;
  redact?: Redact | undefined;
  /** For tests. */
  fs?: FileSystem | undefined;
}

const HEARTBEAT_MS = 5000;
/** How often the files of others are read when nobody asks for them. */
const READ_MS = 15_000;
/** Errors may come by the thousand; they are written at most so often. */
const ERRORS_MS = 10_000;
/** A write that failed is repeated after this time. */
const RETRY_MS = 30_000;
/** A key that cannot be used is read again after this time. */
const KEY_RETRY_MS = 300_000;
/** A disk that has not answered for this time is silent: nobody waits for it any longer. */
const SILENT_DISK_MS = 5000;
/** A tick that comes later counts as this late. */
const MAX_TICK_MS = 2000;
const MAX_MESSAGE = 1000;
/** `close()` waits no longer for the disk. */
const CLOSE_LIMIT_MS = 900;

type Kind = 'history' | 'alerts';

/** The files of one process. */
export class Storage {
  readonly #settings: StorageSettings;
  readonly #id = randomBytes(8).toString('hex');
  readonly #disk: Disk | undefined;
  readonly #others: OtherInstances | undefined;
  /** The versions of the data that are on disk, and when a write that failed is to be repeated. */
  readonly #stored: Record<Kind, { version: number; retryAt: number }> = {
    history: { version: -1, retryAt: -Infinity },
    alerts: { version: 0, retryAt: -Infinity },
  };
  /** The length of this process's own files. */
  readonly #bytes: Record<Kind, number> = { history: 0, alerts: 0 };
  /** The version of the errors that is on disk, and when it was written. */
  readonly #storedErrors = { version: 0, at: -Infinity };
  /** The file of an error that was about to end this process, and what counts it here if it did not. */
  #crash: { name: string; keep: () => void } | undefined;
  /** What is wrong with each file. */
  readonly #faults = new Map<string, string>();
  #note: string | null = null;
  /** What is wrong with the key of the sessions, and when it is read again; monotonic milliseconds. */
  #sessionKey: { note: string | null; retryAt: number } = { note: null, retryAt: -Infinity };
  readonly #due = { heartbeat: true, fold: true, read: true };
  /** Monotonic milliseconds: the last tick, and when the last heartbeat and the last read were due. */
  #now = -Infinity;
  #heartbeatAt = -Infinity;
  #readAt = -Infinity;
  /** The file system's time at the last heartbeat. After a gap it stands still until this monotonic time. */
  #fsNow: number | undefined;
  #fsNowHeldUntil = -Infinity;
  /** Settles when nothing is due any more. */
  #tasks: Promise<void> = Promise.resolve();
  #isRunning = false;
  /** The call to the file system that the last tick found unanswered, and for how many milliseconds. */
  #waiting: { call: number; time: number } | undefined;
  #isSilent = false;
  /** Whether the event loop has turned since the last tick: no answer comes before it does. */
  #hasTurned = true;
  #isStarting = false;
  #isClosed = false;
  /** Whether the files of others have been read since the last tick. */
  #isFresh = false;
  /** Those who wait for the files of others. */
  readonly #readers: (() => void)[] = [];
  /** Files whose content is stored in this process's own file as soon as that is written. */
  readonly #superseded: string[] = [];

  constructor(settings: StorageSettings) {
    this.#settings = settings;
    if (settings.folder === undefined) return;
    this.#disk = new Disk(settings.folder, settings.fs);
    this.#others = new OtherInstances(this.#disk, this.#id, (message) => {
      this.#note = message;
      settings.onMessage(message);
    });
  }

  /** Whether the folder has not been read yet. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /**
   * Reads the folder.
   * @returns settles when that is done, or the disk is silent; never rejects
   */
  async start(): Promise<void> {
    if (this.#disk === undefined) return;
    this.#isStarting = true;
    this.#settings.alerts.hold();
    await this.refresh();
  }

  /**
   * Starts what is due: the heartbeat, a write of what has changed, a read. To be called once a second.
   * @param now monotonic milliseconds
   */
  tick(now: number): void {
    if (this.#disk === undefined || this.#isClosed) return;
    this.#watch(this.#disk, now - this.#now);
    this.#now = now;
    this.#isFresh = false;
    if (now - this.#heartbeatAt >= HEARTBEAT_MS) {
      this.#heartbeatAt = now;
      this.#due.heartbeat = true;
    }
    if (now - this.#readAt >= READ_MS) this.#due.read = true;
    this.#run();
  }

  /**
   * Notes a gap. The heartbeats of the other processes on a machine that was suspended are as old as this one's, so for
   * a while ages are measured at the time before the gap.
   * @param now monotonic milliseconds
   */
  resume(now: number): void {
    this.#fsNowHeldUntil = now + SILENT_MS;
  }

  /**
   * Reads what others have stored since the last read, at most once between two ticks.
   * @returns settles when that is done, or the disk is silent; never rejects
   */
  refresh(): Promise<void> {
    if (this.#disk === undefined || this.#isClosed || this.#isSilent || this.#isFresh) return Promise.resolve();
    this.#due.read = true;
    return new Promise((resolve) => {
      this.#readers.push(resolve);
      this.#run();
    });
  }

  /**
   * Stores an error that is about to end this process, at once, in a file that the next process takes over.
   * @param keep counts the error here: called at once where nothing can be stored, and with the next tick where the
   *   process goes on
   */
  storeCrash(errors: unknown, keep: () => void): void {
    const { folder } = this.#settings;
    const isPossible = folder !== undefined && !this.#isClosed && !this.#isSilent && this.#crash === undefined;
    const name = isPossible ? writeCrash(folder, errors) : undefined;
    if (name === undefined) keep();
    else this.#crash = { name, keep };
  }

  /** Where the data is kept, and what is wrong. */
  figures(): StorageFigures {
    const faults = [...new Set(this.#faults.values())];
    const note = this.#note ?? this.#sessionKey.note;
    const isOnDisk = this.#disk !== undefined && faults.length === 0 && !this.#isStarting;
    const message = faults.length > 0 ? faults.join('; ') : note;
    const { redact = redactAll } = this.#settings;
    return {
      kept: isOnDisk ? 'on disk' : 'in memory',
      message: message === null ? null : redact(message, MAX_MESSAGE),
    };
  }

  /** The length of all files of history and alerts in the folder; null without one. */
  get bytes(): number | null {
    if (this.#others === undefined) return null;
    return this.#bytes.history + this.#bytes.alerts + this.#others.bytes;
  }

  /** Writes the data and removes the heartbeat, within a second. */
  async close(): Promise<void> {
    if (this.#disk === undefined || this.#isClosed) return;
    this.#isClosed = true;
    this.#settleReaders();
    const limit = AbortSignal.timeout(CLOSE_LIMIT_MS);
    const timeout = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve()));
    await Promise.race([this.#end(this.#disk), timeout]);
  }

  async #end(disk: Disk): Promise<void> {
    await this.#tasks;
    await this.#write(disk, 'history');
    await this.#write(disk, 'alerts');
    // Without a heartbeat the next process takes over at once.
    await disk.remove(heartbeatName(this.#id)).catch(() => undefined);
  }

  /** Notices when the disk ceases to answer, and when it answers again. */
  #watch(disk: Disk, elapsed: number): void {
    const call = disk.waitingCall;
    if (call === undefined || call !== this.#waiting?.call) {
      this.#waiting = call === undefined ? undefined : { call, time: 0 };
      if (this.#isSilent) this.#faults.delete(disk.folder);
      this.#isSilent = false;
      return;
    }
    // Ticks of a clock that runs fast come without a turn of the event loop, which would have brought the answer.
    if (!this.#hasTurned) return;
    this.#hasTurned = false;
    setImmediate(() => (this.#hasTurned = true)).unref();
    // A late tick is no sign of a slow disk: the answer may wait behind what was late.
    this.#waiting.time += Math.min(elapsed, MAX_TICK_MS);
    if (this.#isSilent || this.#waiting.time < SILENT_DISK_MS) return;
    this.#isSilent = true;
    this.#fail(disk.folder, `does not answer (for ${SILENT_DISK_MS / 1000} s)`);
    if (this.#isStarting) this.#settings.alerts.merge([], this.#settings.wall());
    this.#settleReaders();
  }

  #run(): void {
    if (this.#isRunning || this.#disk === undefined || this.#others === undefined) return;
    this.#isRunning = true;
    this.#tasks = this.#runTasks(this.#disk, this.#others);
  }

  async #runTasks(disk: Disk, others: OtherInstances): Promise<void> {
    while (!this.#isClosed) {
      if (this.#due.heartbeat) await this.#beat(disk);
      else if (this.#crash !== undefined) await this.#survive(disk, this.#crash);
      else if (this.#isKeyDue) await this.#readSessionKey(disk);
      else if (this.#due.fold) await this.#fold(disk, others);
      else if (this.#due.read) await this.#read(disk, others);
      else if (this.#isToBeWritten('alerts')) await this.#write(disk, 'alerts');
      else if (this.#isToBeWritten('history')) await this.#write(disk, 'history');
      else break;
    }
    this.#isRunning = false;
  }

  get #isKeyDue(): boolean {
    return this.#settings.sessions.wantsKey && this.#now >= this.#sessionKey.retryAt;
  }

  async #readSessionKey(disk: Disk): Promise<void> {
    this.#sessionKey = { note: null, retryAt: this.#now + KEY_RETRY_MS };
    try {
      this.#settings.sessions.useKey(await readSessionKey(disk));
    } catch (error) {
      const file = path.join(disk.folder, SESSION_KEY_FILE);
      const note = `${file} could not be used (${describeError(error)}): session ids are hashed with a key of this process`;
      this.#sessionKey.note = note;
      this.#settings.onMessage(note);
    }
  }

  async #beat(disk: Disk): Promise<void> {
    this.#due.heartbeat = false;
    const name = heartbeatName(this.#id);
    try {
      const { time, existed } = await disk.touch(name);
      // Somebody has emptied the folder.
      if (!existed && this.#fsNow !== undefined) for (const stored of Object.values(this.#stored)) stored.version = -1;
      if (this.#now >= this.#fsNowHeldUntil) this.#fsNow = time;
      this.#faults.delete(name);
    } catch (error) {
      if (!this.#faults.has(name)) this.#fail(name, `could not be written (${describeError(error)})`);
    }
  }

  /** The process goes on: its error counts here, unless another process has already taken it over. */
  async #survive(disk: Disk, { name, keep }: { name: string; keep: () => void }): Promise<void> {
    this.#crash = undefined;
    if (await disk.take(name).catch(() => false)) keep();
  }

  async #fold(disk: Disk, others: OtherInstances): Promise<void> {
    this.#due.fold = false;
    try {
      await foldHistories(disk, await others.scan(this.#fsNow ?? this.#settings.wall()));
    } catch (error) {
      this.#settings.onMessage(`Files in ${disk.folder} could not be folded (${describeError(error)})`);
    }
  }

  async #read(disk: Disk, others: OtherInstances): Promise<void> {
    const { history, alerts, deploys, jobs, unsent, errors, wall, onMessage } = this.#settings;
    this.#due.read = false;
    this.#readAt = this.#now;
    const read = await others.read(this.#fsNow ?? wall(), wall()).catch((error: unknown) => {
      onMessage(`${disk.folder} could not be read (${describeError(error)})`);
    });
    for (const { stored, name } of others.takenOver.splice(0)) {
      alerts.restore(stored.alerting, wall());
      deploys.merge(stored.deploys, wall());
      jobs.restore(stored.jobs ?? []);
      if (stored.unsent !== undefined) unsent.restore(stored.unsent);
      errors.restore(stored.errors);
      this.#superseded.push(name);
      this.#stored.alerts.version = -1;
    }
    if (read !== undefined) {
      history.merge(read.histories);
      deploys.merge(read.deploys, wall());
      jobs.merge(read.jobs);
      errors.merge(read.errors);
    }
    alerts.merge(read?.alerts ?? [], wall());
    this.#isFresh = true;
    this.#settleReaders();
  }

  #settleReaders(): void {
    this.#isStarting = false;
    for (const settle of this.#readers.splice(0)) settle();
  }

  #versionOf(kind: Kind): number {
    const { history, alerts, deploys, jobs, unsent, errors } = this.#settings;
    if (kind === 'history') return history.version;
    return alerts.version + deploys.version + jobs.version + unsent.version + errors.actionVersion();
  }

  #isToBeWritten(kind: Kind): boolean {
    const { version, retryAt } = this.#stored[kind];
    if (this.#now < retryAt) return false;
    const { version: errors, at } = this.#storedErrors;
    const hasErrors = kind === 'alerts' && errors !== this.#settings.errors.version() && this.#now - at >= ERRORS_MS;
    return hasErrors || version !== this.#versionOf(kind);
  }

  async #write(disk: Disk, kind: Kind): Promise<void> {
    const { history, alerts, deploys, jobs, unsent, errors } = this.#settings;
    const stored = this.#stored[kind];
    const version = this.#versionOf(kind);
    const errorsVersion = errors.version();
    const superseded = kind === 'alerts' ? this.#superseded.length : 0;
    const name = fileName(kind, this.#id);
    try {
      const storedAlerts = (): StoredAlerts => ({
        alerting: alerts.toJSON(),
        unsent: unsent.toJSON(),
        deploys: deploys.toJSON(),
        jobs: jobs.toJSON(),
        errors: errors.toJSON(),
        contains: this.#superseded,
      });
      const data = kind === 'history' ? history.toJSON() : storedAlerts();
      const adapter = new JsonAdapter(disk, name);
      await new Low<unknown>(adapter, { schema: SCHEMA, data }).write();
      this.#bytes[kind] = adapter.bytes;
      stored.version = version;
      if (kind === 'alerts') Object.assign(this.#storedErrors, { version: errorsVersion, at: this.#now });
      this.#faults.delete(name);
      for (const old of this.#superseded.splice(0, superseded)) await disk.remove(old).catch(() => undefined);
    } catch (error) {
      stored.retryAt = Math.max(0, this.#now) + RETRY_MS;
      this.#fail(name, `could not be written (${describeError(error)})`);
    }
  }

  #fail(name: string, what: string): void {
    const folder = path.resolve(this.#settings.folder ?? '');
    const message = `${path.resolve(folder, name)} ${what}: the data is kept in memory only`;
    this.#faults.set(name, message);
    this.#settings.onMessage(message);
  }
}
