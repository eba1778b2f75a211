/** Makes every part of a monitor once and connects them. This file alone knows all rooms. */

import { hostname } from 'node:os';
import { Access } from './access/access.js';
import { announceAccess } from './access/announcement.js';
import type { AdapterContext, OwnRoutes } from './adapters/adapter.js';
import { Alerts } from './alerts/alerts.js';
import { type AppRecords, createAppRecords } from './app-records.js';
import { Actions } from './api/actions.js';
import { createApi } from './api/app.js';
import { Reader } from './api/reader.js';
import { Checks } from './checks/checks.js';
import { Collector } from './collector/collector.js';
import { Recorder } from './collector/recorder.js';
import { type NotifyTestResult, SNAPSHOT_SECONDS } from './contract/index.js';
import { BlockRecorder } from './deploys/block-recorder.js';
import { DependencyParts } from './dependencies/dependency-parts.js';
import { DeployLog } from './deploys/deploy-log.js';
import { deployTraffic } from './evaluation/deploy-traffic.js';
import { Evaluator } from './evaluation/evaluator.js';
import { HistoryFeed } from './evaluation/history-feed.js';
import { UnusedEndpoints } from './evaluation/unused-endpoints.js';
import { Scheduler } from './evaluation/scheduler.js';
import { createExporters } from './export/create-exporters.js';
import { exposition } from './export/prometheus/exposition.js';
import { Registries } from './export/prometheus/registries.js';
import { CONTENT_TYPE } from './export/prometheus/text-format.js';
import { History } from './history/history.js';
import { followOwnCalls, isOwn } from './net/own-calls.js';
import { Alertmanagers } from './notify/alertmanager/alertmanagers.js';
import { Heartbeat } from './notify/heartbeat.js';
import { Notifier } from './notify/notifier.js';
import { notifyTest } from './notify/notify-test.js';
import { countedEndpoints } from './options/counted-endpoints.js';
import type { ResolvedOptions } from './options/monitor-options.js';
import { objectiveEndpoints } from './options/objectives.js';
import { RESTART_LOOP } from './options/rule.js';
import { guardedClock } from './runtime/clock.js';
import { Cost } from './runtime/cost.js';
import { InternalErrors } from './runtime/internal-errors.js';
import { elementFolder } from './runtime/package-files.js';
import { Storage } from './storage/storage.js';
import { ProcessMetrics } from './runtime/process-metrics.js';
import { createRedact } from './text/redact.js';
import { FoldedPaths } from './tracking/fold-path.js';
import { Tracker } from './tracking/tracker.js';
import { wireErrors } from './wiring-errors.js';

/** What a `Monitor` delegates to. */
export interface MonitorParts extends AppRecords {
  recorder: Recorder;
  reader: Reader;
  addCheck: Checks['add'];
  timer: DependencyParts['timer'];
  adapters: AdapterContext;
  /** Settles when what was kept on disk has been read. */
  started: Promise<void>;
  /** Sends a test message to every target. */
  notifyTest: () => Promise<NotifyTestResult[]>;
  /** Says that the process is about to end. */
  drain: () => void;
  /** Ends everything within two seconds. */
  close: () => Promise<void>;
}

