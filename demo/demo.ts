import type { Clock } from 'align-monitor';
import { Conditions } from './conditions.js';
import { addControl } from './control.js';
import { startDriver, type Driver } from './driver.js';
import { listen } from './listen.js';
import { createPortal } from './portal/app.js';

/** Settings of the demo. */
export interface DemoOptions {
  /** 0 chooses a free port. */
  port: number;
  /** How many people visit at once; none when 0. */
  visitors?: number;
  /** Where the monitor takes its time from; the machine's clock unless given. */
  clock?: Clock;
  /** The folder in which the monitor keeps its history; in memory alone unless given. */
  metricsDir?: string;
}

/** A running demo. */
export interface Demo {
  /** Where the portal lies, such as `http://localhost:5004/`. */
  origin: URL;
  traffic: Driver['traffic'];
  /** Calls the visitors off, ends all connections and closes the monitor. */
  close(): Promise<void>;
}

const seed = 2026;

/** Starts the portal under watch, its control page and its visitors. Rejects when the port cannot be had. */
export async function startDemo({ port, visitors = 14, clock, metricsDir }: DemoOptions): Promise<Demo> {
  const conditions = new Conditions();
  const { app, monitor } = createPortal({ conditions, seed, clock, metricsDir });
  addControl(app, conditions, monitor.metrics().window_seconds);
  try {
    const handle = app.callback();
    const listening = await listen((request, response) => void handle(request, response), port);
    const origin = new URL(`http://localhost:${listening.port}/`);
    const driver = startDriver({ origin: new URL(`http://127.0.0.1:${listening.port}/`), conditions, visitors, seed });
    return {
      origin,
      traffic: driver.traffic,
      async close() {
        await driver.stop();
        await listening.close();
        await monitor.close();
      },
    };
  } catch (error) {
    await monitor.close();
    throw error;
  }
}
