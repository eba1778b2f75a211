/**
 * Named checks of the app's dependencies. Each runs at its interval and under its time limit. The scheduler calls `tick`
 * once a second; nothing here starts a timer.
 */

import { z } from 'zod';
import type { CheckFigures, CheckStatus } from '../contract/index.js';
import { asOwn } from '../net/own-calls.js';
import { invalidValue, parse } from '../options/invalid-value.js';
import { numberFrom, optionsObject, positiveUpTo, textUpTo } from '../options/schema.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { CheckState } from './check-state.js';

/** A check: it succeeds when it returns or resolves, and should stop when the signal is aborted. */
export type CheckFunction = (signal: AbortSignal) => unknown;

/** The options of a check. */
export interface CheckOptions {
  /** Seconds between two runs: 1 to 3600; 30 unless given. */
  intervalSeconds?: number | undefined;
  /** Seconds that a run may take: above 0 up to the interval; 5, or the interval if shorter, unless given. */
  timeoutSeconds?: number | undefined;
  /** Whether its failure makes the level degraded, not only warning; false unless given. */
  critical?: boolean | undefined;
}

/** A check that is degraded. */
export interface FailingCheck {
  name: string;
  critical: boolean;
  /** The message of the last failure; null when the last run succeeded, but not yet two in a row. */
  message: string | null;
}

interface Run {
  readonly controller: AbortController;
  /** Monotonic milliseconds, and milliseconds since 1970. */
  readonly startedAt: number;
  readonly startedWall: number;
  /** Whether it was overdue at a tick that was late itself. */
  isExcused: boolean;
}

interface Check {
  readonly name: string;
  readonly probe: CheckFunction;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly critical: boolean;
  /** Its place within the interval, 0 to 1. */
  readonly phase: number;
  /** Monotonic milliseconds; null before the first run. */
  nextAt: number | null;
  run: Run | undefined;
  /** Timed-out runs that have not ended. */
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

const nameSchema = textUpTo(MAX_NAME).refine((name) => !RESERVED.includes(name), `any but ${RESERVED.join(', ')}`);
const optionsSchema = optionsObject({
  intervalSeconds: numberFrom(1, 3600, 'seconds from 1 to 3600').default(DEFAULT_INTERVAL_SECONDS),
  timeoutSeconds: z.unknown().optional(),
  critical: z.boolean('true or false').default(false),
});

/** Timed-out runs that ignore their signal may be this many; until one ends, no further run starts. */
const MAX_HANGING = 2;
/** A tick after a longer pause is late, because the event loop was blocked. */
const LATE_TICK_MS = 2500;
/** Multiples of the golden ratio, modulo 1, are spread evenly, however many there are. */
const GOLDEN_RATIO = 0.618034;

/** The checks of one monitor. */
export class Checks {
  readonly #checks = new Map<string, Check>();
  readonly #monotonic: () => number;
  readonly #redact: Redact;
  #lastTick: number | undefined;
  #isClosed = false;

  /** @param monotonic milliseconds of the clock that `tick` gets the time from; it measures how long runs take */
  constructor(monotonic: () => number, redact: Redact = redactAll) {
    this.#monotonic = monotonic;
    this.#redact = redact;
  }

  /**
   * Adds a check, which first runs at the next tick.
   * @throws TypeError naming the invalid argument, its value and what is allowed
   */
  add(given: string, probe: CheckFunction, options?: CheckOptions): void {
    const name = this.#nameOf(given);
    const prefix = `check ${JSON.stringify(name)}: `;
    if (typeof probe !== 'function') throw invalidValue(`${prefix}function`, probe, 'a function of an AbortSignal');
    const { intervalSeconds, timeoutSeconds, critical } = resolveCheckOptions(prefix, options);
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
      state: new CheckState(this.#redact),
    });
  }

  /**
   * Ends runs that take too long and starts those that are due. Must be called once a second.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    if (this.#isClosed) return;
    const isLate = now - (this.#lastTick ?? now) > LATE_TICK_MS;
    this.#lastTick = now;
    for (const check of this.#checks.values()) {
      this.#timeOut(check, now, wall, isLate);
      this.#startIfDue(check, now, wall);
    }
  }

  /** After a gap, each check runs once, at the next tick. A run from before the gap is aborted and does not count. */
  resume(): void {
    for (const check of this.#checks.values()) {
      check.nextAt = null;
      check.state.resume();
      const { run } = check;
      if (run === undefined) continue;
      check.run = undefined;
      check.hanging++;
      run.controller.abort(new Error('The process was suspended.'));
    }
  }

  /** All checks, in the order in which they were added. */
  figures(): CheckFigures[] {
    return Array.from(this.#checks.values(), ({ name, critical, state }) => ({ name, critical, ...state.figures() }));
  }

  /** Undefined when no check has this name. */
  status(name: string): CheckStatus | undefined {
    return this.#checks.get(name)?.state.status;
  }

  /** The degraded checks: critical ones first, otherwise in the order in which they were added. */
  failing(): FailingCheck[] {
    return [...this.#checks.values()]
      .filter(({ state }) => state.status === 'degraded')
      .map(({ name, critical, state }) => ({ name, critical, message: state.message }))
      .sort((a, b) => Number(b.critical) - Number(a.critical));
  }

  /** Aborts all runs. Nothing is started or counted from now on. */
  close(): void {
    this.#isClosed = true;
    for (const check of this.#checks.values()) check.run?.controller.abort(new Error('The monitor has ended.'));
  }

  /** The name without secrets, such as those of a connection string. */
  #nameOf(given: unknown): string {
    const name = this.#redact(parse(nameSchema, given, { whole: 'check name' }), MAX_NAME);
    if (this.#checks.has(name)) throw invalidValue('check name', name, 'a name that no other check has');
    if (this.#checks.size >= MAX_CHECKS) {
      throw invalidValue('number of checks', this.#checks.size + 1, `at most ${MAX_CHECKS}`);
    }
    return name;
  }

  #timeOut(check: Check, now: number, wall: number, isLate: boolean): void {
    const { run } = check;
    if (run === undefined || now - run.startedAt < check.timeoutMs) return;
    if (isLate && !run.isExcused) {
      // The result may have been waiting: after a blocked event loop, it gets one more tick to arrive.
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
      await asOwn(() => probe(run.controller.signal));
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

/** @param prefix of errors, which names the check */
function resolveCheckOptions(
  prefix: string,
  given: unknown,
): { intervalSeconds: number; timeoutSeconds: number; critical: boolean } {
  const options = parse(optionsSchema, given ?? {}, { prefix, whole: 'options' });
  const { intervalSeconds, critical } = options;
  const allowed = `seconds above 0 up to intervalSeconds (${intervalSeconds})`;
  const timeoutSchema = positiveUpTo(intervalSeconds, allowed).default(
    Math.min(DEFAULT_TIMEOUT_SECONDS, intervalSeconds),
  );
  const timeoutSeconds = parse(timeoutSchema, options.timeoutSeconds, { prefix, whole: 'option timeoutSeconds' });
  return { intervalSeconds, timeoutSeconds, critical };
}

/** All checks first run at once. The second run comes earlier by up to half an interval, which spreads all later runs. */
function nextAfter({ nextAt, intervalMs, phase }: Check, now: number): number {
  if (nextAt === null) return now + intervalMs * (1 - phase / 2);
  const next = nextAt + intervalMs;
  return next > now ? next : now + intervalMs;
}
