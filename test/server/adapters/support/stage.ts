/** Sets a scene: an app, its monitor, time in the test's hands, and a client. */

import { mock } from 'node:test';
import type { Metrics } from '../../../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../../../server/monitor.js';
import type { MonitorOptions } from '../../../../server/options/monitor-options.js';
import { FakeClock } from '../../support/fake-clock.js';
import { until } from '../../support/http.js';
import { type Answer, ask, type Asked, open, pause, type Paused, type Pending, upload, type Upload } from './client.js';
import { type Adapter, type Served, trap } from './scene.js';

/** An app under test with everything around it. */
export interface Stage {
  adapter: Adapter;
  served: Served;
  monitor: Monitor;
  clock: FakeClock;
  /** Asks the app and reads the whole answer. */
  ask: (path: string, asked?: Asked) => Promise<Answer>;
  /** Asks the app and leaves the request open. */
  open: (path: string) => Pending;
  /** Begins to send a request with a body. */
  upload: (path: string) => Upload;
  /** Asks the app and reads nothing of the answer's body. */
  pause: (path: string) => Paused;
  /** Lets `/hangs` and `/slowly` answer. */
  release: () => void;
  /** Lets so many seconds pass, and after them the monitor's timer. */
  pass: (seconds: number) => void;
  /** The figures, as soon as so many requests are counted. */
  counted: (requests: number) => Promise<Metrics>;
  /** Waits until so many requests are open. */
  inFlight: (requests: number) => Promise<void>;
  end: () => Promise<void>;
}

/** The timer comes at least this often; a longer silence would be a process that was stopped. */
const TICK_SECONDS = 30;

/** Starts an app behind an adapter. */
export async function setStage(
  adapter: Adapter,
  { trapped = false, ...options }: MonitorOptions & { trapped?: boolean } = {},
): Promise<Stage> {
  mock.timers.enable({ apis: ['setInterval'] });
  const clock = new FakeClock();
  const monitor = createMonitor({ clock, ...options });
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const served = await adapter.start({ monitor, clock, released, trap: trapped ? trap() : undefined });
  const { protocol } = adapter;
  return {
    adapter,
    served,
    monitor,
    clock,
    ask: (path, asked) => ask(protocol, served.url + path, asked),
    open: (path) => open(protocol, served.url + path),
    upload: (path) => upload(protocol, served.url + path),
    pause: (path) => pause(protocol, served.url + path),
    release,
    pass(seconds) {
      for (let left = seconds; left > 0; left -= TICK_SECONDS) {
        clock.advance(Math.min(TICK_SECONDS, left));
        mock.timers.tick(1000);
      }
    },
    async counted(requests) {
      const total = (): number => monitor.metrics().summary.total_requests;
      await until(() => total() >= requests, `${requests} requests are counted (they are ${total()})`);
      return monitor.metrics();
    },
    async inFlight(requests) {
      const figure = (): number => monitor.metrics().summary.in_flight;
      await until(() => figure() === requests, `${requests} requests are in flight`);
    },
    async end() {
      release();
      await served.close();
      await monitor.close();
      mock.timers.reset();
    },
  };
}
