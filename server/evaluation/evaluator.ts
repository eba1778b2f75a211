/**
 * The evaluator: once in five seconds it turns the collector's figures, the rules, the checks and the deploys into one
 * immutable state. Everything that answers reads that state; nothing that reads changes it.
 */

import type { Alerts, AlertNotice } from '../alerts/alerts.js';
import { CollectorInput } from '../alerts/rules/collector-input.js';
import type { WaitingRequest } from '../alerts/rules/waiting-requests.js';
import { followJobs } from '../alerts/rules/overdue-jobs.js';
import { followRestarts, RESTART_WINDOW_SECONDS } from '../alerts/rules/restart-loop.js';
import type { Checks } from '../checks/checks.js';
import type { Collector } from '../collector/collector.js';
import {
  type Alert,
  type CheckFigures,
  type Deploy,
  KEPT_SECONDS,
  type Level,
  type Mute,
  type ObjectiveFigures,
  type Reason,
} from '../contract/index.js';
import type { DependencyParts } from '../dependencies/dependency-parts.js';
import type { DeployLog, TrafficBetween } from '../deploys/deploy-log.js';
import type { ErrorGroups } from '../errors/error-groups.js';
import type { History } from '../history/history.js';
import type { Instruments } from '../instruments/instruments.js';
import type { Jobs } from '../jobs/jobs.js';
import { objectiveFigures } from '../objectives/objective-figures.js';
import type { Objective } from '../options/objectives.js';
import type { LevelOptions } from '../options/monitor-options.js';
import { NEWEST_SECONDS } from '../alerts/rules/recovery.js';
import { callsOf, waitingFor } from './dependency-input.js';
import { evaluateLevel, INITIAL_LEVEL_STATE } from './level.js';
import { overallLevel } from './overall-level.js';

/** At most this many open requests are looked at. */
const MAX_WAITING = 20_000;

/** What one evaluation found. */
export interface EvaluationState {
  /** When it was made, milliseconds since 1970. */
  readonly evaluatedAt: number;
  readonly level: Level;
  /** When this process found that level first, milliseconds since 1970. */
  readonly since: number;
  /** Worst first; their values are those of this evaluation. */
  readonly reasons: readonly Reason[];
  /** See `Metrics.recovering`. */
  readonly recovering: boolean;
  readonly tooFewToJudge: boolean;
  readonly alerts: readonly Alert[];
  readonly mutes: readonly Mute[];
  readonly checks: readonly CheckFigures[];
  readonly deploy: Deploy | null;
  readonly objectives: readonly ObjectiveFigures[];
}

/** The parts that are evaluated. */
export interface EvaluatedParts {
  collector: Collector;
  alerts: Alerts;
  checks: Checks;
  deploys: DeployLog;
  errors: ErrorGroups;
  history: History;
  dependencies?: DependencyParts | undefined;
  jobs: Pick<Jobs, 'overdue' | 'tick'>;
  instruments: Pick<Instruments, 'sample' | 'value'>;
  /** What the verdict on a deploy is made from. */
  trafficBetween: TrafficBetween;
  limits: LevelOptions;
  objectives: readonly Objective[];
  /** Milliseconds over the last five seconds. */
  eventLoopDelayP99Ms: () => number;
  /** The open requests that have waited at least so long for an answer, oldest first. */
  waiting: (now: number, atLeastMs: number) => Iterable<WaitingRequest>;
  /** Called with the notices of an evaluation, unless there are none. */
  notify: (notices: readonly AlertNotice[]) => void;
}

/** Makes the state. */
export class Evaluator {
  readonly #parts: EvaluatedParts;
  #levelState = INITIAL_LEVEL_STATE;
  #state: EvaluationState;

