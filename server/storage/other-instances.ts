/**
 * The files of other processes in the folder, running or ended. They are only read, with these exceptions, all for
 * processes without a heartbeat: alerts are taken over by one process, which renames the file; history that is older
 * than what is kept is deleted; what cannot be read is set aside; and many files of history are folded into one.
 *
 * Process numbers and host names prove nothing about a process in another container. The heartbeat does: a file that
 * its process touches every five seconds. Ages are differences between times of the file system's clock.
 */

import path from 'node:path';
import type { ForeignRecord } from '../alerts/foreign-alerts.js';
import { KEPT_SECONDS } from '../contract/index.js';
import type { ForeignHistory } from '../history/snapshots.js';
import type { JobRecord } from '../jobs/job-record.js';
import { codeOf, describeError, type Disk, JsonAdapter } from './disk.js';
import {
  type Content,
  fileName,
  heartbeatName,
  NewerSchemaError,
  parseContent,
  parseName,
  type StoredAlerts,
} from './stored-files.js';

/** A process without a heartbeat for so long has ended as far as its alerts go. */
export const SILENT_MS = 30_000;
/** The files of a process without a heartbeat for so long may be deleted, folded and set aside. */
export const DEAD_MS = 15 * 60_000;
/** Of the files that were set aside as unreadable, the newest are kept. */
const MAX_SET_ASIDE = 3;
/** How often the folder is read again because a file vanished meanwhile. */
const MAX_SCANS = 3;
const MAX_MESSAGES = 1000;

/** What other processes have stored. */
export interface OthersData {
  histories: ForeignHistory[];
  /** Of processes that still run. */
  alerts: ForeignRecord[];
  /** Of processes that still run. */
  deploys: StoredAlerts['deploys'];
  /** Of processes that still run. */
  jobs: (readonly JobRecord[])[];
  /** Error groups, of processes that still run. */
  errors: unknown[];
}

/** Alerts of a process that has ended, which only this process takes over. */
export interface TakenOver {
  stored: StoredAlerts;
  /** To be deleted when this process has stored the same itself. */
  name: string;
}

/** A file of data. */
export interface DataFile {
  kind: 'history' | 'alerts';
  id: string;
  name: string;
  /** Changes with the content. */
  signature: string;
  /** Milliseconds since the last heartbeat of its process; infinite when there is none. */
  silence: number;
  /** Whether a heartbeat has been seen to follow another one. */
  isAlive: boolean;
  /** Milliseconds since it was written. */
  age: number;
}

/** Reads and tidies the files of other processes. */
export class OtherInstances {
  /** What `read` has taken over, until the caller removes it from here. */
  readonly takenOver: TakenOver[] = [];
  /** The length of their files. */
  bytes = 0;
  readonly #disk: Disk;
  readonly #id: string;
  readonly #onMessage: (message: string) => void;
  readonly #cache = new Map<string, { signature: string; content: Content | SyntaxError }>();
  /** The first heartbeat that was seen of each process. */
  readonly #firstHeartbeats = new Map<string, number>();
  readonly #said = new Set<string>();
  #renames = 0;

  /** @param id of this process */
  constructor(disk: Disk, id: string, onMessage: (message: string) => void) {
    this.#disk = disk;
    this.#id = id;
    this.#onMessage = onMessage;
  }

