/** A monitor under a clock that the test moves; its timer is the test's too. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { diskIsIdle } from './disk-idle.js';
import { FakeClock } from './fake-clock.js';

/** A monitor, its clock and its traffic. */
export class Watched {
  readonly clock: FakeClock;
  monitor: Monitor;
  readonly #test: TestContext;
  readonly #options: MonitorOptions;

  private constructor(test: TestContext, options: MonitorOptions) {
    this.clock = new FakeClock();
    this.#test = test;
    this.#options = options;
    test.mock.timers.enable({ apis: ['setInterval'] });
    this.monitor = createMonitor({ ...options, clock: this.clock });
    test.after(async () => {
      await this.monitor.close();
      if (options.metricsDir !== undefined) await rm(options.metricsDir, { recursive: true });
    });
  }

  /** Starts one, and waits until it has read what was kept. */
  static async start(test: TestContext, options: MonitorOptions = {}): Promise<Watched> {
    const watched = new Watched(test, options);
    await watched.monitor.started;
    return watched;
  }

  /** The same with a folder of its own. */
  static async startOnDisk(test: TestContext, options: MonitorOptions = {}): Promise<Watched> {
    return Watched.start(test, { ...options, metricsDir: await mkdtemp(join(tmpdir(), 'align-monitor-watch-')) });
  }

  /** The kinds of files in its folder, without the ids of the processes. */
  async files(): Promise<string[]> {
    const names = await readdir(this.#options.metricsDir ?? '');
    return names.map((name) => name.replace(/-?[0-9a-f]{16}/, '')).sort();
  }

  /** Ends the monitor and starts another one on the same folder. */
  async restart(options: MonitorOptions = {}): Promise<void> {
    await this.monitor.close();
    this.monitor = createMonitor({ ...this.#options, ...options, clock: this.clock });
    await this.monitor.started;
  }

  /** Lets seconds pass, with so many requests in each; what answers at once has answered before the next one. */
  async pass(seconds: number, requests = 0, statusCode = 200, latencyMs = 50): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1);
      for (let count = 0; count < requests; count++) {
        this.monitor.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs });
      }
      this.#test.mock.timers.tick(1000);
      await diskIsIdle();
    }
  }

  /** The states of a rule's alerts, firing first. */
  states(type: string): string[] {
    return this.monitor
      .metrics()
      .alerts.filter((alert) => alert.type === type)
      .map(({ state }) => state);
  }
}