  /** @param wall milliseconds since 1970 */
  constructor(parts: EvaluatedParts, wall: number) {
    this.#parts = parts;
    this.#state = Object.freeze({
      ...{ evaluatedAt: wall, level: 'healthy', since: wall, reasons: [], recovering: false, tooFewToJudge: true },
      ...this.#lists(wall),
    });
  }

  /** The state of the last evaluation. */
  get state(): EvaluationState {
    return this.#state;
  }

  /**
   * Evaluates the rules, then the level.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  evaluate(now: number, wall: number): void {
    const { collector, limits, alerts, checks, deploys, trafficBetween } = this.#parts;
    const waiting = this.#waiting(now);
    this.#evaluateRules(waiting, now, wall);
    const { windowSeconds } = collector;
    const newest = collector.window(now, NEWEST_SECONDS);
    const figures = { ...collector.window(now), newest, waiting, windowSeconds };
    const result = evaluateLevel(figures, this.#levelState, limits, now);
    this.#levelState = result.state;
    const overall = overallLevel(result, alerts.firing(), checks.figures());
    this.#state = Object.freeze({
      evaluatedAt: wall,
      ...overall,
      since: overall.level === this.#state.level ? this.#state.since : wall,
      tooFewToJudge: result.tooFewToJudge,
      ...this.#lists(wall),
    });
    deploys.judge(trafficBetween, wall);
  }

  /** Brings alerts, mutes, checks and the deploy up to date after somebody changed them; the level stays. */
  refresh(wall: number): void {
    this.#state = Object.freeze({ ...this.#state, ...this.#lists(wall) });
  }

  #lists(wall: number): Pick<EvaluationState, 'alerts' | 'mutes' | 'checks' | 'deploy' | 'objectives'> {
    const { alerts, checks, deploys, trafficBetween } = this.#parts;
    return {
      alerts: alerts.alerts(wall),
      mutes: alerts.mutes(wall),
      checks: checks.figures(),
      deploy: deploys.latest(trafficBetween, wall),
      objectives: this.#objectives(wall),
    };
  }

  #objectives(wall: number): ObjectiveFigures[] {
    const { objectives, history } = this.#parts;
    if (objectives.length === 0) return [];
    const steps = history.counted(wall - KEPT_SECONDS * 1000);
    return objectives.map((objective) => objectiveFigures(objective, steps, wall));
  }

  /** The oldest open requests that wait: those that are over the lowest limit of a latency. */
  #waiting(now: number): WaitingRequest[] {
    const { waiting, limits, alerts } = this.#parts;
    const lowestLimit = Math.min(limits.p95Ms[0], limits.endpoints?.lowestMs ?? Infinity, ...alerts.latencyThresholds);
    const oldest: WaitingRequest[] = [];
    for (const request of waiting(now, lowestLimit)) {
      oldest.push(request);
      if (oldest.length === MAX_WAITING) break;
    }
    return oldest;
  }

  #evaluateRules(waiting: readonly WaitingRequest[], now: number, wall: number): void {
    const { collector, alerts, checks, errors, history, jobs, instruments } = this.#parts;
    const { eventLoopDelayP99Ms, notify } = this.#parts;
    const { dependencies, waits } = this.#parts.dependencies ?? {};
    instruments.sample(now);
    followRestarts(alerts, history.starts(RESTART_WINDOW_SECONDS, wall), wall);
    jobs.tick(now, wall);
    followJobs(alerts, jobs.overdue(now, wall), wall);
    const input = new CollectorInput(collector, {
      ...{ now, wall, waiting, eventLoopDelayP99Ms: eventLoopDelayP99Ms() },
      check: (name) => checks.status(name),
      dependency: dependencies && ((name, seconds) => callsOf(dependencies, name, now, seconds)),
      waitingFor: waits && ((name) => waitingFor(waits, collector, name, now)),
      instrument: (name) => instruments.value(name, now),
      errorGroups: {
        heaviest: (seconds, errorClass, endpoint) =>
          errors.heaviest({ since: now - seconds * 1000, errorClass, endpoint }),
        news: (seconds) => errors.news(seconds, { now, wall }),
      },
    });
    const before = new Set(firingIds(alerts.alerts(wall)));
    const notices = alerts.evaluate(input, now, wall);
    if (notices.length > 0) notify(notices);
    for (const { id, type, state, time, resolved_at: resolvedAt } of alerts.alerts(wall)) {
      if (state === 'firing' && !before.has(id)) history.noteAlert({ id, type, began: time * 1000, ended: null });
      if (resolvedAt !== null && before.has(id)) {
        history.noteAlert({ id, type, began: null, ended: Date.parse(resolvedAt) });
      }
    }
  }
}

function firingIds(alerts: readonly Alert[]): string[] {
  return alerts.filter(({ state }) => state === 'firing').map(({ id }) => id);
}
