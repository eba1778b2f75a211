/**
 * Records a day in fast-forward: the demo's own visitors, jobs and faults, under a clock that simulates, through the whole
 * monitor. Nothing is written but by the monitor itself.
 */

import { Conditions } from '../conditions.js';
import { drawThinkSeconds, Visitor } from '../outside/visitor.js';
import { draftPath } from '../portal/courses.js';
import { createJobs } from '../portal/jobs.js';
import { createPortalMonitor } from '../portal/monitor.js';
import { Random } from '../random.js';
import { activityAt, faultAt, isEventful, type Release, releases } from './plan.js';
import { QuickPortal } from './quick-portal.js';
import { SimulatedClock } from './simulated-clock.js';

/** Settings of the day. */
export interface DayOptions {
  /** Where it is recorded. */
  metricsDir: string;
  /** The same seed gives the same day. */
  seed: number;
  /** When it ends, milliseconds since 1970. */
  end: number;
}

const HOUR_MS = 3_600_000;
/** Visits in a second when the portal is as busy as after the day. */
const visitsPerSecond = 0.2;
/** The length of a step, half a snapshot of history, and of one while something goes wrong. Visits are recorded at its end. */
const stepMs = 150_000;
const eventfulStepMs = 15_000;
const visitsBeforeEndMs = 1000;
/** The monitor evaluates with every fifth call of its timer. */
const callsPerStep = 5;
/** So many visitors look at a draft once its address is known. */
const draftShare = 0.005;

/** Records the day. */
export async function recordDay({ metricsDir, seed, end }: DayOptions): Promise<void> {
  const clock = new SimulatedClock(end - releases[0].hoursAgo * HOUR_MS);
  const random = new Random(seed);
  for (const [index, release] of releases.entries()) {
    const until = end - (releases[index + 1]?.hoursAgo ?? 0) * HOUR_MS;
    // A deploy is a new process with another version.
    await runRelease(release, { clock, random, metricsDir, end, until });
  }
}

interface Run extends Omit<DayOptions, 'seed'> {
  clock: SimulatedClock;
  random: Random;
  /** When this version is no longer in service, milliseconds since 1970. */
  until: number;
}

async function runRelease({ version, showsDrafts = false, draftsAreKnown = false }: Release, run: Run): Promise<void> {
  const { clock, random, metricsDir, end, until } = run;
  const monitor = createPortalMonitor({ version, clock, metricsDir });
  await monitor.started;
  const conditions = new Conditions();
  const portal = new QuickPortal({ monitor, conditions, random, showsDrafts });
  const runJobs = createJobs({
    ...{ monitor, conditions, seed: random.below(1e9), wall: () => clock.wall() },
    wait: (ms) => Promise.resolve(clock.spend(ms)),
  });
  const startedAt = clock.wall();
  let visits = 0;

  async function visit(arrivedAt: number): Promise<void> {
    const sessionId = `${version} ${random.next()} ${++visits}`;
    const client = portal.browser(sessionId);
    let leavesAt = arrivedAt;
    const think = (): Promise<void> => {
      leavesAt += 1000 * drawThinkSeconds(random);
      return Promise.resolve();
    };
    await new Visitor({ client, conditions, random, think }).visit();
    if (draftsAreKnown && random.chance(draftShare)) await client.get(draftPath);
    portal.endSession(sessionId, leavesAt);
  }

  while (clock.wall() < until) {
    const begin = clock.wall();
    const hoursAgo = (end - begin) / HOUR_MS;
    conditions.change(faultAt(hoursAgo)?.mode ?? 'normal');
    // Short ones at both ends of a process, whose first and last snapshots of history may be short too.
    const toEnd = Math.min(begin - startedAt, until - begin);
    const length = Math.min(
      until - begin,
      isEventful(hoursAgo) ? eventfulStepMs : Math.min(stepMs - (begin % stepMs), eventfulStepMs + toEnd / 8),
    );
    for (let call = 1; call < callsPerStep; call++) {
      clock.spendUntil(begin + (call / callsPerStep) * length);
      await runJobs();
      clock.callTimers();
    }
    // Just before the end, which may be that of a snapshot too.
    clock.spendUntil(begin + length - visitsBeforeEndMs);
    const expected = (visitsPerSecond * activityAt(hoursAgo) * length) / 1000;
    const arrivals = Math.floor(expected * random.between(0.9, 1.1) + random.next());
    for (let arrival = 0; arrival < arrivals; arrival++) await visit(begin + (length * arrival) / arrivals);
    portal.endSessions(clock.wall());
    clock.spendUntil(begin + length);
    await runJobs();
    clock.callTimers();
  }
  await monitor.close();
}
