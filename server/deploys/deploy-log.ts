/** Which version went into service when. */

import { z } from 'zod';
import { type Deploy, type DeployVerdict, KEPT_SECONDS } from '../contract/index.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { compareDeploy, lookAt } from './compare-deploy.js';
import type { TrafficBlock } from './traffic-block.js';

/** A deploy as it is stored. */
export interface StoredDeploy {
  version: string;
  note: string | null;
  /** Milliseconds since 1970. */
  at: number;
  /** Noted by a process that started, and no news if the version before was the same. */
  isStart?: boolean | undefined;
}

/** What was measured between two times, in milliseconds since 1970: blocks in the order of their begin. */
export type TrafficBetween = (from: number, to: number) => readonly TrafficBlock[];

/** The periods before and after a deploy that are compared. */
const COMPARED_MS = 30 * 60_000;
/** So much before a deploy shows what varies without one. */
const DAY_MS = 24 * 3_600_000;
const MAX_DEPLOYS = 100;
const MAX_VERSION = 100;
const MAX_NOTE = 500;

const stored: z.ZodType<StoredDeploy> = z.object({
  version: z.string(),
  note: z.string().nullable(),
  at: z.number(),
  isStart: z.boolean().optional(),
});

/** The deploys of the time that history is kept, and the last one whenever it was; of all processes that share a folder. */
export class DeployLog {
  /** Rises with every change that is to be on disk. */
  version = 0;
  /** Oldest first. */
  #deploys: readonly StoredDeploy[] = [];
  /** Verdicts and what they rest on: a new one is made only when there is more to look at. */
  readonly #verdicts = new WeakMap<StoredDeploy, { basis: string; verdict: DeployVerdict }>();

  readonly #redact: Redact;

  constructor(redact: Redact = redactAll) {
    this.#redact = redact;
  }

  /** Notes a deploy. */
  add(version: string, note: string | null, wall: number): StoredDeploy {
    const deploy = { ...this.#shown(version), note: note === null ? null : this.#redact(note, MAX_NOTE), at: wall };
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

  /** The last deploy with its verdict; null when none is known. */
  latest(between: TrafficBetween, wall: number): Deploy | null {
    const last = this.#deploys.at(-1);
    return last === undefined ? null : this.withVerdict(last, between, wall);
  }

  /** All deploys, oldest first, with their verdicts. */
  all(between: TrafficBetween, wall: number): Deploy[] {
    return this.#deploys.map((deploy) => this.withVerdict(deploy, between, wall));
  }

  /** A deploy with its verdict: the time after it, until the next deploy at most, compared with the time before it. */
  withVerdict(deploy: StoredDeploy, between: TrafficBetween, wall: number): Deploy {
    const next = this.#deploys[this.#deploys.indexOf(deploy) + 1];
    const until = Math.min(wall, deploy.at + COMPARED_MS, next?.at ?? Infinity);
    return {
      version: deploy.version,
      note: deploy.note,
      time: new Date(deploy.at).toISOString(),
      comparison: this.#compare(deploy, until, between),
    };
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
      .filter(({ at }, index) => at > wall - KEPT_SECONDS * 1000 || index === news.length - 1)
      .slice(-MAX_DEPLOYS);
  }

  #compare(deploy: StoredDeploy, until: number, between: TrafficBetween): DeployVerdict | null {
    const { at } = deploy;
    const before = between(at - COMPARED_MS, at);
    if (before.every(({ requests }) => requests === 0)) return null;
    const after = between(at, until);
    const look = lookAt(at, after);
    const basis = `${look ?? after.length} ${before.length}`;
    const known = this.#verdicts.get(deploy);
    if (known?.basis === basis) return known.verdict;
    const verdict = compareDeploy({ at, before, after, day: look === null ? [] : between(at - DAY_MS, at) });
    this.#verdicts.set(deploy, { basis, verdict });
    return verdict;
  }
}
