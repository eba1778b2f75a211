/** The verdict on deploys that there were not: at each half hour of kept history, as if there had been one. */

import { compareDeploy, lookAt } from '../deploys/compare-deploy.js';
import type { StoredDeploy } from '../deploys/deploy-log.js';
import { BlockReader } from '../deploys/traffic-block.js';
import type { Snapshot } from '../history/snapshots.js';
import { runsOf } from './replay-rules.js';

/** What would have been said. */
export interface ReplayedDeploys {
  /** Half hours that were compared with the half hour before, in neither of which was a deploy. */
  halfHours: number;
  /** Those of them for which the verdict would have been "worse" at some look. */
  worse: readonly { at: number; message: string }[];
}

const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;
/** A step may exceed a period to which it belongs by so much. */
const EDGE_MS = 1000;

/**
 * Makes the verdicts.
 * @param steps of all processes, in the order of their begin
 */
export function replayDeploys(steps: readonly Snapshot[], deploys: readonly StoredDeploy[]): ReplayedDeploys {
  const between = (from: number, to: number): Snapshot[] =>
    steps.filter((step) => step.from >= from - EDGE_MS && step.to <= to + EDGE_MS);
  const worse: { at: number; message: string }[] = [];
  const reader = new BlockReader();
  let halfHours = 0;
  for (const run of runsOf(steps)) {
    const first = Math.ceil((run.from - EDGE_MS) / HALF_HOUR_MS + 1) * HALF_HOUR_MS;
    for (let at = first; at + HALF_HOUR_MS <= run.to + EDGE_MS; at += HALF_HOUR_MS) {
      const [from, to] = [at - HALF_HOUR_MS, at + HALF_HOUR_MS];
      const before = between(from, at);
      const isDeploy = deploys.some((deploy) => deploy.at > from && deploy.at < to);
      if (isDeploy || before.every(({ requests }) => requests === 0)) continue;
      halfHours++;
      const after = between(at, to);
      const day = between(at - DAY_MS, at);
      const looks = new Map(
        after.map((_, index) => [lookAt(at, after.slice(0, index + 1)), after.slice(0, index + 1)]),
      );
      for (const [look, known] of looks) {
        if (look === null) continue;
        const { verdict, message } = compareDeploy({ at, before, after: known, day }, reader);
        if (verdict !== 'worse') continue;
        worse.push({ at, message });
        break;
      }
    }
  }
  return { halfHours, worse };
}
