/** What went into service when. */

import { z } from 'zod';
import type { Deploy, DeployVerdict } from '../contract/index.js';
import { compareDeploy, type DeployFigures } from './compare-deploy.js';

/** A deploy as it is stored. */
export interface StoredDeploy {
  version: string;
  note: string | null;
  /** Milliseconds since 1970. */
  at: number;
}

/** What was measured between two times, in milliseconds since 1970. */
export type FiguresBetween = (from: number, to: number) => DeployFigures & { seconds: number };

/** So much before a deploy is compared with as much after it. */
const COMPARED_MS = 30 * 60_000;
const FRESH_MS = 5000;
const DAY_MS = 24 * 3_600_000;
const MAX_KEPT = 100;

const stored = z.object({ version: z.string(), note: z.string().nullable(), at: z.number() });

/** The deploys of the last day, and the last one whenever it was. */
export class DeployLog {
  /** Rises with every change that is to be on disk. */
  version = 0;
  /** Oldest first. */
  #deploys: StoredDeploy[];
  /** The last verdict: to make one, the history of an hour is summed up. */
  #latest: { of: StoredDeploy; at: number; deploy: Deploy } | undefined;

  /** @param kept what `toJSON` gave before a restart; entries that cannot be read are left out */
  constructor(kept: readonly unknown[] = []) {
    this.#deploys = kept.flatMap((entry) => stored.safeParse(entry).data ?? []).sort((a, b) => a.at - b.at);
  }

  /** Notes a deploy. */
  add(version: string, note: string | null, wall: number): StoredDeploy {
    const deploy = { version, note, at: wall };
    this.#deploys.push(deploy);
    this.#deploys = this.#deploys
      .filter(({ at }, index) => at > wall - DAY_MS || index === this.#deploys.length - 1)
      .slice(-MAX_KEPT);
    this.version++;
    return deploy;
  }

  /** Notes the version with which the app started, where it is another than before. */
  started(version: string, wall: number): void {
    if (this.#deploys.at(-1)?.version !== version) this.add(version, null, wall);
  }

  /** The last one, with its verdict as it was at most five seconds ago; null when none is known. */
  latest(between: FiguresBetween, wall: number): Deploy | null {
    const last = this.#deploys.at(-1);
    if (last === undefined) return null;
    const known = this.#latest;
    if (known?.of === last && (wall - known.at < FRESH_MS || known.at > last.at + COMPARED_MS)) return known.deploy;
    const deploy = this.shown(last, between, wall);
    this.#latest = { of: last, at: wall, deploy };
    return deploy;
  }

  /** All that are kept, oldest first, with their verdicts. */
  all(between: FiguresBetween, wall: number): Deploy[] {
    return this.#deploys.map((deploy) => this.shown(deploy, between, wall));
  }

  /** A deploy with its verdict: what followed, until the next deploy at the most, beside what was before. */
  shown(deploy: StoredDeploy, between: FiguresBetween, wall: number): Deploy {
    const next = this.#deploys[this.#deploys.indexOf(deploy) + 1];
    const until = Math.min(wall, deploy.at + COMPARED_MS, next?.at ?? Infinity);
    return {
      version: deploy.version,
      note: deploy.note,
      time: new Date(deploy.at).toISOString(),
      comparison: comparisonOf(between(deploy.at - COMPARED_MS, deploy.at), between(deploy.at, until)),
    };
  }

  toJSON(): StoredDeploy[] {
    return [...this.#deploys];
  }
}

function comparisonOf(before: ReturnType<FiguresBetween>, after: ReturnType<FiguresBetween>): DeployVerdict | null {
  if (before.requests === 0) return null;
  return compareDeploy(before, after, after.seconds);
}