/** Connects the parts and starts the scheduler. */
export function createParts(options: ResolvedOptions): MonitorParts {
  const { rules, maintenance, notify, heartbeat: heartbeatOptions, version, levels, objectives } = options;
  const redact = createRedact(options.redact);
  const clock = guardedClock(options.clock, (error) => internalErrors.report(error));
  const internalErrors = new InternalErrors(clock, redact);
  const onInternalError = internalErrors.report;
  const scheduler = new Scheduler(clock);
  const { now, wall } = scheduler;
  const processMetrics = new ProcessMetrics();
  const instance = `${hostname()}:${process.pid}`;
  const cost = new Cost();
  let isDraining = false;

  const tracker: Tracker = new Tracker({
    options,
    now,
    record: (sample, errors, waits) => recorder.recordRequest(sample, errors, waits),
    renameSession: (from, to) => recorder.renameSession(from, to),
    onInternalError,
    cost,
    foldedPaths: options.foldPaths ? new FoldedPaths() : undefined,
  });
  if (options.dependencies?.perEndpoint === true) tracker.follow();
  if (tracker.isFollowing) followOwnCalls();
  const dependencies: DependencyParts = new DependencyParts({
    ...{ options: options.dependencies, windowSeconds: options.windowSeconds, rules, requests: tracker },
    ...{ now, isOwn, onRejected: () => collector.totals.rejected++, onError: onInternalError, redact },
  });
  const link = options.origin === undefined ? undefined : `${options.origin}${options.basePath}/monitoring`;
  const exporters = createExporters(options, {
    ...{ instance, page: link, now, onError: onInternalError },
    currentRequest: () => tracker.current,
  });

  const feed: HistoryFeed = new HistoryFeed({
    collector: () => collector,
    history: () => history,
    level: () => evaluator.state.level,
    instruments: (at) => instruments.records(at),
    objectiveEndpoints: objectiveEndpoints(objectives),
    now,
    wall,
  });
  const keepSeconds = Math.max(SNAPSHOT_SECONDS, options.windowSeconds, ...rules.map((rule) => rule.window));
  const errors = wireErrors({
    ...{ keepSeconds, redact, internalErrors, deploys: () => deploys, storage: () => storage },
    moment: () => ({ now: now(), wall: wall() }),
  });
  const collector = new Collector(
    {
      ...{ windowSeconds: options.windowSeconds, keepSeconds, onFailure: errors.onFailure },
      onSlice: (slice, endMs) => {
        internalErrors.run(() => feed.add(slice, endMs), undefined);
        const wallAt = wall() - (now() - endMs);
        const traffic = { recent: collector.recent, sessions: collector.failingSessions.view(slice.number, 1) };
        internalErrors.run(() => blocks.advance(traffic, endMs, wallAt, deploys.lastAt), undefined);
      },
      failures: options.failures,
      abortedLatencyLimitMs: levels.p95Ms[1],
      onError: onInternalError,
      onRequest: exporters.request,
      onMeasured: dependencies.onMeasured,
      redact,
      endpointLimits: levels.endpoints,
      counted: countedEndpoints(options),
    },
    now(),
  );
  const recorder = new Recorder({
    ...{ collector, now, wall, onInternalError, redact, onError: errors.onError },
    currentRequest: () => tracker.current,
  });

  const { jobs, instruments } = createAppRecords({
    ...{ options, now, wall, onInternalError, redact, collector: () => collector, recorder: () => recorder },
  });
  const checks = new Checks(now, redact);
  const history = new History({ endpoints: feed.endpoints, wall: wall(), now: now() });
  const alerts = new Alerts({ rules, maintenance, redact });
  const deploys = new DeployLog(redact);
  const blocks = new BlockRecorder(now());
  const trafficBetween = deployTraffic(history, blocks);
  const onAccepted = (ids: readonly string[], at: number): void => {
    alerts.notified(ids, at);
    evaluator.refresh(wall());
  };
  const alertmanagers =
    options.alertmanager &&
    new Alertmanagers({
      ...{ options: options.alertmanager, instance: hostname(), link, onAccepted, onError: onInternalError },
      rules: [...rules, { name: RESTART_LOOP, severity: 'warning' }],
      alerts: () => evaluator.state.alerts,
      isMuted: (alert) => alerts.isMutedHere(alert, wall()),
      onSilences: (silences) => {
        alerts.setSilences(silences);
        evaluator.refresh(wall());
      },
    });
  const notifier = new Notifier({
    targets: notify,
    ...{ app: options.name, instance, link },
    onAccepted,
    onError: onInternalError,
  });
  const heartbeat = heartbeatOptions && new Heartbeat({ ...heartbeatOptions, onError: onInternalError });
  const evaluator: Evaluator = new Evaluator(
    {
      ...{ collector, alerts, checks, deploys, errors: errors.groups, history, dependencies, trafficBetween },
      ...{ jobs, instruments },
      limits: levels,
      objectives,
      eventLoopDelayP99Ms: () => processMetrics.eventLoopDelayP99Ms,
      waiting: (at, atLeastMs) => tracker.waiting(at, atLeastMs),
      notify: (notices) => {
        notifier.send(notices);
        exporters.alerts(notices);
      },
    },
    wall(),
  );
  const unused = new UnusedEndpoints(
    [...(levels.endpoints?.keys ?? []), ...objectiveEndpoints(objectives).values()],
    console.warn,
  );
  const startedAt = wall();
  if (version !== null) deploys.started(version, startedAt);
  const storage = new Storage({
    folder: options.metricsDir,
    ...{ history, alerts, deploys, jobs, unsent: notifier, errors: errors.kept, wall },
    sessions: {
      get wantsKey() {
        return collector.sessions.wantsKey;
      },
      useKey: (key) => collector.sessions.useKey(key, now()),
    },
    onMessage: (message) => onInternalError(new Error(message)),
    redact,
  });

  const reader = new Reader({
    ...{
      options,
      instance,
      collector,
      recorder,
      tracker,
      history,
      alerts,
      deploys,
      dependencies,
      jobs,
      instruments,
      errors: errors.groups,
      storage,
      processMetrics,
      internalErrors,
    },
    cost: () => ({
      ...cost.figures(),
      memory_bytes: collector.bytes + history.bytes + errors.groups.bytes + dependencies.bytes + instruments.bytes,
      disk_bytes: storage.bytes,
    }),
    state: () => evaluator.state,
    isDraining: () => isDraining,
    now,
    wall,
  });
  const onDeploy = exporters.deploy.bind(exporters);
  const actions = new Actions({
    ...{ alerts, deploys, errors: errors.groups, trafficBetween, evaluator, storage, wall, onDeploy },
  });
  const registries = new Registries(options.prometheus.registries, onInternalError);
  const prometheusText = async (): Promise<string> => {
    const { user, system } = process.cpuUsage();
    const own = await exposition({
      ...{ collector, rules, version, now: now(), jobs: jobs.totals(), instruments: instruments.exposed(now()) },
      ...evaluator.state,
      process: processMetrics.figures(tracker.inFlight, tracker.oldestSeconds),
      cpuSeconds: (user + system) / 1e6,
      monitorErrors: internalErrors.count,
      droppedRegistries: registries.dropped,
      dependencies: dependencies.dependencies,
    });
    return own + (await registries.text(own));
  };

  scheduler.start({
    evaluate: (at, wallAt) =>
      internalErrors.run(() => {
        processMetrics.roll();
        cost.evaluation(() => evaluator.evaluate(at, wallAt));
        unused.check(collector);
        exporters.evaluation(() => reader.metrics());
      }, undefined),
    resume: (gap) =>
      internalErrors.run(() => {
        tracker.postpone(gap.suspendedMs);
        feed.skip(gap);
        blocks.skip(gap.to, wall());
        collector.resume(gap.to);
        dependencies.resume(gap.to, gap.suspendedMs);
        alerts.resume(gap.to);
        errors.groups.resume();
        checks.resume();
        jobs.resume(gap.to);
        instruments.resume(gap.to);
        storage.resume(gap.to);
      }, undefined),
    tick: (at, wallAt) => {
      internalErrors.run(() => tracker.sweep(), undefined);
      // Ends the slices that are over, also where no request comes.
      internalErrors.run(() => collector.sliceNumber(at), undefined);
      internalErrors.run(() => dependencies.tick(at), undefined);
      internalErrors.run(() => checks.tick(at, wallAt), undefined);
      internalErrors.run(() => notifier.tick(at, wallAt), undefined);
      internalErrors.run(() => alertmanagers?.tick(at, wallAt), undefined);
      internalErrors.run(() => heartbeat?.tick(at), undefined);
      internalErrors.run(() => storage.tick(at), undefined);
    },
  });

  const announcement = announceAccess(options, console.warn);
  const access = new Access({
    ...{ access: options.access, trustedProxies: options.trustedProxies, now, wall },
    oneTimeKey: announcement.oneTimeKey,
    onError: onInternalError,
  });

  let api: OwnRoutes | undefined;
  return {
    recorder,
    reader,
    jobs,
    instruments,
    addCheck: (name, probe, checkOptions) => {
      checks.add(name, probe, checkOptions);
      evaluator.refresh(wall());
    },
    timer: dependencies.timer,
    adapters: {
      tracker,
      get routes() {
        return (api ??= createApi({
          ...{ reader, recorder, actions, access, internalErrors },
          prometheus: { contentType: CONTENT_TYPE, text: prometheusText },
          elementFolder: elementFolder(options.elementDir),
          ...{ basePath: options.basePath, origin: options.origin, origins: options.origins },
          trustedProxies: options.trustedProxies,
          disown: (response) => tracker.disown(response),
          onPublic: announcement.answersStrangers,
        }));
      },
    },
    // What was restored shows at once, not with the next evaluation.
    started: storage.start().then(() =>
      internalErrors.run(() => {
        evaluator.refresh(wall());
        // A start with the version that was known before is no deploy.
        const { deploy } = evaluator.state;
        if (deploy?.version === version && Date.parse(deploy.time) === startedAt) exporters.deploy(deploy);
      }, undefined),
    ),
    notifyTest: () =>
      notifyTest({
        ...{ targets: notify, alertmanager: options.alertmanager, host: hostname(), app: options.name, instance, link },
        wall: wall(),
      }),
    drain: () => {
      isDraining = true;
    },
    close: async () => {
      isDraining = true;
      announcement.stop();
      recorder.close();
      jobs.close();
      errors.close();
      scheduler.stop();
      processMetrics.stop();
      checks.close();
      dependencies.close();
      internalErrors.run(() => collector.end(now()), undefined);
      // What has just begun to fire is sent too.
      notifier.tick(now(), wall());
      internalErrors.run(() => alertmanagers?.tick(now(), wall()), undefined);
      await Promise.all([notifier.close(), alertmanagers?.close(), heartbeat?.close(), exporters.close()]);
      await storage.close();
    },
  };
}
