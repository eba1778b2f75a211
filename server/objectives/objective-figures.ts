/**
 * Error budgets: of the failures that the target of an objective allows, how many are left, and how fast they are used.
 * The terms are those of the Site Reliability Workbook, https://sre.google/workbook/alerting-on-slos/.
 */

import { type ObjectiveFigures, SNAPSHOT_SECONDS } from '../contract/index.js';
import type { CountedStep } from '../history/history.js';
import { endpointKeyText } from '../options/endpoint-key.js';
import type { Objective } from '../options/objectives.js';

const HOUR_MS = 3_600_000;
/** Steps of a series at most, so that a day is drawn as finely as a tile can show. */
const MAX_POINTS = 48;

/** Requests and failures of one step of history. */
interface Counts {
  step: CountedStep;
  requests: number;
  failed: number;
}

/**
 * The figures of one objective.
 * @param steps of all processes, in any order
 * @param wall milliseconds since 1970
 */
export function objectiveFigures(objective: Objective, steps: readonly CountedStep[], wall: number): ObjectiveFigures {
  const { name, targetPercent, overSeconds, endpoints } = objective;
  const names = endpoints.map(endpointKeyText);
  const counts = steps.filter(({ to }) => to > wall - overSeconds * 1000).map((step) => countsOf(step, names));
  const { requests, failed } = sumOf(counts);
  const allowedShare = 1 - targetPercent / 100;
  const allowed = allowedShare * requests;
  const leftAfter = (failures: number): number => rounded(allowed === 0 ? 100 : 100 * (1 - failures / allowed));
  const left = leftAfter(failed);
  const lastHour = sumOf(counts.filter(({ step }) => step.to > wall - HOUR_MS));
  const burnRate = lastHour.requests === 0 ? null : lastHour.failed / lastHour.requests / allowedShare;
  const known = Math.min(overSeconds, (wall - Math.min(wall, ...counts.map(({ step }) => step.from))) / 1000);
  return {
    ...{ name, target_percent: targetPercent, over_seconds: overSeconds, endpoints: names, requests, failed },
    budget_left_percent: left,
    burn_rate: burnRate === null ? null : rounded(burnRate),
    exhausted_in_seconds:
      burnRate !== null && burnRate > 1 && left > 0 ? Math.round(((left / 100) * known) / burnRate) : null,
    series: seriesOf(counts, overSeconds, wall, leftAfter),
  };
}

/** How the failures of the period have used up its budget; null before the first step that is known. */
function seriesOf(
  counts: readonly Counts[],
  overSeconds: number,
  wall: number,
  leftAfter: (failures: number) => number,
): (number | null)[] {
  const stepMs = 1000 * SNAPSHOT_SECONDS * Math.ceil(overSeconds / SNAPSHOT_SECONDS / MAX_POINTS);
  const points = Math.ceil((overSeconds * 1000) / stepMs);
  const start = Math.ceil(wall / stepMs) * stepMs - points * stepMs;
  const failures = new Array<number | undefined>(points).fill(undefined);
  for (const { step, failed } of counts) {
    const place = Math.max(0, Math.min(points - 1, Math.floor((step.from - start) / stepMs)));
    failures[place] = (failures[place] ?? 0) + failed;
  }
  const first = failures.findIndex((each) => each !== undefined);
  let sum = 0;
  return failures.map((each = 0, place) => {
    sum += each;
    return first < 0 || place < first ? null : leftAfter(sum);
  });
}

function countsOf(step: CountedStep, names: readonly string[]): Counts {
  if (names.length === 0) return { step, requests: step.requests, failed: step.failed };
  const own = (step.counted ?? []).filter(([name]) => names.includes(name));
  return {
    step,
    requests: own.reduce((sum, [, requests]) => sum + requests, 0),
    failed: own.reduce((sum, [, , failed]) => sum + failed, 0),
  };
}

function sumOf(counts: readonly Counts[]): Pick<Counts, 'requests' | 'failed'> {
  return {
    requests: counts.reduce((sum, { requests }) => sum + requests, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
