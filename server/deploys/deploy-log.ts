/** Which version went into service when. */

import { z } from 'zod';
import { type Deploy, type DeployVerdict, KEPT_SECONDS, LEVELS } from '../contract/index.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { compareDeploy, lookAt } from './compare-deploy.js';
import type { TrafficBlock } from './traffic-block.js';

/** A deploy as it is stored. */
export interface StoredDeploy {
  version: string;
  note: string | null;
  /** Milliseconds since 1970. */
  at: number;
  /** The name of the credential that marked it. */
  credential?: string | null | undefined;
  /** Noted by a process that started, and no news if the version before was the same. */
  isStart?: boolean | undefined;
  /** Another one was known before it. */
  hasPredecessor?: boolean | undefined;
}

/** What was measured between two times, in milliseconds since 1970: blocks in the order of their begin. */
export type TrafficBetween = (from: number, to: number) => readonly TrafficBlock[];

/** The periods before and after a deploy that are compared. */
const COMPARED_MS = 30 * 60_000;
/** So much before a deploy shows what varies without one. */
const DAY_MS = 24 * 3_600_000;
const MAX_DEPLOYS = 100;
/** When so much has passed since the compared time, no more traffic of it comes: other processes have stored theirs. */
const SETTLED_MS = 10 * 60_000;
/**
 * A verdict takes up to 30 ms. After a restart 100 are missing: this many are made at once, and the app gets its turn
 * until the next evaluation.
 */
const VERDICTS_AT_ONCE = 2;
/** At most so many deploys are looked at in one evaluation for whether there is more to compare. */
const LOOKS_AT_ONCE = 10;

/** A verdict and what it rests on. */
interface Judged {
  /** Where the time after the deploy ends at the latest, milliseconds since 1970. */
  end: number;
  /** Changes when there is more to look at. */
  basis: string;
  verdict: DeployVerdict | null;
  /** It never changes again. */
  isFinal: boolean;
}
/** The level follows what turned it red by less than this. */
const LEVEL_LAG_MS = 300_000;
const MAX_VERSION = 100;
const MAX_NOTE = 500;

const stored: z.ZodType<StoredDeploy> = z.object({
  version: z.string(),
  note: z.string().nullable(),
  at: z.number(),
  credential: z.string().nullable().optional(),
  isStart: z.boolean().optional(),
  hasPredecessor: z.boolean().optional(),
});

/** The deploys of the time that history is kept, and the last one whenever it was; of all processes that share a folder. */
export class DeployLog {
  /** Rises with every change that is to be on disk. */
  version = 0;
  /** Oldest first. */
  #deploys: readonly StoredDeploy[] = [];
  readonly #judged = new WeakMap<StoredDeploy, Judged>();
  readonly #redact: Redact;

  constructor(redact: Redact = redactAll) {
    this.#redact = redact;
  }

