/**
 * Named checks of what the app depends on. A check runs at its interval under its time limit; three failed runs in a
 * row make it degraded, two good ones in a row healthy again, so that one lost packet is no alarm.
 * It is driven by `tick`, once a second: nothing here starts a timer.
 */

import type { CheckFigures, CheckStatus } from '../contract/index.js';
import { isNumberIn, optionsObject, wrongArgument } from '../options/invalid-value.js';
import { CheckState } from './check-state.js';

/** A check: healthy when it returns or resolves. It should stop when the signal is aborted. */
export type CheckFunction = (signal: AbortSignal) => unknown;

/** How a check runs; all optional. */
export interface CheckOptions {
  /** How often: 1 to 3600 s; 30 unless given. */
  intervalSeconds?: number | undefined;
  /** How long a run may take: above 0 up to the interval; 5 s (or the interval, if shorter) unless given. */
  timeoutSeconds?: number | undefined;
  /** Whether its failing makes the level degraded; otherwise warning, as unless given. */
  critical?: boolean | undefined;
}

/** A check that is degraded. */
export interface FailingCheck {
  name: string;
  critical: boolean;
  /** What the last failure said; null when the last run succeeded, but not yet two in a row. */
  message: string | null;
}

interface Run {
  readonly controller: AbortController;
  /** Monotonic milliseconds, and milliseconds since 1970. */
  readonly startedAt: number;
  readonly startedWall: number;
  /** It was overdue at a tick that was late itself. */
  isExcused: boolean;
}

interface Check {
  readonly name: string;
  readonly probe: CheckFunction;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly critical: boolean;
  /** Where in the interval it runs, 0 to 1. */
  readonly phase: number;
  /** Monotonic milliseconds; null before the first run. */
  nextAt: number | null;
  run: Run | undefined;
  /** Runs that were given up and have not ended. */
  hanging: number;
  readonly state: CheckState;
}

/** How many checks there may be. */
export const MAX_CHECKS = 100;
const MAX_NAME = 64;
/** Keys of the API's `health` object. */
const RESERVED = ['app', 'last_error', 'last_check'];
const DEFAULT_INTERVAL_SECONDS = 30;
const DEFAULT_TIMEOUT_SECONDS = 5;
/** A given-up run that ignores its signal may hang beside one new run, never beside more. */
const MAX_HANGING = 2;
/** Ticks come every second; one after a longer pause is late, because the event loop was blocked. */
const LATE_TICK_MS = 2500;
/** Multiples of it, modulo 1, are spread evenly however many there are. */
const GOLDEN_RATIO = 0.618034;

/** The checks of one monitor. */
export class Checks {
  readonly #checks = new Map<string, Check>();
  readonly #monotonic: () => number;
  #lastTick: number | undefined;
  #isClosed = false;