  /**
   * Reads what has changed, and removes what is out of date.
   * @param fsNow the file system's time, milliseconds since 1970
   * @param wall the time of this process, the same
   * @throws the system's error when the folder cannot be read
   */
  async read(fsNow: number, wall: number): Promise<OthersData> {
    for (let scan = 1; ; scan++) {
      const files = await this.scan(fsNow);
      const contents = new Map<DataFile, Content>();
      let isComplete = true;
      for (const file of files) {
        const content = await this.#content(file, wall);
        if (content === 'vanished') isComplete = false;
        else if (content instanceof Error) await this.#setAside(file, content, wall);
        else contents.set(file, content);
      }
      // What vanished may have been folded into a file that was read before.
      if (!isComplete && scan < MAX_SCANS) continue;
      const names = new Set(files.map(({ name }) => name));
      for (const name of this.#cache.keys()) if (!names.has(name)) this.#cache.delete(name);
      await this.#tidy(contents, wall);
      return this.#collect(contents);
    }
  }

  /** Lists the files of others, and removes those that nobody needs. */
  async scan(fsNow: number): Promise<DataFile[]> {
    const heartbeats = new Map<string, number>();
    const found: Omit<DataFile, 'silence' | 'isAlive'>[] = [];
    const names = await this.#disk.list();
    let bytes = 0;
    await this.#tidySetAside(names);
    for (const name of names) {
      const parsed = parseName(name);
      if (parsed === undefined || parsed.id === this.#id) continue;
      const stats = await this.#disk.stat(name);
      if (stats === undefined) continue;
      bytes += stats.size;
      const { kind, id } = parsed;
      const age = fsNow - stats.mtimeMs;
      if (kind === 'heartbeat') heartbeats.set(id, stats.mtimeMs);
      else if (kind !== 'leftover') {
        const signature = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
        // Earlier versions use the same name for one process after the other.
        found.push({ kind, id: id === name ? `${name} ${signature}` : id, name, age, signature });
      } else if (age >= DEAD_MS) await this.#remove(name);
    }
    this.bytes = bytes;
    for (const id of this.#firstHeartbeats.keys()) if (!heartbeats.has(id)) this.#firstHeartbeats.delete(id);
    for (const [id, time] of heartbeats) {
      if (!this.#firstHeartbeats.has(id)) this.#firstHeartbeats.set(id, time);
      if (fsNow - time >= DEAD_MS && found.every((file) => file.id !== id)) await this.#remove(heartbeatName(id));
    }
    return found.map((file) => {
      const time = heartbeats.get(file.id) ?? -Infinity;
      const silence = fsNow - time;
      const isAlive = silence < SILENT_MS && time > (this.#firstHeartbeats.get(file.id) ?? Infinity);
      return { ...file, silence, isAlive };
    });
  }

  /** Takes over alerts, and removes what is out of date. */
  async #tidy(contents: Map<DataFile, Content>, wall: number): Promise<void> {
    const contained = new Set([...contents.values()].flatMap((content) => containedIn(content)));
    for (const [file, content] of contents) {
      if (content.kind === 'alerts' && file.silence >= SILENT_MS) {
        if (contained.has(file.name)) await this.#remove(file.name);
        else await this.#takeOver(file, wall);
      } else if (content.kind === 'history' && file.silence >= DEAD_MS && isOutOfDate(content, wall)) {
        await this.#remove(file.name);
      } else continue;
      contents.delete(file);
    }
  }

  #collect(contents: ReadonlyMap<DataFile, Content>): OthersData {
    const alerts: ForeignRecord[] = [];
    const deploys: StoredAlerts['deploys'][number][] = [];
    const jobs: (readonly JobRecord[])[] = [];
    const errors: unknown[] = [];
    const histories = new Map<string, ForeignHistory>();
    for (const [{ id, isAlive, silence }, content] of contents) {
      if (content.kind === 'alerts') {
        alerts.push({ record: content.alerts.alerting, isUncertain: !isAlive });
        deploys.push(...content.alerts.deploys);
        jobs.push(content.alerts.jobs ?? []);
        errors.push(content.alerts.errors);
        continue;
      }
      for (const [of, history] of content.histories) {
        // A process that was folded while it was suspended may have come back: its own file is newer.
        if (of === this.#id || (of !== id && histories.has(of))) continue;
        histories.set(of, { ...history, isAlive: of === id && silence < SILENT_MS });
      }
    }
    return { histories: [...histories.values()], alerts, deploys, jobs, errors };
  }

  async #content(file: DataFile, wall: number): Promise<Content | Error | 'vanished'> {
    const known = this.#cache.get(file.name);
    if (known?.signature === file.signature) return known.content;
    try {
      const content = await parseContent(file, await new JsonAdapter(this.#disk, file.name).read(), wall);
      this.#cache.set(file.name, { signature: file.signature, content });
      if (content.kind === 'history' && content.rejected > 0) {
        this.#say(`${content.rejected} snapshots in ${this.#path(file.name)} could not be read`);
      }
      return content;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'vanished';
      if (error instanceof SyntaxError) this.#cache.set(file.name, { signature: file.signature, content: error });
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Renames a file that cannot be read, unless a newer version or the system is the reason, or its process still runs. */
  async #setAside(file: DataFile, error: Error, wall: number): Promise<void> {
    const name = this.#path(file.name);
    if (error instanceof NewerSchemaError) {
      return this.#say(`${name} was written by a newer version (${error.message}): it is left as it is`);
    }
    if (!(error instanceof SyntaxError)) return this.#say(`${name} could not be read (${describeError(error)})`);
    const why = error.message.startsWith('it ') ? error.message : 'it is not JSON';
    if (file.silence < DEAD_MS) return this.#say(`${name} could not be used (${why})`);
    const aside = `${file.name}.corrupt-${new Date(wall).toISOString().replaceAll(':', '-')}`;
    try {
      await this.#disk.rename(file.name, aside);
    } catch (failure) {
      // Another process was faster, or the folder cannot be written.
      if (codeOf(failure) !== 'ENOENT') this.#say(`${name} could not be set aside (${describeError(failure)})`);
      return;
    }
    this.#say(`${name} could not be used (${why}); it is now ${aside}`);
    await this.#tidySetAside(await this.#disk.list());
  }

  /** Removes all but the newest of the files that were set aside. */
  async #tidySetAside(names: readonly string[]): Promise<void> {
    const timeOf = (name: string): string => name.slice(name.lastIndexOf('.corrupt-'));
    const all = names.filter((name) => /^(history|alerts).*\.json\.corrupt-/.test(name));
    const sorted = all.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
    for (const old of sorted.slice(0, -MAX_SET_ASIDE)) await this.#remove(old);
  }

  /**
   * Takes over the alerts of a process that has ended. Of several processes that try, one succeeds: the one whose rename
   * does. Until it has stored them itself, the file's name tells the others that it is responsible for them.
   */
  async #takeOver(file: DataFile, wall: number): Promise<void> {
    const name = fileName('alerts', this.#id, ++this.#renames);
    try {
      await this.#disk.rename(file.name, name);
      const content = await parseContent(file, await new JsonAdapter(this.#disk, name).read(), wall);
      if (content.kind === 'alerts') this.takenOver.push({ stored: content.alerts, name });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        this.#say(`${this.#path(file.name)} cannot be taken over (${describeError(error)})`);
    }
  }

  async #remove(name: string): Promise<void> {
    // The folder may be read-only.
    await this.#disk.remove(name).catch(() => undefined);
  }

  #path(name: string): string {
    return path.join(this.#disk.folder, name);
  }

  /** Says the same thing only once. */
  #say(message: string): void {
    if (this.#said.size >= MAX_MESSAGES) this.#said.clear();
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#onMessage(message);
  }
}

function containedIn(content: Content): readonly string[] {
  return content.kind === 'alerts' ? (content.alerts.contains ?? []) : [];
}

function isOutOfDate({ histories }: Content & { kind: 'history' }, wall: number): boolean {
  const times = [...histories.values()].flatMap(({ starts, snapshots }) => [
    ...starts,
    ...snapshots.map(({ to }) => to),
  ]);
  return times.every((time) => time < wall - KEPT_SECONDS * 1000);
}
