/** What watches the figures: the level, the rules, the checks, history and those who are told. Driven by monitor.ts. */

import { Alerting } from './alerts/alerts.js';
import { CollectorView } from './alerts/collector-input.js';
import { Heartbeat } from './notify/heartbeat.js';
import { Notifier } from './notify/notifier.js';
import type { Remark } from './api/routes/alerts.js';
import type { Collector } from './collector/collector.js';
import type { Slice } from './collector/window.js';
import { SLICE_SECONDS } from './contract/index.js';
import type { Alert, Deploy, HistoryAnswer, HistoryRange, Metrics, Mute, StorageFigures } from './contract/index.js';
import type { Faults } from './runtime/internal-errors.js';
import { Checks } from './checks/checks.js';
import { evaluateLevel, INITIAL_LEVEL_STATE, type LevelResult } from './evaluation/level.js';
import { type OverallLevel, overallLevel } from './evaluation/overall-level.js';
import { DeployLog } from './deploys/deploy-log.js';
import { History } from './history/history.js';
import type { HistoryRecord } from './history/snapshots.js';
import type { ResolvedOptions } from './options/options.js';
import { followRestarts, RESTART_WINDOW_SECONDS } from './alerts/restart-loop.js';
import { type AlertsRecord, Storage } from './storage/storage.js';
import type { Vitals } from './runtime/process-metrics.js';

const MS_PER_MINUTE = 60_000;
const HISTORY_ENDPOINTS = 20;

/** What it is made from. */
export interface WatchSettings {
  options: ResolvedOptions;
  /** Asked only after construction. */
  collector: () => Collector;
  instance: string;
  vitals: Vitals;
  faults: Faults;
}

/** The part of `GET /metrics` that comes from here. */
export type WatchFigures = Pick<Metrics, 'alerts' | 'mutes' | 'checks' | 'deploy'> & {
  level: OverallLevel;
  tooFewToJudge: boolean;
};

/** Watches one collector. */
export class Watch {
  readonly checks: Checks;
  readonly #options: ResolvedOptions;
  readonly #collector: () => Collector;
  readonly #vitals: Vitals;
  readonly #faults: Faults;
  readonly #notifier: Notifier;
  readonly #heartbeat: Heartbeat | undefined;
  #history: History;
  #alerting: Alerting;
  #deploys = new DeployLog();
  #levelState = INITIAL_LEVEL_STATE;
  #overall: OverallLevel = { level: 'healthy', reasons: [] };
  #storage: Storage | undefined;
  #isStarting = false;
  #opening: Promise<void> = Promise.resolve();
  /** The sum of all versions that were on disk last. */
  #stored = 0;
  #historyStored = 0;
  /** While a slice is taken in, a moment within it: the window cannot be asked for a later one. */
  #moment: number | undefined;