  /** @param monotonic the clock that `tick` is given the time of, in milliseconds; it measures how long a run takes */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /**
   * Adds a check, which first runs at the next tick.
   * @throws TypeError naming what is wrong, its value and what is allowed
   */
  add(name: string, probe: CheckFunction, options?: CheckOptions): void {
    this.#refuseName(name);
    const whose = `check ${JSON.stringify(name)}`;
    if (typeof probe !== 'function') throw wrongArgument(`${whose}: function`, probe, 'a function of an AbortSignal');
    const { intervalSeconds, timeoutSeconds, critical } = resolve(whose, options);
    this.#checks.set(name, {
      name,
      probe,
      intervalMs: intervalSeconds * 1000,
      timeoutMs: timeoutSeconds * 1000,
      critical,
      phase: (this.#checks.size * GOLDEN_RATIO) % 1,
      nextAt: null,
      run: undefined,
      hanging: 0,
      state: new CheckState(),
    });
  }

  /**
   * Gives up runs that take too long and starts those that are due; to be called once a second.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    if (this.#isClosed) return;
    const isLate = now - (this.#lastTick ?? now) > LATE_TICK_MS;
    this.#lastTick = now;
    for (const check of this.#checks.values()) {
      this.#giveUp(check, now, wall, isLate);
      this.#startIfDue(check, now, wall);
    }
  }

  /** All checks, in the order in which they were added. */
  figures(): CheckFigures[] {
    return Array.from(this.#checks.values(), ({ name, critical, state }) => ({ name, critical, ...state.figures() }));
  }

  /** Undefined where no check has this name. */
  status(name: string): CheckStatus | undefined {
    return this.#checks.get(name)?.state.status;
  }

  /** Those that are degraded: critical ones first, otherwise in the order in which they were added. */
  failing(): FailingCheck[] {
    return [...this.#checks.values()]
      .filter(({ state }) => state.status === 'degraded')
      .map(({ name, critical, state }) => ({ name, critical, message: state.message }))
      .sort((a, b) => Number(b.critical) - Number(a.critical));
  }

  /** Aborts what runs; nothing is started or counted from now on. */
  close(): void {
    this.#isClosed = true;
    for (const check of this.#checks.values()) check.run?.controller.abort(new Error('The monitor has ended.'));
  }

  #refuseName(name: unknown): void {
    if (typeof name !== 'string' || name.length === 0 || name.length > MAX_NAME) {
      throw wrongArgument('check name', name, `a text of 1 to ${MAX_NAME} characters`);
    }
    if (RESERVED.includes(name)) throw wrongArgument('check name', name, `any but ${RESERVED.join(', ')}`);
    if (this.#checks.has(name)) throw wrongArgument('check name', name, 'a name that no other check has');
    if (this.#checks.size >= MAX_CHECKS) {
      throw wrongArgument('number of checks', this.#checks.size + 1, `at most ${MAX_CHECKS}`);
    }
  }

  #giveUp(check: Check, now: number, wall: number, isLate: boolean): void {
    const { run } = check;
    if (run === undefined || now - run.startedAt < check.timeoutMs) return;
    if (isLate && !run.isExcused) {
      // Its answer may have been there for long: a blocked event loop gets one tick to take it in.
      run.isExcused = true;
      return;
    }
    check.run = undefined;
    check.hanging++;
    const problem = new Error(`no answer within ${check.timeoutMs / 1000} s`);
    check.state.measured(run.startedWall, now - run.startedAt);
    check.state.fail(problem, wall);
    run.controller.abort(problem);
  }

  #startIfDue(check: Check, now: number, wall: number): void {
    if (check.run !== undefined || (check.nextAt !== null && now < check.nextAt)) return;
    check.nextAt = nextAfter(check, now);
    if (check.hanging >= MAX_HANGING) {
      check.state.fail(new Error(`no answer yet to ${check.hanging} earlier runs; not asked again`), wall);
      return;
    }
    const run = { controller: new AbortController(), startedAt: now, startedWall: wall, isExcused: false };
    check.run = run;
    void this.#run(check, run);
  }

  async #run(check: Check, run: Run): Promise<void> {
    const { probe } = check;
    let problem: { thrown: unknown } | undefined;
    try {
      await probe(run.controller.signal);
    } catch (thrown) {
      problem = { thrown };
    }
    if (this.#isClosed) return;
    if (check.run !== run) {
      check.hanging--;
      return;
    }
    check.run = undefined;
    const duration = this.#monotonic() - run.startedAt;
    check.state.measured(run.startedWall, duration);
    if (problem === undefined) check.state.succeed(run.startedWall + duration);
    else check.state.fail(problem.thrown, run.startedWall + duration);
  }
}

function resolve(
  whose: string,
  given: unknown,
): Required<{ [Key in keyof CheckOptions]: NonNullable<CheckOptions[Key]> }> {
  const options = optionsObject(whose, given, ['intervalSeconds', 'timeoutSeconds', 'critical']);
  const { intervalSeconds = DEFAULT_INTERVAL_SECONDS, critical = false } = options;
  if (!isNumberIn(intervalSeconds, 0, 3600) || intervalSeconds < 1) {
    throw wrongArgument(`${whose}: option intervalSeconds`, intervalSeconds, 'seconds from 1 to 3600');
  }
  const { timeoutSeconds = Math.min(DEFAULT_TIMEOUT_SECONDS, intervalSeconds) } = options;
  if (!isNumberIn(timeoutSeconds, 0, intervalSeconds)) {
    const allowed = `seconds above 0 up to intervalSeconds (${intervalSeconds})`;
    throw wrongArgument(`${whose}: option timeoutSeconds`, timeoutSeconds, allowed);
  }
  if (typeof critical !== 'boolean') throw wrongArgument(`${whose}: option critical`, critical, 'true or false');
  return { intervalSeconds, timeoutSeconds, critical };
}

/** All first runs are at once; the second of each comes sooner by up to half an interval, which spreads all later ones. */
function nextAfter({ nextAt, intervalMs, phase }: Check, now: number): number {
  if (nextAt === null) return now + intervalMs * (1 - phase / 2);
  const next = nextAt + intervalMs;
  return next > now ? next : now + intervalMs;
}
