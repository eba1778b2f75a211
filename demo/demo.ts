/** Starts and stops all parts of the demo. */

import type { Clock, MonitorOptions } from 'align-monitor';
import { Conditions } from './conditions.js';
import { addControl } from './control.js';
import { startDriver, type Driver } from './driver.js';
import { addEmbeds } from './embeds/routes.js';
import { startSystem, type System } from './embeds/system.js';
import { startTool } from './embeds/tool.js';
import { startLanguageModel } from './language-model.js';
import { listen } from './listen.js';
import { createPortal } from './portal/app.js';
import { startJobs } from './portal/jobs.js';
import { Releases } from './releases.js';

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
  /** More options of the portal's monitor. */
  monitorOptions?: MonitorOptions;
}

/** A running demo. */
export interface Demo {
  /** The address of the portal, such as `http://localhost:5004/`. */
  origin: URL;
  /** The address of the tool on another origin. */
  tool: URL;
  traffic: Driver['traffic'];
  /** Stops the visitors, ends all connections and closes the monitors. */
  close(): Promise<void>;
}

const seed = 2026;
/** The port between them belongs to `npm run dev`. */
const toolPortOffset = 2;

/** The systems beside the portal: one that is slower than its limit, and one that is healthy. */
const otherSystems = [
  { name: 'Library catalogue', purpose: 'Reading lists', paths: ['/search', '/shelf'], medianMs: 230 },
  { name: 'Timetable', purpose: 'Rooms and hours', paths: ['/week', '/rooms'], medianMs: 35 },
];

/**
 * Starts the monitored portal with its control page and visitors, two small systems, and a tool on another origin that
 * shows all three. Rejects if the portal cannot listen on its port.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, toolPort = port === 0 ? 0 : port + toolPortOffset, visitors = 14, clock, metricsDir } = options;
  const { monitorOptions } = options;
  const conditions = new Conditions();
  const systems: System[] = [];
  const running: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.close();
  };
  try {
    const tool = await startTool(toolPort, systems);
    running.push(tool);
    const model = await startLanguageModel(conditions, seed);
    running.push(model);
    const { app, monitor } = createPortal({
      conditions,
      seed,
      modelPort: model.port,
      clock,
      metricsDir,
      origins: [tool.origin.origin],
      monitorOptions,
    });
    running.push(monitor);
    const releases = new Releases(conditions);
    addControl(app, {
      conditions,
      windowSeconds: monitor.metrics().window_seconds,
      onChange: () => releases.follow(),
      tool: tool.origin,
    });
    addEmbeds(app, systems, tool.origin);
    const handle = app.callback();
    const listening = await listen((request, response) => void handle(request, response), port);
    running.push(listening);
    const origin = new URL(`http://localhost:${listening.port}/`);
    releases.origin = origin;
    const stopJobs = startJobs({ monitor, conditions, seed, wall: clock?.wall ?? Date.now });
    running.push({ close: () => Promise.resolve(stopJobs()) });
    systems.push({ name: 'Instructor portal', purpose: 'Courses and reflections', origin });
    const readers = Math.ceil(visitors / 4);
    for (const [index, other] of otherSystems.entries()) {
      const origins = [tool.origin.origin, origin.origin];
      const system = await startSystem({ ...other, origins, readers, seed: seed + index });
      running.push(system);
      systems.push(system);
    }
    const driver = startDriver({ origin: new URL(`http://127.0.0.1:${listening.port}/`), conditions, visitors, seed });
    running.push({ close: () => driver.stop() });
    return { origin, tool: tool.origin, traffic: driver.traffic, close };
  } catch (error) {
    await close();
    throw error;
  }
}