  /** Notes a deploy. */
  add(version: string, note: string | null, wall: number, credential: string | null = null): StoredDeploy {
    const shown = { ...this.#shown(version), note: note === null ? null : this.#redact(note, MAX_NOTE) };
    const deploy = { ...shown, at: wall, credential };
    this.#set([...this.#deploys, deploy], wall);
    this.version++;
    return deploy;
  }

  /** Notes the version with which a process started, unless the version before was the same. */
  started(version: string, wall: number): void {
    this.merge([{ ...this.#shown(version), note: null, at: wall, isStart: true }], wall);
  }

  /**
   * Takes in what another process stored, at any time and any number of times.
   * @param kept what `toJSON` returned; entries that cannot be read are left out
   */
  merge(kept: readonly unknown[], wall: number): void {
    const before = this.#deploys;
    const keyOf = ({ version, at }: StoredDeploy): string => `${at} ${version}`;
    const known = new Set(before.map(keyOf));
    const read = kept.flatMap((entry) => stored.safeParse(entry).data ?? []);
    const news = read.filter((deploy) => !known.has(keyOf(deploy)));
    if (news.length === 0) return;
    this.#set([...before, ...news], wall);
    const isSame =
      this.#deploys.length === before.length && this.#deploys.every((each, index) => each === before[index]);
    if (!isSame) this.version++;
  }

  /** When the last one was, milliseconds since 1970. */
  get lastAt(): number | null {
    return this.#deploys.at(-1)?.at ?? null;
  }

  /** The same, unless that was no more than the start of the first version that is known: nothing is new since then. */
  get lastChangeAt(): number | null {
    const last = this.#deploys.at(-1);
    return last === undefined || (last.isStart && !last.hasPredecessor) ? null : last.at;
  }

  /** The deploy that was the last one at a time; undefined when none is known from before. */
  at(wall: number): StoredDeploy | undefined {
    return this.#deploys.findLast(({ at }) => at <= wall);
  }

  /** The last deploy with its verdict, brought up to date; null when none is known. */
  latest(between: TrafficBetween, wall: number): Deploy | null {
    const last = this.#deploys.at(-1);
    return last === undefined ? null : this.withVerdict(last, between, wall);
  }

  /** All deploys, oldest first, with the verdicts that have been made. */
  all(): Deploy[] {
    return this.#deploys.map((deploy) => this.#json(deploy));
  }

  /** A deploy with its verdict, brought up to date: the time after it, until the next deploy at most, compared with the time before it. */
  withVerdict(deploy: StoredDeploy, between: TrafficBetween, wall: number): Deploy {
    this.#judge(deploy, between, wall);
    return this.#json(deploy);
  }

  /**
   * Brings verdicts up to date, of a bounded number of deploys: first those without one, the newest first. To be called
   * with each evaluation.
   */
  judge(between: TrafficBetween, wall: number): void {
    const open = this.#deploys.filter((deploy) => !this.#isFinal(deploy)).reverse();
    const isNew = (deploy: StoredDeploy): boolean => !this.#judged.has(deploy);
    const due = [...open.filter(isNew), ...open.filter((deploy) => !isNew(deploy))].slice(0, LOOKS_AT_ONCE);
    let made = 0;
    for (const deploy of due) {
      if (this.#judge(deploy, between, wall)) made++;
      if (made === VERDICTS_AT_ONCE) return;
    }
  }

  /** What is stored. */
  toJSON(): readonly StoredDeploy[] {
    return this.#deploys;
  }

  #shown(version: string): { version: string } {
    return { version: this.#redact(version, MAX_VERSION) };
  }

  #set(deploys: readonly StoredDeploy[], wall: number): void {
    const sorted = deploys.toSorted((a, b) => a.at - b.at);
    const news = sorted.filter(
      ({ isStart, version }, index) => isStart !== true || version !== sorted[index - 1]?.version,
    );
    this.#deploys = news
      .map((deploy, index) => (deploy.hasPredecessor || index === 0 ? deploy : { ...deploy, hasPredecessor: true }))
      .filter(({ at }, index) => at > wall - KEPT_SECONDS * 1000 || index === news.length - 1)
      .slice(-MAX_DEPLOYS);
  }

  #json(deploy: StoredDeploy): Deploy {
    const { version, note, at, credential = null } = deploy;
    const comparison = this.#judged.get(deploy)?.verdict ?? null;
    return { version, note, time: new Date(at).toISOString(), credential, comparison };
  }

  /** Where the time after a deploy ends. */
  #endOf(deploy: StoredDeploy): number {
    const next = this.#deploys[this.#deploys.indexOf(deploy) + 1];
    return Math.min(deploy.at + COMPARED_MS, next?.at ?? Infinity);
  }

  #isFinal(deploy: StoredDeploy): boolean {
    const known = this.#judged.get(deploy);
    return known?.isFinal === true && known.end === this.#endOf(deploy);
  }

  /** @returns whether a verdict had to be made, which takes long */
  #judge(deploy: StoredDeploy, between: TrafficBetween, wall: number): boolean {
    if (this.#isFinal(deploy)) return false;
    const { at } = deploy;
    const end = this.#endOf(deploy);
    const isFinal = wall >= end + SETTLED_MS;
    const before = between(at - COMPARED_MS, at);
    if (before.every(({ requests }) => requests === 0)) {
      this.#judged.set(deploy, { end, basis: '', verdict: null, isFinal });
      return false;
    }
    const after = between(at, Math.min(wall, end));
    const look = lookAt(at, after);
    const basis = `${look ?? after.length} ${before.length}`;
    const known = this.#judged.get(deploy);
    if (known?.basis === basis) {
      this.#judged.set(deploy, { ...known, end, isFinal });
      return false;
    }
    const verdict = compareDeploy({ at, before, after, day: look === null ? [] : usualOf(between(at - DAY_MS, at)) });
    this.#judged.set(deploy, { end, basis, verdict, isFinal });
    return true;
  }
}

/**
 * What shows how much the figures vary without a deploy: all but incidents, which people were told of. Otherwise no verdict
 * could be made for a day after each. Where most of the day was one, that is what is usual.
 */
function usualOf(day: readonly TrafficBlock[]): readonly TrafficBlock[] {
  const red = day.filter(({ worst }) => worst === LEVELS.indexOf('degraded'));
  const usual = day.filter((block) => !red.some(({ from, to }) => block.to > from - LEVEL_LAG_MS && block.from < to));
  return usual.length * 2 > day.length ? usual : day;
}
