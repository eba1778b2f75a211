/** What the monitor answers to whoever asks: the same objects for the API and for the app itself. Reading changes nothing. */

import { randomBytes } from 'node:crypto';
import type { Alerts } from '../alerts/alerts.js';
import { toHistoryAlert } from '../alerts/alert-lifecycle.js';
import type { Collector } from '../collector/collector.js';
import type { Recorder } from '../collector/recorder.js';
import type {
  ErrorGroup,
  ErrorsAnswer,
  HealthDetailed,
  HistoryAnswer,
  HistoryRange,
  Level,
  Metrics,
  MonitorCost,
  RequestsAnswer,
  StorageFigures,
} from '../contract/index.js';
import type { DeployLog } from '../deploys/deploy-log.js';
import type { DependencyParts } from '../dependencies/dependency-parts.js';
import type { ErrorGroups, GroupView } from '../errors/error-groups.js';
import type { EvaluationState } from '../evaluation/evaluator.js';
import type { History } from '../history/history.js';
import type { Instruments } from '../instruments/instruments.js';
import type { Jobs } from '../jobs/jobs.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import type { InternalErrors } from '../runtime/internal-errors.js';
import type { ProcessMetrics } from '../runtime/process-metrics.js';
import type { Tracker } from '../tracking/tracker.js';
import { errorDetails, errorFigures, errorGroup, type ErrorsFilter, type ErrorsInput } from './json/errors-json.js';
import { healthJson } from './json/health-json.js';
import { metricsJson } from './json/metrics-json.js';
import { KeptRequests, requestsJson, type RequestsFilter } from './json/requests-json.js';

/** What concerns this very process alone. */
export interface ProcessState {
  /** What it keeps on disk has not been read yet. */
  isStarting: boolean;
  /** It is ending and wants no new requests. */
  isDraining: boolean;
  /** Its event loop was blocked for seconds just now. */
  isStalled: boolean;
}

/** The parts that are read. */
export interface ReadParts {
  options: ResolvedOptions;
  instance: string;
  collector: Collector;
  recorder: Recorder;
  tracker: Tracker;
  history: History;
  alerts: Alerts;
  deploys: DeployLog;
  dependencies: DependencyParts;
  jobs: Jobs;
  instruments: Instruments;
  errors: ErrorGroups;
  processMetrics: ProcessMetrics;
  internalErrors: InternalErrors;
  /** What the monitor costs. */
  cost: () => MonitorCost;
  /** The newest evaluation. */
  state: () => EvaluationState;
  storage: { readonly isStarting: boolean; figures(): StorageFigures; refresh(): Promise<void> };
  isDraining: () => boolean;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Milliseconds since 1970. */
  wall: () => number;
}

/** Reads a monitor. */
export class Reader {
  readonly #parts: ReadParts;

  constructor(parts: ReadParts) {
    this.#parts = parts;
  }

  /** Monotonic milliseconds. */
  get now(): number {
    return this.#parts.now();
  }

  /** An opaque name of this process, for those who may not see that of its machine. */
  readonly alias = randomBytes(6).toString('base64url');
  /** Another one after each evaluation, and as soon as somebody has changed something. */
  get state(): unknown {
    return this.#parts.state();
  }

  /** What `GET /metrics` answers. */
  metrics(): Metrics {
    const { options, instance, collector, dependencies, recorder, tracker, jobs, instruments, cost } = this.#parts;
    const { processMetrics, internalErrors, state, now, wall } = this.#parts;
    return metricsJson({
      options,
      instance,
      collector,
      dependencies,
      state: state(),
      errorGroups: errorFigures(this.#errorsInput()),
      lastError: recorder.lastError,
      jobs: jobs.figures(),
      instruments: instruments.figures(now()),
      cost: cost(),
      process: processMetrics.figures(tracker.inFlight, tracker.oldestSeconds),
      hasCookieSessions: tracker.hasCookieSessions,
      monitorErrors: internalErrors.count,
      now: now(),
      wall: wall(),
    });
  }

  /** The level, and how many alerts fire. */
  status(): { level: Level; alerts: number } {
    const { level, alerts } = this.#parts.state();
    return { level, alerts: alerts.filter((alert) => alert.state === 'firing').length };
  }

  /** What `GET /health/detailed` answers. */
  health(): HealthDetailed {
    return healthJson(this.metrics(), this.#parts.storage.figures());
  }

  /** Reads what other processes have stored in the same folder; never rejects. */
  async refresh(): Promise<void> {
    await this.#parts.storage.refresh();
  }

  /** What `GET /metrics/history` answers. */
  history(range: HistoryRange): HistoryAnswer {
    const { history, alerts, deploys, wall } = this.#parts;
    const at = wall();
    return history.answer(range, at, alerts.history(at).map(toHistoryAlert), deploys.all());
  }

  /** The requests that are kept now. */
  keptRequests(): KeptRequests {
    return new KeptRequests(this.#parts.collector.recent);
  }

  /** What `GET /metrics/requests` answers. */
  requests(filter: RequestsFilter, kept = this.keptRequests()): RequestsAnswer {
    const { collector, now, wall, options } = this.#parts;
    return requestsJson(collector, kept, filter, now(), wall(), options);
  }

  /** What `GET /metrics/errors` answers. */
  errors(filter: ErrorsFilter = {}): ErrorsAnswer {
    const input = this.#errorsInput();
    const timestamp = new Date(input.wall).toISOString();
    return { timestamp, window_seconds: input.windowSeconds, ...errorDetails(input, filter) };
  }

  /** One group of errors. */
  errorGroup(view: GroupView): ErrorGroup {
    return errorGroup(view, this.#errorsInput());
  }

  #errorsInput(): ErrorsInput {
    const { errors, options, deploys, now, wall } = this.#parts;
    const { windowSeconds } = options;
    return { errors, options, windowSeconds, lastDeployAt: deploys.lastChangeAt, now: now(), wall: wall() };
  }

  /** Whether this process can take requests. */
  processState(): ProcessState {
    const { storage, isDraining, processMetrics } = this.#parts;
    return { isStarting: storage.isStarting, isDraining: isDraining(), isStalled: processMetrics.isStalled };
  }
}