  constructor({ options, collector, instance, vitals, faults }: WatchSettings) {
    this.#options = options;
    this.#collector = collector;
    this.#vitals = vitals;
    this.#faults = faults;
    const { clock, rules, maintenance, notify, heartbeat, metricsDir } = options;
    const wall = clock.wall();
    this.checks = new Checks(() => clock.monotonic());
    this.#notifier = new Notifier({ targets: notify, instance, onFault: faults.swallow });
    this.#heartbeat = heartbeat && new Heartbeat({ ...heartbeat, onFault: faults.swallow });
    this.#alerting = new Alerting({ rules, maintenance }, wall);
    this.#history = this.#newHistory([]);
    if (metricsDir === undefined) this.#begin(wall);
    else {
      this.#isStarting = true;
      this.#opening = this.#open(metricsDir, wall)
        .catch(faults.swallow)
        .finally(() => (this.#isStarting = false));
    }
  }

  /** Whether what was kept on disk has not been read yet. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /** Settles when what was kept on disk has been read. */
  get started(): Promise<void> {
    return this.#opening;
  }

  /** Takes in a slice of the window that is over. */
  take(slice: Slice, endMs: number): void {
    this.#faults.run(() => {
      const { clock } = this.#options;
      const names = this.#collector().classes.names;
      const counts = names.map((name, index): [string, number] => [name, slice.classes[index] ?? 0]);
      this.#moment = endMs - 1;
      this.#history.add({
        wall: clock.wall() - (clock.monotonic() - endMs),
        now: endMs,
        requests: slice.requests,
        failed: slice.failed,
        classes: Object.fromEntries(counts),
        latency: slice.latency,
        activeSessions: slice.activeSessions,
        level: this.#overall.level,
      });
    }, undefined);
    this.#moment = undefined;
  }

  /** What is due every second. */
  tick(now: number, wall: number): void {
    this.#faults.run(() => this.checks.tick(now, wall), undefined);
    this.#notifier.tick(now, wall);
    this.#heartbeat?.tick(now);
    this.#store();
  }

  /** What is due every five seconds: evaluates the level and the rules once, however late it is. */
  evaluate(now: number, wall: number): void {
    // What fired before the restart must be known first.
    if (!this.#isStarting) this.#evaluateRules(now, wall);
    this.#level(now);
  }

  /** The figures as they are now. */
  figures(now: number, wall: number): WatchFigures {
    const { tooFewToJudge } = this.#level(now);
    return {
      level: this.#overall,
      tooFewToJudge,
      alerts: this.#alerting.alerts(wall),
      mutes: this.#alerting.mutes(wall),
      checks: this.checks.figures(),
      deploy: this.#deploys.latest(this.#between, wall),
    };
  }

  /** Where history is kept. */
  storage(): StorageFigures {
    return this.#storage?.figures() ?? { kept: 'in memory', message: null };
  }

  /** What `GET /metrics/history` answers. */
  history(range: HistoryRange, wall: number): HistoryAnswer {
    const alerts = this.#alerting
      .alerts(wall)
      .filter(({ state }) => state !== 'pending')
      .map(({ id, type, severity, message, timestamp, resolved_at }) => ({
        ...{ id, type, severity, message, from: timestamp, to: resolved_at },
      }));
    return this.#history.answer(range, wall, alerts, this.#deploys.all(this.#between, wall));
  }

  acknowledge(id: string, remark: Remark, wall: number): Alert | undefined {
    return this.#alerting.acknowledge(id, remark, wall);
  }

  /** Mutes a rule; with 0 minutes a mute ends: null when it did, undefined when there was none or no such rule. */
  mute(type: string, minutes: number, remark: Remark, wall: number): Mute | null | undefined {
    if (minutes === 0) return this.#alerting.unmute(type) ? null : undefined;
    return this.#alerting.mute({ type, ...remark, until: wall + minutes * MS_PER_MINUTE }, wall);
  }

  /** Notes that a version went into service. */
  deployed(version: string, note: string | null, wall: number): Deploy {
    const deploy = this.#deploys.add(version, note, wall);
    return this.#deploys.shown(deploy, this.#between, wall);
  }

  /** Ends all that is under way and writes what is kept, within two seconds. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    this.checks.close();
    // What has just fired is sent still.
    this.#notifier.tick(clock.monotonic(), clock.wall());
    await Promise.all([this.#opening, this.#notifier.close(), this.#heartbeat?.close()]);
    const storage = this.#storage;
    if (storage === undefined) return;
    void storage.history.write(this.#history.toJSON());
    void storage.alerts.write(this.#record());
    await storage.close();
  }

  readonly #between = (from: number, to: number) => this.#history.between(from, to);

  #evaluateRules(now: number, wall: number): void {
    followRestarts(this.#alerting, this.#history.starts(RESTART_WINDOW_SECONDS, wall), wall);
    const { eventLoopDelayP99Ms } = this.#vitals;
    const check = (name: string) => this.checks.status(name);
    const view = new CollectorView(this.#collector(), { now, wall, eventLoopDelayP99Ms, check });
    const firing = this.#alerting.alerts(wall).filter(({ state }) => state === 'firing');
    const before = new Set(firing.map(({ id }) => id));
    this.#notifier.send(this.#alerting.evaluate(view, now, wall));
    for (const { id, type, state, time, resolved_at: ended } of this.#alerting.alerts(wall)) {
      if (state === 'firing' && !before.has(id)) this.#history.noteAlert({ id, type, began: time * 1000, ended: null });
      if (ended !== null && before.has(id))
        this.#history.noteAlert({ id, type, began: null, ended: Date.parse(ended) });
    }
  }

  #level(now: number): LevelResult {
    const result = evaluateLevel(this.#collector().window(now), this.#levelState, this.#options.levels, now);
    this.#levelState = result.state;
    this.#overall = overallLevel(result, this.#alerting.firing(), this.checks.figures());
    return result;
  }

  #newHistory(restored: readonly HistoryRecord[]): History {
    const { clock } = this.#options;
    const endpoints = (seconds: number) => {
      const slices = Math.max(1, Math.ceil(seconds / SLICE_SECONDS));
      return this.#collector()
        .busiest(this.#moment ?? clock.monotonic(), HISTORY_ENDPOINTS, slices * SLICE_SECONDS)
        .map((endpoint) => ({ ...endpoint, latency: endpoint.latency().toSketch() }));
    };
    return new History({ restored, endpoints, wall: clock.wall(), now: clock.monotonic() });
  }

  async #open(folder: string, wall: number): Promise<void> {
    const onMessage = (message: string): void => this.#faults.swallow(new Error(message));
    const storage = await Storage.open(folder, wall, onMessage);
    const { rules, maintenance } = this.#options;
    const kept = storage.alerts.data;
    this.#history = this.#newHistory(
      [storage.history.data, ...storage.history.others].filter((data) => data !== undefined),
    );
    this.#alerting = new Alerting({ rules, maintenance, restored: kept?.alerting }, wall);
    this.#deploys = new DeployLog(kept?.deploys);
    if (kept !== undefined) this.#notifier.restore(kept.unsent);
    this.#storage = storage;
    this.#begin(wall);
    // A process that soon ends must have been seen to start.
    void storage.history.write(this.#history.toJSON());
  }

  #begin(wall: number): void {
    if (this.#options.version !== null) this.#deploys.started(this.#options.version, wall);
  }

  /** Writes what has changed. */
  #store(): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    if (this.#history.version !== this.#historyStored) {
      this.#historyStored = this.#history.version;
      void storage.history.write(this.#history.toJSON());
    }
    const version = this.#alerting.version + this.#notifier.version + this.#deploys.version;
    if (version === this.#stored) return;
    this.#stored = version;
    void storage.alerts.write(this.#record());
  }

  #record(): AlertsRecord {
    return {
      alerting: this.#alerting.toJSON(),
      unsent: this.#notifier.toJSON(),
      deploys: this.#deploys.toJSON(),
    };
  }
}
