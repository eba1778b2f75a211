/** Error groups: records errors, answers what is kept of them, and merges what other processes have stored. */

import type { AlertEvidence } from '../contract/index.js';
import { MAX_ERROR_GROUPS } from '../contract/index.js';
import { ownCopy } from '../options/values.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { AppCode, type CodeFolders } from './app-code.js';
import type { RequestErrors } from '../collector/collector.js';
import { type Cause, Causes, type Place } from './cause.js';
import { type ErrorContext, newState, NO_REQUEST, sampleOf } from './error-context.js';
import { ErrorGroup, type Moment } from './error-group.js';
import { type ErrorsRecord, LENGTHS, readStored, toStored } from './group-file.js';
import { adoptActions, type GroupAction, type GroupState, mergeStates } from './group-state.js';
import { GroupTable } from './group-table.js';
import { briefly, type Counted, LastErrors } from './last-errors.js';
import { isCausedBy } from './read-error.js';

/** Settings. */
export interface ErrorGroupsSettings {
  folders: CodeFolders;
  /** How far back errors are counted. */
  keepSeconds: number;
  /** The version in service at a time, and since when; both milliseconds since 1970. */
  deployAt: (wall: number) => { version: string; at: number } | undefined;
  redact?: Redact | undefined;
}

/** A group with what other processes have stored of it. */
export interface GroupView {
  state: GroupState;
  /** Of this process; undefined where only others have seen it. */
  own: ErrorGroup | undefined;
}

/** An error that ends the process, ready to be stored. */
export interface FatalError {
  record: ErrorsRecord;
  /** Counts it here, because the process goes on. */
  keep: (moment: Moment) => void;
}

/** All error groups. */
export class ErrorGroups {
  /** Rises with every error, and with what somebody did, which is to be on disk soon. */
  version = 0;
  actionVersion = 0;
  readonly #settings: ErrorGroupsSettings;
  readonly #causes: Causes;
  readonly #table = new GroupTable();
  readonly #last = new LastErrors();
  /** What processes that still run have stored, by group. */
  #foreign: ReadonlyMap<string, GroupState> = new Map();
  /** Errors that were counted before their request has ended, which they may have failed. */
  readonly #early = new WeakSet();

  constructor(settings: ErrorGroupsSettings) {
    const { folders, redact = redactAll } = settings;
    this.#settings = settings;
    this.#causes = new Causes(new AppCode(folders), redact);
  }

