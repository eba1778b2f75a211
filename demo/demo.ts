/** Starts and stops all parts of the demo. */

import type { Clock, MonitorOptions } from 'align-monitor';
import { Conditions } from './conditions.js';
import { addControl } from './control.js';
import { addEmbeds } from './embeds/routes.js';
import type { System } from './embeds/system.js';
import { startTool } from './embeds/tool.js';
import { listen } from './listen.js';
import type { Traffic } from './outside/client.js';
import { startOutside } from './outside/outside.js';
import { createPortal } from './portal/app.js';
import { startJobs } from './portal/jobs.js';

/** Settings of the demo. */
export interface DemoOptions {
  /** 0 chooses a free port. */
  port: number;
  /** The port of the tool on another origin; `port + 2` by default. If it is taken, a free port. */
  toolPort?: number;
  /** How many visitors there are at once; 14 by default. */
  visitors?: number;
  /** The monitor's clock; the system's clock by default. */
  clock?: Clock;
  /** The folder for history; in memory only by default. */
  metricsDir?: string;
  /** Settles when `metricsDir` holds the day before the start; no such day by default. */
  record?: Promise<void>;
  /** More options of the portal's monitor. */
  monitorOptions?: MonitorOptions;
}

/** A running demo. */
export interface Demo {
  /** The address of the portal, such as `http://localhost:5004/`. */
  origin: URL;
  /** The address of the tool on another origin. */
  tool: URL;
  /** The requests of its visitors. Counted when they stop. */
  traffic: Traffic;
  /** Stops the visitors, ends all connections and closes the monitors. */
  close(): Promise<void>;
}

const seed = 2026;
/** The port between them belongs to `npm run dev`. */
const toolPortOffset = 2;

/**
 * Starts the monitored portal with its control page and visitors, two small systems, and a tool on another origin that
 * shows all three. Rejects if the portal cannot listen on its port.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, toolPort = port === 0 ? 0 : port + toolPortOffset, visitors = 14, clock, metricsDir } = options;
  const { record, monitorOptions } = options;
  const conditions = new Conditions();
  const systems: System[] = [];
  const running: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.close();
  };
  try {
    const tool = await startTool(toolPort, systems);
    running.push(tool);
    const [outside] = await Promise.all([startOutside({ visitors, seed }), record]);
    running.push(outside);
    const { app, monitor } = createPortal({
      conditions,
      seed,
      modelPort: outside.modelPort,
      clock,
      metricsDir,
      origins: [tool.origin.origin],
      monitorOptions,
    });
    running.push(monitor);
    addControl(app, {
      conditions,
      windowSeconds: monitor.metrics().window_seconds,
      async change(mode) {
        await outside.change(mode);
        // Only now: the deploy is marked before its first error.
        conditions.change(mode);
      },
      tool: tool.origin,
      hasDay: record !== undefined,
    });
    addEmbeds(app, systems, tool.origin);
    const handle = app.callback();
    const listening = await listen((request, response) => void handle(request, response), port);
    running.push(listening);
    const origin = new URL(`http://localhost:${listening.port}/`);
    const stopJobs = startJobs({ monitor, conditions, seed, wall: () => clock?.wall() ?? Date.now() });
    running.push({ close: () => Promise.resolve(stopJobs()) });
    systems.push({ name: 'Instructor portal', purpose: 'Courses and reflections', origin });
    const traffic: Traffic = { sent: 0, unanswered: 0 };
    running.push({ close: async () => void Object.assign(traffic, await outside.leave()) });
    systems.push(...(await outside.open(origin, [tool.origin.origin, origin.origin])));
    return { origin, tool: tool.origin, traffic, close };
  } catch (error) {
    await close();
    throw error;
  }
}
