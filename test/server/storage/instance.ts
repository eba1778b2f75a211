/** A process that stores its data in a folder, with a clock that the test moves. */

import assert from 'node:assert/strict';
import * as promises from 'node:fs/promises';
import { Alerts } from '../../../server/alerts/alerts.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { LONGEST_RANGE } from '../../../server/contract/index.js';
import { ErrorGroups } from '../../../server/errors/error-groups.js';
import { DeployLog } from '../../../server/deploys/deploy-log.js';
import { Jobs } from '../../../server/jobs/jobs.js';
import { History } from '../../../server/history/history.js';
import { resolveRules } from '../../../server/options/rules.js';
import type { FileSystem } from '../../../server/storage/disk.js';
import { Storage } from '../../../server/storage/storage.js';
import { type Given, inputOf } from '../alerts/figures.js';
import { diskIsIdle } from '../support/disk-idle.js';
import { FakeClock } from '../support/fake-clock.js';

/** Figures with which `error_rate_high` fires, and with which it does not. */
export const FAILING: Given = { requests: 100, failed: 50, classes: { '5xx': 50 } };
export const FINE: Given = { requests: 100 };

/** One process. */
export class Instance {
  readonly clock: FakeClock;
  readonly history: History;
  readonly alerts: Alerts;
  readonly deploys = new DeployLog();
  readonly jobs: Jobs;
  readonly unsent = {
    version: 0,
    restored: [] as unknown[],
    toJSON: () => 'unsent',
    restore: (kept: unknown) => void this.unsent.restored.push(kept),
  };
  readonly errors = new ErrorGroups({
    folders: { app: '/app', monitor: '/app/node_modules/align-monitor' },
    ...{ keepSeconds: 300, deployAt: () => undefined },
  });
  readonly messages: string[] = [];
  readonly sessions = {
    wantsKey: false,
    keys: [] as string[],
    useKey: (key: Uint8Array) => {
      this.sessions.wantsKey = false;
      this.sessions.keys.push(Buffer.from(key).toString('hex'));
    },
  };
  readonly storage: Storage;

  constructor(folder: string | undefined, clock = new FakeClock(), fs?: FileSystem) {
    this.clock = clock;
    this.history = new History({ endpoints: () => [], wall: clock.wall(), now: clock.monotonic() });
    this.alerts = new Alerts({ rules: resolveRules(undefined) });
    this.jobs = new Jobs({
      now: () => clock.monotonic(),
      wall: () => clock.wall(),
      onFailure: () => null,
      onRejected: () => undefined,
      onInternalError: (error) => this.messages.push(String(error)),
    });
    this.storage = new Storage({
      ...{ folder, history: this.history, alerts: this.alerts, deploys: this.deploys, jobs: this.jobs },
      ...{ unsent: this.unsent, fs },
      errors: {
        ...{ toJSON: () => this.errors.toJSON(), merge: (kept) => this.errors.merge(kept) },
        restore: (kept) => this.errors.restore(kept, { now: clock.monotonic() }),
        version: () => this.errors.version,
        actionVersion: () => this.errors.actionVersion,
      },
      wall: () => clock.wall(),
      sessions: this.sessions,
      onMessage: (message) => this.messages.push(message),
    });
  }

  /** One that has read the folder. */
  static async start(folder: string, clock?: FakeClock, fs?: FileSystem): Promise<Instance> {
    const instance = new Instance(folder, clock, fs);
    await instance.storage.start();
    await diskIsIdle();
    return instance;
  }

  /** Lets seconds pass. Each five seconds have one request, and the rules see the figures. */
  async pass(seconds: number, given: Given = FINE): Promise<string[]> {
    const sent: string[] = [];
    for (let passed = 0; passed < seconds; passed += 5) {
      for (let second = 0; second < 5; second++) {
        this.clock.advance(1);
        this.storage.tick(this.clock.monotonic());
        await diskIsIdle();
      }
      this.#evaluate(given, sent);
    }
    return sent;
  }

  /** Writes what has changed, and reads what others have stored. */
  async refresh(): Promise<void> {
    this.storage.tick(this.clock.monotonic());
    await this.storage.refresh();
    await diskIsIdle();
  }

  /** Stores the history as if a snapshot had ended. */
  async store(): Promise<void> {
    this.history.version++;
    await this.refresh();
  }

  /** Five seconds without a tick of the storage. */
  record(given: Given = FINE, sent: string[] = []): void {
    this.clock.advance(5);
    this.#evaluate(given, sent);
  }

  #evaluate(given: Given, sent: string[]): void {
    const [now, wall] = [this.clock.monotonic(), this.clock.wall()];
    const latency = new Histogram();
    latency.record(20);
    const figures = {
      requests: 1,
      failed: 0,
      classes: {},
      latency,
      activeSessions: 1,
      affected: null,
      level: 'healthy',
    } as const;
    this.history.add({ wall, now, ...figures });
    sent.push(...this.alerts.evaluate(inputOf(given), now, wall).map(({ kind, alert }) => `${kind} ${alert.type}`));
  }

  /** Requests in all that is kept, of all processes. */
  get requests(): number {
    return this.history.answer(LONGEST_RANGE, this.clock.wall(), [], []).summary.requests;
  }

  get versions(): string[] {
    return this.deploys.toJSON().map(({ version }) => version);
  }

  /** The firing alerts' ids. */
  get firing(): string[] {
    return this.alerts
      .alerts(this.clock.wall())
      .filter(({ state }) => state === 'firing')
      .map(({ id }) => id)
      .sort();
  }
}

const opened: promises.FileHandle[] = [];

/** Closes what processes that were "killed" have left open. */
export async function closeFiles(): Promise<void> {
  for (const handle of opened.splice(0)) await handle.close();
}

/**
 * A file system that asks `before` at every call, also at those of open files.
 * @param before is given the function's name; what it returns is awaited first, what it throws is the call's error
 */
export function fileSystem(before: (call: string) => Promise<void> | void): FileSystem {
  const intercept =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await before(name);
      return await call(...args);
    };
  const handleOf = (handle: promises.FileHandle): promises.FileHandle =>
    new Proxy(handle, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return intercept(String(name), value.bind(target) as () => Promise<unknown>);
      },
    });
  const names = ['link', 'mkdir', 'readdir', 'rename', 'stat', 'unlink'] as const;
  const calls = Object.fromEntries(
    names.map((name) => [name, intercept(name, promises[name] as () => Promise<unknown>)]),
  );
  const open = intercept('open', async (...args: Parameters<typeof promises.open>) =>
    handleOf(opened[opened.push(await promises.open(...args)) - 1] ?? assert.fail()),
  );
  return { ...(calls as unknown as Omit<FileSystem, 'open'>), open };
}