  /** Records how a request has ended: each error that was reported meanwhile, and the one that failed it. */
  recordRequest(context: ErrorContext, errors: RequestErrors | undefined, moment: Moment): void {
    const { thrown, reported } = errors ?? { thrown: undefined, reported: [] };
    for (const [index, error] of reported.entries()) {
      this.#count(
        this.#causes.ofError(error, context, moment.now),
        { ...context, failed: context.failed && index === 0 },
        moment,
      );
    }
    if (!context.failed) return;
    if (thrown === undefined || thrown === null) {
      if (reported.length === 0) this.#count(this.#causes.ofStatus(context), context, moment);
    } else if (!this.#wasEarly(thrown) && !isCausedBy(thrown, reported)) {
      this.#count(
        this.#causes.ofError(thrown, context, moment.now),
        { ...context, failed: reported.length === 0 },
        moment,
      );
    }
  }

  /**
   * Records an error that was reported outside of requests.
   * @returns the id of its group; null when there is no room for it
   */
  recordError(error: unknown, place: Partial<Place>, moment: Moment): string | null {
    if (typeof error === 'object' && error !== null) this.#early.add(error);
    const context = { ...NO_REQUEST, ...place };
    const cause = this.#causes.ofError(error, context, moment.now);
    return this.#count(cause, context, moment) ? cause.id : null;
  }

  /** An error that is about to end the process; nothing is counted yet. */
  fatal(error: unknown, moment: Moment): FatalError {
    const cause = this.#causes.ofError(error, NO_REQUEST, moment.now);
    const single = this.#newGroup(cause, moment);
    const isCounted = this.#wasEarly(error);
    if (!isCounted) single.count(sampleOf(NO_REQUEST, moment.wall), undefined, moment);
    single.state.fatalAt = moment.wall;
    return {
      record: { groups: [toStored(single.state)] },
      keep: (at) => {
        if (!isCounted) this.#count(cause, NO_REQUEST, at);
      },
    };
  }

  /** All groups, of all processes; of more than are kept the lightest are left out. */
  views(): GroupView[] {
    const views: GroupView[] = [];
    for (const own of this.#table) {
      const foreign = this.#foreign.get(own.state.id);
      views.push({ state: foreign === undefined ? own.state : mergeStates(own.state, foreign), own });
    }
    for (const [id, state] of this.#foreign)
      if (this.#table.get(id) === undefined) views.push({ state, own: undefined });
    if (views.length <= MAX_ERROR_GROUPS) return views;
    return views.sort((a, b) => b.state.lastSeen - a.state.lastSeen).slice(0, MAX_ERROR_GROUPS);
  }

  /** One group; undefined when there is none. */
  view(id: string): GroupView | undefined {
    return this.views().find(({ state }) => state.id === id);
  }

  /** Does to a group what somebody asks for; undefined when there is no such group. */
  act(id: string, action: Omit<GroupAction, 'at' | 'version'>, wall: number): GroupView | undefined {
    const known = this.view(id);
    if (known === undefined) return undefined;
    const { redact = redactAll, deployAt } = this.#settings;
    const shown = (text: string | null, length: number): string | null => text && ownCopy(redact(text, length));
    const done: GroupAction = {
      ...action,
      ...{ by: shown(action.by, LENGTHS.by), note: shown(action.note, LENGTHS.note), at: wall },
      credential: shown(action.credential, LENGTHS.by),
      version: action.kind === 'resolve' ? (deployAt(wall)?.version ?? null) : null,
    };
    const own = known.own ?? this.#stub(known.state);
    // The clock may have been set back, and the last word counts.
    done.at = Math.max(wall, (known.state.action?.at ?? -1) + 1);
    own.state.action = done;
    if (done.kind === 'resolve') own.state.resolved = { ...done, at: Math.max(done.at, known.state.lastSeen) };
    this.version++;
    this.actionVersion++;
    return this.view(id);
  }

  /** The group with most of what a rule counts over the last seconds. */
  heaviest(counted: Counted): NonNullable<AlertEvidence['error_group']> | undefined {
    return this.#last.heaviest(counted);
  }

  /** The groups that have become news in the last seconds, those with most errors first; muted ones are none. */
  news(seconds: number, { now, wall }: Moment): NonNullable<AlertEvidence['error_group']>[] {
    const fresh: ErrorGroup[] = [];
    for (const group of this.#table) {
      const { announcedAt, state } = group;
      const isMuted = state.action?.kind === 'mute' && (state.action.until ?? 0) > wall;
      if (announcedAt !== null && announcedAt > now - seconds * 1000 && !isMuted) fresh.push(group);
    }
    return fresh
      .sort((a, b) => b.state.count - a.state.count)
      .map(({ state }) => briefly(state, state.count, state.sessions.count === 0 ? null : state.sessions.count));
  }

  /** Takes over what a process that has ended had stored, once. */
  restore(record: unknown, { now }: Pick<Moment, 'now'>): void {
    for (const state of readStored(record)) {
      const own = this.#table.get(state.id);
      if (own === undefined) {
        const group = new ErrorGroup(state, this.#settings.keepSeconds);
        this.#table.restore(group);
        group.announce(now);
      } else {
        own.state = mergeStates(own.state, state);
        if (state.isAnnounced) own.announcedAt = null;
        own.announce(now);
      }
      this.version++;
    }
  }

  /** Takes in what processes that still run have stored, in place of what they had stored before. */
  merge(records: readonly unknown[]): void {
    const foreign = new Map<string, GroupState>();
    for (const state of records.flatMap(readStored)) {
      const known = foreign.get(state.id);
      foreign.set(state.id, known === undefined ? state : mergeStates(known, state));
    }
    this.#foreign = foreign;
    for (const [id, state] of foreign) {
      const own = this.#table.get(id);
      if (own === undefined) continue;
      // Another process has told of it first.
      if (state.isAnnounced && !own.state.isAnnounced) own.announcedAt = null;
      if (adoptActions(own.state, state)) this.version++;
    }
  }

  /** What they take, about. */
  get bytes(): number {
    let sum = this.#last.bytes + this.#causes.bytes;
    for (const group of this.#table) sum += group.bytes;
    return sum;
  }

  /** Forgets the last minutes after a gap. */
  resume(): void {
    for (const group of this.#table) group.clear();
    this.#last.clear();
  }

  /** What is to be stored. */
  toJSON(): ErrorsRecord {
    return { groups: [...this.#table].map(({ state }) => toStored(state)) };
  }

  /** False when there is no room for its group. */
  #count(cause: Cause, context: ErrorContext, moment: Moment): boolean {
    const group =
      this.#table.get(cause.id) ?? this.#table.admit(cause, () => this.#newGroup(cause, moment), moment.now);
    if (group === undefined) return false;
    const { state } = group;
    group.count(sampleOf(context, moment.wall), context.session, moment);
    state.look = { at: moment.wall, message: cause.message, location: cause.location };
    if (cause.stack !== null && cause.stack.length > 0) state.stack = { at: moment.wall, lines: cause.stack };
    const { endpoint, method, session, errorClass, failed } = context;
    this.#last.record({ at: moment.now, group, endpoint, method, session, errorClass, failed });
    this.version++;
    return true;
  }

  #newGroup(cause: Cause, { wall }: Moment): ErrorGroup {
    const { deployAt, keepSeconds } = this.#settings;
    // Another process has seen it: it is no news.
    const isAnnounced = this.#foreign.has(cause.id);
    return new ErrorGroup(newState(cause, { wall, deploy: deployAt(wall), isAnnounced }), keepSeconds);
  }

  /** A group of another process, to note here what somebody did to it. */
  #stub(state: GroupState): ErrorGroup {
    const sessions = new DistinctCount(SMALL_PRECISION);
    const empty = {
      count: 0,
      endpoints: new Map<string, number>(),
      trend: new Map<number, number>(),
      samples: [],
      sessions,
    };
    const group = new ErrorGroup({ ...state, ...empty, isAnnounced: true }, this.#settings.keepSeconds);
    this.#table.restore(group);
    return group;
  }

  #wasEarly(error: unknown): boolean {
    return typeof error === 'object' && error !== null && this.#early.delete(error);
  }
}
